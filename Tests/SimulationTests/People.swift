import Agent
import Model
import Sandbox
import Storage

/// A value that a person typed, and where.
struct Deed {
    /// The remote.
    let remote: String
    /// The object in the manifest's words.
    let object: String
    /// The record's id.
    let record: String
    /// The field in the hub's words.
    let field: String
    let value: String
    /// The order in which people act.
    let number: Int
}

/// People who work at every vendor while the agent runs, each typing values that nobody else types, so that the fate of each can be told.
/// One thread drives them, as it drives all of a world.
final class People: @unchecked Sendable {
    private let universe: Universe
    private let chance: Chance
    private(set) var deeds: [Deed] = []
    private(set) var counts: [String: Int] = [:]
    private var number = 0

    init(_ universe: Universe) {
        self.universe = universe
        chance = Chance(universe.seed, "people")
    }

    /// A round of work, while no agent runs.
    func work() throws {
        for _ in 0..<(1 + chance.below(universe.swarm.edits)) {
            if chance.happens(10) { try setTier() } else { try act(universe.desks) }
            universe.clock.advance(by: .milliseconds(500 + chance.below(90_000)))
        }
    }

    /// Somebody works while the agent does, at a remote that it has not just looked at by id: what is typed between its last look and
    /// its write is lost without a trace where the vendor has no precondition, which is the declared window of R14.
    func meanwhile(free remotes: Set<String>) {
        guard chance.happens(universe.swarm.haste) else { return }
        let desks = universe.desks.filter { remotes.contains($0.remote) }
        guard !desks.isEmpty else { return }
        counts["person during a run", default: 0] += 1
        try? act(desks)
    }

    private func act(_ desks: [Desk]) throws {
        number += 1
        guard let desk = chance.pick(desks), let vendor = universe.port(desk.remote)?.vendor else { return }
        let live = vendor.holdings(desk.object).filter { !$0.isDeleted }
        switch chance.below(18) {
        case 0, 1:
            guard !desk.fresh.isEmpty else { return }
            edit(vendor, .create, desk, nil, desk.fresh.map { ($0, $1.replacing("%", with: "\(number)")) })
        case 2 where universe.swarm.isDestructive:
            guard let one = chance.pick(live) else { return }
            edit(vendor, .delete, desk, one.id, [])
        case 3 where universe.swarm.isDestructive && desk.kind != .deal:
            guard let loser = chance.pick(live), let winner = chance.pick(live), loser.id != winner.id else { return }
            edit(vendor, .merge, desk, loser.id, [], into: winner.id)
        case 4 where universe.swarm.isDestructive:
            guard let one = chance.pick(vendor.holdings(desk.object).filter(\.isDeleted)) else { return }
            edit(vendor, .undelete, desk, one.id, [])
        default:
            guard let one = chance.pick(live), let field = chance.pick(desk.fields) else { return }
            let value = "\(desk.remote) \(field.hub) \(number)"
            guard edit(vendor, .update, desk, one.id, [(field.vendor, value)]) else { return }
            deeds.append(
                Deed(remote: desk.remote, object: desk.named, record: one.id, field: field.hub, value: value, number: number))
        }
    }

    /// What a vendor refuses, a person does not do.
    @discardableResult
    private func edit(
        _ vendor: any Vendor, _ action: PersonEdit.Action, _ desk: Desk, _ id: String?, _ fields: [(String, String)], into: String? = nil
    ) -> Bool {
        let fields = JSONObject(fields.map { ($0.0, .string($0.1)) })
        let edit = PersonEdit(action, object: desk.object, id: id, fields: fields, into: into)
        guard (try? vendor.edit(edit, at: universe.clock.now())) != nil else { return false }
        Telling.say(
            "a person: \(desk.remote) \(action) \(desk.object) \(id ?? "") \(fields.members.map { "\($0.name)=\($0.value.text)" }) \(into ?? "")"
        )
        counts["person \(action.rawValue)", default: 0] += 1
        return true
    }

    /// Somebody edits in the hub itself.
    private func setTier() throws {
        let partners = try universe.store.read { try $0.entities.page(.partner, limit: 1_000) }
        guard let partner = chance.pick(partners.sorted { $0.id.text < $1.id.text }) else { return }
        let tier = chance.pick(["gold", "silver", "bronze"]) ?? "gold"
        counts["person hub edit", default: 0] += 1
        _ = try? HubEdit(services: try universe.services()).set(partner.id, [("tier", tier)], by: "ana")
    }
}

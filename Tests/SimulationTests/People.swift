import Agent
import Model
import Sandbox
import Storage

/// A value that a person typed, and where.
struct Deed {
    /// The remote, or `hub`.
    let remote: String
    /// The object in the manifest's words; empty in the hub.
    let object: String
    /// The record's id, or the entity's.
    let record: String
    /// The field in the hub's words.
    let field: String
    let value: String
    /// The order in which people act.
    let number: Int
}

/// People who work at every vendor while the agent runs, each typing values that nobody else types, so that the fate of each can be told.
struct People {
    /// Where one vendor keeps what: its object, the manifest's, the hub's kind, and fields of free text by the hub's names.
    private struct Desk {
        let remote: String
        let object: String
        let named: String
        let kind: EntityKind
        let fields: [(hub: String, vendor: String)]
        let fresh: [(String, String)]
    }

    private static let desks: [Desk] = [
        Desk(
            remote: "crm", object: "Account", named: "account", kind: .partner,
            fields: [("name", "Name"), ("custom.segment", "Segment__c")],
            fresh: [
                ("Name", "company %"), ("Type", "Partner"), ("Website", "https://new%.example"), ("Partner_Email__c", "p%@new%.example"),
            ]),
        Desk(
            remote: "marketing", object: "companies", named: "company", kind: .partner,
            fields: [("name", "name"), ("custom.segment", "segment")],
            fresh: [("name", "company %"), ("type", "PARTNER"), ("domain", "new%.example"), ("partner_email", "p%@new%.example")]),
        Desk(remote: "sales", object: "organizations", named: "organization", kind: .partner, fields: [("name", "name")], fresh: []),
        Desk(
            remote: "crm", object: "Contact", named: "contact", kind: .customer,
            fields: [("first_name", "FirstName"), ("last_name", "LastName")],
            fresh: [("LastName", "person %"), ("FirstName", "new"), ("Email", "u%@people.example")]),
        Desk(
            remote: "marketing", object: "contacts", named: "contact", kind: .customer,
            fields: [("first_name", "firstname"), ("last_name", "lastname")],
            fresh: [("lastname", "person %"), ("firstname", "new"), ("email", "u%@people.example")]),
        Desk(
            remote: "sales", object: "persons", named: "person", kind: .customer,
            fields: [("first_name", "first_name"), ("last_name", "last_name")],
            fresh: []),
        Desk(remote: "crm", object: "Opportunity", named: "opportunity", kind: .deal, fields: [("name", "Name")], fresh: []),
    ]

    private let universe: Universe
    private let chance: Chance
    private(set) var deeds: [Deed] = []
    /// Records that people deleted or merged away.
    private(set) var removed: Set<RecordKey> = []
    private var number = 0

    init(_ universe: Universe) {
        self.universe = universe
        chance = Chance(universe.seed, "people")
    }

    /// A round of work.
    mutating func work() throws {
        for _ in 0..<(1 + chance.below(universe.swarm.edits)) {
            try act()
            universe.clock.advance(by: .milliseconds(500 + chance.below(90_000)))
        }
    }

    private mutating func act() throws {
        number += 1
        let desks = Self.desks.filter { desk in universe.port(desk.remote) != nil }
        guard let desk = chance.pick(desks), let vendor = universe.port(desk.remote)?.vendor else { return }
        let live = vendor.holdings(desk.object).filter { !$0.isDeleted }
        switch chance.below(20) {
        case 0, 1:
            try setTier()
        case 2, 3:
            guard !desk.fresh.isEmpty else { return }
            edit(vendor, .create, desk, nil, desk.fresh.map { ($0, $1.replacing("%", with: "\(number)")) })
        case 4 where universe.swarm.isDestructive:
            guard let one = chance.pick(live) else { return }
            if edit(vendor, .delete, desk, one.id, []) { removed.insert(RecordKey(remote: desk.remote, object: desk.named, id: one.id)) }
        case 5 where universe.swarm.isDestructive && desk.kind != .deal:
            guard let loser = chance.pick(live), let winner = chance.pick(live), loser.id != winner.id else { return }
            if edit(vendor, .merge, desk, loser.id, [], into: winner.id) {
                for one in [loser, winner] { removed.insert(RecordKey(remote: desk.remote, object: desk.named, id: one.id)) }
            }
        case 6 where universe.swarm.isDestructive:
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
        return (try? vendor.edit(PersonEdit(action, object: desk.object, id: id, fields: fields, into: into), at: universe.clock.now()))
            != nil
    }

    /// Somebody edits in the hub itself.
    private mutating func setTier() throws {
        let partners = try universe.store.read { try $0.entities.page(.partner, limit: 1_000) }
        guard let partner = chance.pick(partners.sorted { $0.id.text < $1.id.text }) else { return }
        let tier = chance.pick(["gold", "silver", "bronze"]) ?? "gold"
        _ = try? HubEdit(services: try universe.services()).set(partner.id, [("tier", tier)], by: "ana")
    }
}

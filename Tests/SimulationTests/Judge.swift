import Agent
import Model
import Reconciliation
import Sandbox
import Storage

/// Looks at the world from outside the agent: from what vendors hold and logged, and from what people did.
struct Judge {
    private let universe: Universe
    private let people: People
    private(set) var violations: [String] = []

    init(_ universe: Universe, _ people: People) {
        (self.universe, self.people) = (universe, people)
    }

    mutating func judge(remaining: [String]) async throws {
        if !remaining.isEmpty { violations.append("V1 the plan does not become empty: \(remaining.prefix(3))") }
        let services = try universe.services()
        let counts = try universe.store.read { try $0.outbox.counts() }
        if !counts.isEmpty { violations.append("V2 the outbox is not empty: \(counts)") }
        let report = try await ReconcileRun(services: services, isDeep: true).run()
        let reviews = try universe.store.read { try $0.reviews.page(.open, limit: 100_000) }
        for drift in report.drift where !reviews.contains(where: { $0.entity == drift.entity }) {
            violations.append("V3 \(drift.entity.text) \(drift.field): \(drift.hub.display) against \(drift.values)")
        }
        for (kind, found) in report.kinds.sorted(by: { $0.key < $1.key }) where found.orphaned + found.duplicated > 0 {
            violations.append("V3 \(kind): \(found)")
        }
        violations += try Verify(services: services).run().map { "store: \($0)" }
        judgeKeys()
        try judgeLosses(services)
    }

    /// S8: no two live records of a vendor bear one key of the hub.
    private mutating func judgeKeys() {
        for port in universe.sandbox.ports {
            for object in port.vendor.objects {
                var seen: [String: String] = [:]
                for one in port.vendor.holdings(object) where !one.isDeleted {
                    let keys = ["Entente_Id__c", "entente_id", Pipedrive.key("Entente id", of: object) ?? "-"]
                    guard let key = keys.lazy.compactMap({ one.values[$0]?.string }).first(where: { !$0.isEmpty }) else { continue }
                    if let other = seen.updateValue(one.id, forKey: key) {
                        violations.append("S8 \(port.vendor.name) \(object) \(other) and \(one.id) both bear \(key)")
                    }
                }
            }
        }
    }

    /// S9: the last value that a person typed into a field of a record is there, lost to a decision that can be looked up, or waits.
    private mutating func judgeLosses(_ services: Services) throws {
        var last: [String: Deed] = [:]
        for deed in people.deeds { last["\(deed.remote) \(deed.object) \(deed.record) \(deed.field)"] = deed }
        let lost = Set(try Conflicts(services: services).list(openOnly: false, limit: 100_000).flatMap(\.losers).map(\.value.display))
        let reviews = try universe.store.read { try $0.reviews.page(.open, limit: 100_000) }.map {
            "\($0.entity?.text ?? "") \($0.candidates.text)"
        }
        for deed in last.values.sorted(by: { $0.number < $1.number }) where !lost.contains(deed.value) {
            let key = RecordKey(remote: deed.remote, object: deed.object, id: deed.record)
            let link = try universe.store.read { try $0.links.get(key) }
            guard let link, link.state == .live, let entity = try universe.store.read({ try $0.entities.get(link.entity) }) else {
                continue
            }
            let now = entity.values[deed.field]?.display ?? ""
            if now == deed.value || reviews.contains(where: { $0.contains(deed.value) || $0.contains(link.entity.text) }) { continue }
            // A value that a person typed later, at any record of the same entity, took its place knowingly.
            if let winner = people.deeds.first(where: { $0.value == now && $0.field == deed.field }), winner.number > deed.number {
                continue
            }
            violations.append("S9 \(deed.value), typed at \(key) (entity \(link.entity.text)), is lost: \(deed.field) is \(now)")
        }
    }
}

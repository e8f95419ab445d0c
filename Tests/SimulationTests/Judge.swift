import Agent
import Model
import Reconciliation
import Sandbox
import Storage

/// Looks at the world from outside the agent: from what vendors hold and logged, and from what people did.
struct Judge {
    private let universe: Universe
    private let people: People
    private let witness: Witness
    private(set) var violations: [String] = []
    private(set) var counts: [String: Int] = [:]
    /// Values that are known to have lost, and what waited, in hubs that a copy has replaced.
    private var lost: Set<String> = []
    private var waited: [String] = []

    init(_ universe: Universe, _ people: People, _ witness: Witness) {
        (self.universe, self.people, self.witness) = (universe, people, witness)
    }

    mutating func note(_ violation: String) { violations.append(violation) }

    /// A copy is about to be put back: what the hub says of losses now must not be forgotten.
    mutating func remember() throws {
        let services = try universe.services()
        lost.formUnion(try Self.losers(services))
        waited += try reviews().map(Self.text)
    }

    mutating func judge(remaining: [String]) async throws {
        if !remaining.isEmpty { violations.append("V1 the plan does not become empty: \(remaining.prefix(3))") }
        let services = try universe.services()
        let counts = try universe.store.read { try $0.outbox.counts() }
        if !counts.isEmpty { violations.append("V2 the outbox is not empty: \(counts)") }
        let report = try await ReconcileRun(services: services, isDeep: true).run()
        let reviews = try reviews()
        for drift in report.drift where !reviews.contains(where: { $0.entity == drift.entity }) {
            violations.append("V3 \(drift.entity.text) \(drift.field): \(drift.hub.display) against \(drift.values)")
        }
        for (kind, found) in report.kinds.sorted(by: { $0.key < $1.key }) where found.orphaned + found.duplicated > 0 {
            violations.append("V3 \(kind): \(found)")
        }
        violations += try Verify(services: services).run().map { "store: \($0)" }
        judge(reviews)
        judgeKeys()
        judgeRates()
        try judgeBases()
        try judgeLosses(services)
        try count(services)
    }

    // MARK: After single runs

    /// S5: after a reading without trouble, in a world whose vendors never hid anything, the hub knows what every linked record shows.
    mutating func judgeReading(after kinds: Set<FaultKind>) throws {
        guard kinds.isDisjoint(with: Trouble.veiling.union(Trouble.lossy)) else { return }
        counts["S5 judged", default: 0] += 1
        for desk in universe.desks {
            guard let vendor = universe.port(desk.remote)?.vendor else { continue }
            for one in vendor.holdings(desk.object) where !one.isDeleted {
                let key = RecordKey(remote: desk.remote, object: desk.named, id: one.id)
                guard let link = try universe.store.read({ try $0.links.get(key) }), link.state == .live,
                    try !isWaiting(link.entity)
                else { continue }
                for (hub, field) in desk.fields where isMapped(hub, desk) {
                    guard let base = link.remoteBase[hub]?.display, let value = one.values[field]?.string, base != value else { continue }
                    violations.append("S5 \(key) \(hub): the cursor has passed \(value), and the hub knows of \(base)")
                }
            }
        }
    }

    private func isMapped(_ field: String, _ desk: Desk) -> Bool {
        universe.settings.sync(desk.kind)?.rule(field)?.sides[desk.remote]?.reads == true
    }

    private func isWaiting(_ entity: EntityID) throws -> Bool {
        try universe.store.read { tx in
            try !tx.reviews.of(entity).isEmpty || !tx.conflicts.openFields(entity).isEmpty || !tx.outbox.pending(entity).isEmpty
                || !tx.failedRows.of(entity).isEmpty
        }
    }

    /// V5: what a person approved is not held any more.
    mutating func judgeApproval(_ report: SyncReport) {
        if !report.brakes.isEmpty { violations.append("V5 after approval of all, brakes hold: \(report.brakes.map(\.name))") }
    }

    // MARK: In the end

    /// V4: what waits for a choice names what there is to choose from.
    private mutating func judge(_ reviews: [Review]) {
        for review in reviews where ["match", "conflict", "merge"].contains(review.kind) {
            if review.candidates.array?.isEmpty ?? true { violations.append("V4 \(review.kind) \(review.reason): no candidates") }
        }
    }

    /// S11: no vendor ever had to refuse a call for its rate, but by a fault.
    private mutating func judgeRates() {
        for port in universe.sandbox.ports {
            let over = port.log.entries.filter { $0.status == 429 && $0.fault == nil }
            if let first = over.first {
                violations.append("S11 \(port.vendor.name) refused \(over.count) calls over its rate, first \(first.method) \(first.path)")
            }
        }
    }

    /// S3: what the hub takes for a remote's value was shown by that remote.
    private mutating func judgeBases() throws {
        for desk in universe.desks {
            for link in try universe.store.read({ try $0.links.page(remote: desk.remote, object: desk.named, limit: 10_000) })
            where link.state == .live {
                for (hub, field) in desk.fields {
                    guard let base = link.remoteBase[hub]?.display, !base.isEmpty,
                        !witness.wasShown(base, desk.remote, link.key.id, field)
                    else { continue }
                    violations.append("S3 \(link.key) \(hub): the base \(base) was never shown")
                }
            }
        }
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
        let lost = lost.union(try Self.losers(services))
        let reviews = waited + (try reviews().map(Self.text))
        for deed in last.values.sorted(by: { $0.number < $1.number }) where !lost.contains(deed.value) {
            let key = RecordKey(remote: deed.remote, object: deed.object, id: deed.record)
            let link = try universe.store.read { try $0.links.get(key) }
            guard let link, link.state == .live, let entity = try universe.store.read({ try $0.entities.get(link.entity) }) else {
                continue
            }
            guard let desk = universe.desks.first(where: { $0.remote == deed.remote && $0.named == deed.object }),
                isMapped(deed.field, desk)
            else { continue }
            let now = entity.values[deed.field]?.display ?? ""
            if arrived(deed.value, as: now) { continue }
            if reviews.contains(where: { $0.contains(deed.value) || $0.contains(link.entity.text) }) { continue }
            // A value that a person typed later, at any record of the same entity, took its place knowingly.
            if let winner = people.deeds.first(where: { arrived($0.value, as: now) && $0.field == deed.field }),
                winner.number > deed.number
            {
                continue
            }
            violations.append("S9 \(deed.value), typed at \(key) (entity \(link.entity.text)), is lost: \(deed.field) is \(now)")
        }
    }

    /// Whether a value is what a person typed, perhaps in the form that a vendor in trouble kept of it.
    private func arrived(_ typed: String, as now: String) -> Bool {
        if typed == now { return true }
        guard universe.swarm.isLossy else { return false }
        let forms = [String(typed.prefix(10)), typed.uppercased(), typed.filter { !$0.isWhitespace }, typed + " (by a workflow)"]
        return forms.contains(now)
            || now.lowercased().filter { !$0.isWhitespace }.hasPrefix(
                typed.lowercased().filter { !$0.isWhitespace } + "(")
    }

    private static func losers(_ services: Services) throws -> Set<String> {
        Set(try Conflicts(services: services).list(openOnly: false, limit: 100_000).flatMap(\.losers).map(\.value.display))
    }

    private func reviews() throws -> [Review] { try universe.store.read { try $0.reviews.page(.open, limit: 100_000) } }

    private static func text(_ review: Review) -> String { "\(review.entity?.text ?? "") \(review.candidates.text)" }

    // MARK: What happened

    private mutating func count(_ services: Services) throws {
        for view in try Conflicts(services: services).list(openOnly: false, limit: 100_000) {
            counts["policy \(view.conflict.policy)", default: 0] += 1
            counts["conflict by \(view.conflict.rule)", default: 0] += 1
        }
        for review in try reviews() {
            counts["review \(review.kind)", default: 0] += 1
            counts["review by \(review.rule)", default: 0] += 1
        }
        for desk in universe.desks {
            for link in try universe.store.read({ try $0.links.page(remote: desk.remote, object: desk.named, limit: 10_000) }) {
                counts["link \(link.state.rawValue)", default: 0] += 1
                for reason in Set(link.accepted.values) { counts["accepted \(reason)", default: 0] += 1 }
            }
        }
        for failed in try universe.store.read({ try $0.failedRows.page(limit: 1_000) }) {
            counts["failed row \(failed.failureClass)", default: 0] += 1
        }
    }
}

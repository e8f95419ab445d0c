import GRDB
import Model
@testable import Storage
import Testing

/// Every look-up of every table is made once; what SQLite was asked is then asked again for its plan.
@Suite struct QueryPlanTests {
    @Test func `no look-up reads a whole table`() throws {
        let store = try Store.inMemory()
        let asked = try statements(of: store)
        #expect(asked.count > 70, "\(asked.count) statements")
        for sql in asked {
            let plan = try store.write { try self.plan(of: sql, $0) }
            for step in plan where step.hasPrefix("SCAN") {
                // A list of ids comes through a virtual table; an index may be followed from its end.
                #expect(step.contains("VIRTUAL TABLE") || step == "SCAN run USING INDEX run_started", "\(step) for \(sql)")
            }
        }
    }

    @Test func `pages come in the order of an index, so that each costs only itself`() throws {
        let store = try Store.inMemory()
        let pages = try statements(of: store).filter { $0.contains("limit ?") }
        #expect(pages.count >= 15)
        for sql in pages {
            let plan = try store.write { try self.plan(of: sql, $0) }
            #expect(!plan.contains { $0.contains("TEMP B-TREE FOR ORDER BY") }, "\(plan) for \(sql)")
            for step in plan where step.hasPrefix("SEARCH") && sql.contains(") > (") {
                #expect(step.contains(")>(") || step.contains(">?"), "\(step) for \(sql)")
            }
        }
    }

    private func plan(of sql: String, _ hub: Transaction) throws -> [String] {
        try hub.connection.all("explain query plan " + sql, doing: "explain") { (row) throws(StorageError) in
            for _ in 0..<3 { _ = row.optionalInteger() }
            return try row.text()
        }
    }

    private func statements(of store: Store) throws -> [String] {
        var dice = Dice(60)
        let (key, id) = (RecordKey(remote: "crm", object: "account", id: "1"), dice.id(.partner))
        let log = Log()
        return try store.write { hub in
            let database = hub.connection.database
            database.trace { event in
                if case .statement(let statement) = event { log.sql.insert(statement.sql) }
            }
            try entities(hub, id)
            try links(hub, key, id)
            try staged(hub, key, id)
            try outgoing(hub, key, id)
            try people(hub, key, id)
            try agent(hub)
            try payouts(hub, id)
            try money(hub, id)
            database.trace(options: [])
            return log.sql.filter { !$0.hasPrefix("--") }.sorted()
        }
    }

    private func entities(_ hub: Transaction, _ id: EntityID) throws {
        _ = try hub.entities.get(id)
        _ = try hub.entities.get([id])
        for kind in EntityKind.allCases { _ = try hub.entities.page(kind, limit: 1) }
        _ = try hub.entities.page(.deal, limit: 1, includingDeleted: true)
        for kind in EntityKind.allCases {
            var dice = Dice(1)
            _ = try hub.entities.referring(to: dice.id(kind))
        }
        _ = try hub.keys.entities(.partner, key: "email", value: "x")
        _ = try hub.keys.keys(of: id)
        try hub.keys.replace(id, kind: .partner, [("email", "x")])
        _ = try hub.dirty.page(.partner, limit: 1)
        _ = try hub.dirty.since(id)
        try hub.dirty.clear(id)
        _ = try hub.dirty.count(.partner)
    }

    private func links(_ hub: Transaction, _ key: RecordKey, _ id: EntityID) throws {
        _ = try hub.links.get(key)
        _ = try hub.links.get([key])
        _ = try hub.links.of(id)
        _ = try hub.links.of([id])
        _ = try hub.links.find(id, remote: "crm", object: "account")
        _ = try hub.links.count(remote: "crm", object: "account")
        _ = try hub.links.page(remote: "crm", object: "account", limit: 1)
        _ = try hub.links.seen(remote: "crm", object: "account", ids: ["1"])
        try hub.links.markSeen(remote: "crm", object: "account", [SeenMark(id: "1", hash: 1, version: nil, modified: nil)])
        try hub.links.forgetSeen(remote: "crm", object: "account")
        _ = try hub.links.recordID(of: id, remote: "crm", object: "account")
        _ = try hub.links.entity(of: key)
        try hub.links.remove(key)
        try hub.listing.start(remote: "crm", object: "account")
        _ = try hub.listing.missing(remote: "crm", object: "account", limit: 1)
        _ = try hub.listing.count(remote: "crm", object: "account")
        _ = try hub.tombstones.get(key)
        _ = try hub.tombstones.page(remote: "crm", object: "account", limit: 1)
        try hub.tombstones.remove(key)
        _ = try hub.aliases.resolve(key)
        _ = try hub.aliases.sources(of: key)
    }

    private func staged(_ hub: Transaction, _ key: RecordKey, _ id: EntityID) throws {
        _ = try hub.staged.get(key)
        _ = try hub.staged.of(id)
        _ = try hub.staged.of([id])
        for remote in [nil, "crm"] {
            _ = try hub.staged.unlinked(.partner, remote: remote, limit: 1)
            _ = try hub.staged.waiting(.partner, remote: remote, limit: 1)
        }
        _ = try hub.staged.linked(remote: "crm", object: "account", limit: 1)
        _ = try hub.staged.recordsSharing(remote: "crm", object: "account", key: "email", value: "x", excluding: "1")
        _ = try hub.staged.keys(of: key)
        try hub.staged.setEntity(key, to: id)
        try hub.staged.setState(key, to: .new)
        try hub.staged.remove(key)
        _ = try hub.staged.count(kind: .partner, remote: "crm", object: "account", state: .new)
        _ = try hub.unresolved.entities(waitingFor: key)
        try hub.unresolved.clear(id)
    }

    private func outgoing(_ hub: Transaction, _ key: RecordKey, _ id: EntityID) throws {
        _ = try hub.outbox.get("op")
        _ = try hub.outbox.page(remote: "crm", object: "account", kinds: [.create, .update], states: [.planned, .failed], limit: 1)
        try hub.outbox.update("op", state: .planned)
        try hub.outbox.markSent(["op"], at: Timestamp(seconds: 1))
        _ = try hub.outbox.pending(id)
        _ = try hub.outbox.blocked(by: id)
        _ = try hub.outbox.unsettled()
        _ = try hub.outbox.unsettled(remote: "crm")
        _ = try hub.outbox.drop(states: [.planned])
        _ = try hub.outbox.drop(remote: "crm", object: "account", states: [.planned])
        try hub.outbox.delete(remote: "crm", object: "account", state: .planned)
        try hub.outbox.delete("op")
        _ = try hub.outbox.sameValueCounts(remote: "crm", object: "account")
        _ = try hub.ledger.contains(key, field: "f", valueHash: 1, since: Timestamp(seconds: 1))
        _ = try hub.ledger.writes(to: key, since: Timestamp(seconds: 1))
        try hub.ledger.purge(before: Timestamp(seconds: 1))
        _ = try hub.failedRows.get(remote: "crm", object: "account", subject: "1", kind: "update")
        _ = try hub.failedRows.of(id)
        _ = try hub.failedRows.due(remote: "crm", object: "account", at: Timestamp(seconds: 1), limit: 1)
        _ = try hub.failedRows.page(limit: 1)
        _ = try hub.failedRows.page(remote: "crm", limit: 1)
        _ = try hub.failedRows.count(remote: "crm")
        try hub.failedRows.remove(remote: "crm", object: "account", subject: "1", kind: "update")
    }

    private func people(_ hub: Transaction, _ key: RecordKey, _ id: EntityID) throws {
        _ = try hub.conflicts.get("c")
        _ = try hub.conflicts.page(openOnly: true, limit: 1)
        _ = try hub.conflicts.page(openOnly: false, limit: 1)
        _ = try hub.conflicts.of(id)
        _ = try hub.conflicts.recent(id, since: Timestamp(seconds: 1))
        _ = try hub.conflicts.openFields(id)
        _ = try hub.conflicts.countOpen()
        try hub.conflicts.resolve("c", by: "ana", at: Timestamp(seconds: 1), resolution: nil)
        _ = try hub.reviews.get("r")
        _ = try hub.reviews.page(limit: 1)
        _ = try hub.reviews.of(id)
        _ = try hub.reviews.of(key)
        _ = try hub.reviews.open(kind: "brake")
        _ = try hub.reviews.frozenFields(of: id)
        _ = try hub.reviews.count()
        try hub.reviews.close("r", as: .done, by: nil, at: Timestamp(seconds: 1))
        try hub.reviews.closeMatching(key, by: nil, at: Timestamp(seconds: 1))
        try hub.reviews.raise(Review(id: "r", kind: "match", reason: "", rule: "R25", since: Timestamp(seconds: 1), runID: "run"))
        _ = try hub.approvals.of(planID: "p")
        _ = try hub.audit.page(limit: 1)
    }

    private func payouts(_ hub: Transaction, _ id: EntityID) throws {
        let now = Timestamp(seconds: 1)
        _ = try hub.moneyLedger.owed()
        _ = try hub.moneyLedger.has(account: "partner:p")
        _ = try hub.claimable.open()
        _ = try hub.claimable.rows([1])
        _ = try hub.claimable.head()
        _ = try hub.payouts.get("p")
        _ = try hub.payouts.all(in: "draft")
        _ = try hub.payouts.of(id)
        _ = try hub.payouts.changed(provider: "paypal", since: now)
        _ = try hub.payouts.wasPaid(id)
        _ = try hub.payoutClaims.of("p")
        _ = try hub.payoutClaims.of(entry: 1)
        _ = try hub.payoutClaims.holder(of: 1)
        try hub.payoutClaims.release("p", at: now)
        _ = try hub.payoutApprovals.of("p")
        _ = try hub.destinations.now(id)
        _ = try hub.destinations.history(of: id)
        _ = try hub.destinations.approve(id, by: "ana", at: now)
        _ = try hub.shipments.get("s")
        _ = try hub.shipments.all(in: "sending")
        _ = try hub.shipments.accepted(provider: "paypal", since: now)
        _ = try hub.shipments.payouts(of: "s")
        _ = try hub.shipments.carrying("p")
        _ = try hub.shipmentAttempts.of("s")
        _ = try hub.settlements.last("paypal")
    }

    /// What `explain` of one commission reads.
    private func money(_ hub: Transaction, _ id: EntityID) throws {
        var dice = Dice(2)
        _ = try hub.commissions.get("commission_1")
        _ = try hub.commissions.of(partner: id)
        _ = try hub.commissions.payingCustomers(of: id)
        _ = try hub.findings.of(id)
        _ = try hub.findings.get("f")
        _ = try hub.payoutClaims.sums(of: "sale d_1")
        _ = try hub.moneyLedger.of(subject: "sale d_1")
        _ = try hub.attributions.of(dice.id(.deal))
        _ = try hub.history.of(dice.id(.deal))
    }

    private func agent(_ hub: Transaction) throws {
        _ = try hub.cursors.get(remote: "crm", object: "account", stream: "changes")
        _ = try hub.cursors.all(remote: "crm")
        try hub.cursors.remove(remote: "crm", object: "account")
        _ = try hub.schemas.get(remote: "crm", object: "account")
        _ = try hub.runs.get("run")
        _ = try hub.runs.recent(limit: 1)
        _ = try hub.runs.last("sync")
        try hub.runs.finish("run", at: Timestamp(seconds: 1), exit: 0, summary: [:])
        _ = try hub.settings.get("a")
        try hub.settings.set("a", to: nil)
        _ = try hub.lease.current()
    }

    private final class Log { var sql: Set<String> = [] }
}

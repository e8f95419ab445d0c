@testable import Agent
import Model
import ProgramRules
import Storage
import Testing

/// A hub with partners to whom something is owed, and a provider.
struct PayoutBench: Sendable {
    let world: World
    let provider: PayoutProvider
    var rail: PayoutRail
    var guards = Guards()
    let partners: [EntityID]
    let method: String

    init(_ method: String = "paypal", partners count: Int = 2, seed: UInt64 = 1, guards: Guards = Guards()) throws {
        world = try World(seed: seed)
        self.method = method
        self.guards = guards
        provider = method == "stripe" ? .stripe(world.clock) : .paypal(world.clock)
        var terms = PayoutTerms()
        terms.coolDownDays = 0
        rail = PayoutRail(terms: terms, zone: try #require(ProgramZone("UTC")), gateways: [method: provider])
        let (clock, bits, store) = (world.clock, world.bits, world.store)
        partners = (0..<count).map { _ in EntityID(kind: .partner, at: clock.now(), randomness: AnyRandomness(bits)) }
        for (index, id) in partners.enumerated() {
            let account = method == "stripe" ? "acct_\(index)x" : "p\(index)@shop.example"
            let values: FieldValues = [
                "name": .text("P\(index)"), "status": .text("approved"), "payout_method": .text(method), "payout_account": .text(account),
            ]
            let now = clock.now()
            try store.write { try $0.entities.put(Entity(id: id, rev: 1, values: values, provenance: [:], createdAt: now, updatedAt: now)) }
        }
        clock.advance(.seconds(40 * 86_400))
    }

    var services: Services {
        var services = world.services
        services.guards = guards
        return services
    }
    var decisions: PayoutDecisions { PayoutDecisions(services: services, rail: rail) }
    var today: CalendarDate { world.clock.now().date }

    /// Something is earned: a commission row and its booking.
    func earn(_ partner: Int, _ minor: Int64, key: String, line: String? = nil, stands: Int64? = nil) throws {
        let now = world.clock.now() - .seconds(3 * 86_400)
        let dollar = try #require(Currency("USD"))
        try world.store.write { tx in
            let known = try tx.tables.columns(of: "commission").map(\.name)
            let values: [String: JSON] = [
                "id": .string("commission_\(key)"), "key": .string(key), "line": .string(line ?? key),
                "partner": .string(partners[partner].text),
                "kind": "sale", "book": "b", "rule": "r", "version": "1", "rate": "10", "base": "net", "hold_days": 0, "currency": "USD",
                "amount": .integer(stands ?? minor), "entries": "[]", "due_at": .integer(now.milliseconds),
                "created_at": .integer(now.milliseconds), "updated_at": .integer(now.milliseconds), "run_id": "run",
            ]
            try tx.tables.insert([known.map { values[$0] ?? .null }], into: "commission")
            let booking = LedgerTransaction.move(
                Money(minor: minor, currency: dollar), debit: .commissionCost, credit: .partner(partners[partner]), subject: key, at: now,
                cause: LedgerCause(.commission(.earned), id: key, at: now))
            try LedgerBook(tx: tx).book(#require(booking))
        }
    }

    /// Something of what was earned is taken back.
    func takeBack(_ partner: Int, _ minor: Int64, key: String) throws {
        let now = world.clock.now()
        try world.store.write { tx in
            var row = try #require(try tx.commissions.of(partner: partners[partner]).first { $0.key == key })
            let amount = Money(minor: minor, currency: row.amount.currency)
            row.amount = Money(minor: row.amount.minor - minor, currency: row.amount.currency)
            try tx.commissions.put(row)
            let booking = LedgerTransaction.move(
                amount, debit: .partner(partners[partner]), credit: .commissionCost, subject: key, at: now,
                cause: LedgerCause(.correction, id: key, at: now))
            try LedgerBook(tx: tx).book(#require(booking))
        }
    }

    /// A partner is another than before.
    func set(_ partner: Int, _ values: FieldValues) throws {
        try world.store.write { tx in
            var entity = try #require(try tx.entities.get(partners[partner]))
            for (field, value) in values { entity.values[field] = value }
            try tx.entities.put(entity)
        }
    }

    /// Two partners become one.
    func merge(_ loser: Int, into winner: Int) throws -> MergedEntity {
        try world.store.write { tx in
            try IdentityMerge(services: services, tx: tx).merge(partners[loser], into: partners[winner], by: "ana", rule: "R24 merge").merge
        }
    }

    /// Plans, and approves what was planned.
    /// - Returns: the amounts.
    func renew() throws -> [Int64] {
        let amounts = try plan().payouts.map(\.row.amount.minor)
        if !amounts.isEmpty { _ = try decisions.approve([], by: "ana") }
        return amounts
    }

    func phases() throws -> [String] {
        try world.store.read { tx in try Shipment.Phase.allCases.flatMap { try tx.shipments.all(in: $0.rawValue).map(\.phase) } }
    }

    /// What is wrong with the ledger.
    func problems() throws -> [String] { try world.store.read { try LedgerCheck(tx: $0).problems() } }

    func approveDestinations() throws { for partner in partners { _ = try decisions.approveDestination(of: partner, by: "bo") } }

    @discardableResult
    func plan() throws -> PayoutPlanReport { try PayoutPlanRun(services: services, rail: rail).run(cutOff: today) }

    /// Plans and approves.
    func approved() throws -> [String] {
        try approveDestinations()
        try plan()
        return try decisions.approve([], by: "ana").map(\.row.id)
    }

    @discardableResult
    func send(approving brakes: [String] = [], by person: String? = nil) async throws -> PayoutSendReport {
        try await PayoutSendRun(services: services, rail: rail, approving: brakes, by: person).run()
    }

    @discardableResult
    func settle() async throws -> PayoutSettleReport { try await PayoutSettleRun(services: services, rail: rail).run() }

    func states() throws -> [String] { try Payouts(services: services, terms: rail.terms).list().map(\.row.state) }

    /// What the ledger holds on an account.
    func balance(_ account: Account) throws -> Int64 {
        try world.store.read { tx in try tx.moneyLedger.all().filter { $0.account == account.text }.reduce(0) { $0 + $1.amount.minor } }
    }

    /// Ledger, payouts and provider agree: sums are zero, the chain holds, each payout's money is where its state says.
    func audit(_ seed: String = "") throws {
        try world.store.read { tx in
            let rows = try tx.moneyLedger.all().map(LedgerEntry.init)
            #expect(rows.reduce(0) { $0 + $1.amount.minor } == 0, "\(seed)")
            #expect(LedgerChain.fault(in: rows) == nil, "\(seed)")
            let book = PayoutBook(tx: tx, now: world.clock.now(), guards: Guards())
            let all = try tx.payouts.latest(limit: 10_000).compactMap { try book.get($0.id) }
            let report = Settlement(payouts: all.map { .init($0.intent, $0.state) }, report: [], ledger: rows)
            #expect(!report.findings.contains { $0.kind == "ledger_differs" }, "\(seed)")
        }
    }
}

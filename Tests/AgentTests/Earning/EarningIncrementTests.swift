@testable import Agent
import Foundation
import Model
import ProgramRules
import Storage
import Testing

/// What a run computes of what changed is what computing everything comes to.
@Suite struct EarningIncrementTests {
    private static let isLong = ProcessInfo.processInfo.environment["ENTENTE_LONG"] != nil
    private static let seeds: ClosedRange<UInt64> = 1...(isLong ? 400 : 15)

    @Test(arguments: seeds) func `A3 after any changes a run leaves what all of it computed at once comes to`(seed: UInt64) async throws {
        var hub = try EarningHub(seed)
        let bits = SeededBits(seed &* 7_919)
        for round in 0..<14 {
            for _ in 0...bits.below(8) { try hub.step() }
            if bits.below(8) == 0 { try hub.writeRates() }
            if bits.below(16) == 0 { try hub.agree(on: EarningHub.terms[bits.below(EarningHub.terms.count)]) }
            _ = try await EarningsRun(services: hub.world.services).run()
            let found = try Self.differences(hub.world)
            #expect(found.isEmpty, "seed \(seed), round \(round): \(found.prefix(4))")
            guard found.isEmpty else { return }
        }
        // Nothing that is kept between runs is needed, and none of it makes a difference.
        try hub.world.store.write { try $0.settings.set("earning", to: nil) }
        let anew = try await EarningsRun(services: hub.world.services).run()
        #expect(anew.changed == 0 && anew.booked == 0, "seed \(seed)")
        #expect(try Self.differences(hub.world).isEmpty, "seed \(seed)")
        #expect(try Verify(services: hub.world.services).run().isEmpty, "seed \(seed)")
    }

    @Test func `a run looks at what changed and at what shares a tier with it`() async throws {
        let plot = try EarningPlot(5)
        let world = try plot.opened()
        try world.store.write { tx in for number in 0..<8 { try tx.entities.put(plot.deal(number, partner: number % 2)) } }
        #expect(try await EarningsRun(services: world.services).run().lines == 8)
        #expect(try await EarningsRun(services: world.services).run().lines == 0)
        // The deals of one month and partner share the month's steps.
        try world.store.write { try $0.entities.put(plot.deal(0, partner: 0, changed: true)) }
        let report = try await EarningsRun(services: world.services).run()
        #expect(report.lines == 4)
        #expect(report.commissions == 8)
    }

    @Test func `other terms are played over everything, the same terms over nothing`() async throws {
        var hub = try EarningHub(5)
        for _ in 0..<40 { try hub.step() }
        let first = try await EarningsRun(services: hub.world.services).run()
        #expect(first.lines > 0)
        #expect(try await EarningsRun(services: hub.world.services).run().lines == 0)
        try hub.agree(on: EarningHub.terms[1])
        #expect(try await EarningsRun(services: hub.world.services).run().lines >= first.lines)
        #expect(try Self.differences(hub.world).isEmpty)
    }

    @Test func `A6 the deals that a deleted deal had bound to its partner are looked at again`() async throws {
        var hub = try EarningHub(5)
        try hub.agree(on: EarningHub.terms[3])
        let (world, bits) = (hub.world, SeededBits(6))
        let now = world.clock.now()
        let ids = [EntityKind.partner, .customer, .deal, .deal].map { EntityID(kind: $0, at: now, randomness: bits) }
        func put(_ id: EntityID, _ values: FieldValues, deleted: Timestamp? = nil, rev: Int64 = 1) throws {
            var entity = Entity(id: id, rev: rev, values: values, provenance: [:], createdAt: now, updatedAt: now)
            entity.deletedAt = deleted
            try world.store.write { try $0.entities.put(entity) }
        }
        func sale(_ day: Int64) -> FieldValues {
            let at = now - .seconds((60 - day) * 86_400)
            return [
                "customer": .ref(ids[1]), "amount": .money(Money(minor: 10_000, currency: world.settings.program.currency)),
                "state": .text("won"), "opened_at": .timestamp(at), "won_at": .timestamp(at), "paid_at": .timestamp(at),
            ]
        }
        func standing() throws -> [Int64] {
            try world.store.read { try $0.commissions.of(lines: [ids[3].text]) }.map(\.amount.minor)
        }
        try put(ids[0], ["name": .text("Ann"), "status": .text("approved")])
        try put(ids[1], ["email": .text("eve@x.example")])
        try put(ids[2], sale(1).merging(["partner": .ref(ids[0])]) { $1 })
        try put(ids[3], sale(20))
        _ = try await EarningsRun(services: world.services).run()
        #expect(try standing() == [1_000])
        try put(ids[2], sale(1).merging(["partner": .ref(ids[0])]) { $1 }, deleted: now, rev: 2)
        _ = try await EarningsRun(services: world.services).run()
        #expect(try Self.differences(world) == [])
        #expect(try standing() == [0])
    }

    // MARK: Comparison

    /// Where the hub says something else than everything computed at once.
    private static func differences(_ world: World) throws -> [String] {
        let terms = try #require(world.settings.terms)
        return try world.store.read { tx in
            let whole = try EarningPlay(tx: tx, settings: world.settings).play(terms)
            var found = try commissions(whole, tx)
            let rows = try tx.moneyLedger.all().map { LedgerEntry($0) }
            let open = CommissionBooking.transactions(whole.result, booked: BookedCommissions(rows), at: world.clock.now())
            found += open.map { "not booked: \($0.cause.id)" }
            for (deal, result) in whole.attributions {
                let wanted = StoredCredit.all(of: deal, result).sorted { ($0.at, $0.touch) < ($1.at, $1.touch) }
                if try tx.attributions.of(deal) != wanted { found.append("attribution of \(deal.text)") }
            }
            let waiting = Set(whole.result.waiting.map { "\($0.key.text) \($0.reason)" })
            if try Set(tx.waiting.all().map { "\($0.key) \($0.reason)" }) != waiting { found.append("waiting") }
            let refused = Set(whole.result.refusedRefunds.map { "\($0.line) \($0.event)" })
            if try Set(tx.waiting.refusals().map { "\($0.line) \($0.event)" }) != refused { found.append("refused refunds") }
            let material = FraudMaterial(
                tx: tx, mergers: try Mergers(tx), deals: Set(whole.deals.map(\.id)),
                earned: whole.result.commissions.compactMap { Earned($0) })
            for finding in FraudScreen(terms.book.terms.fraud).near(try material.gather()) where try tx.findings.get(finding.id) == nil {
                found.append("not seen: \(finding.id)")
            }
            return found
        }
    }

    private static func commissions(_ whole: EarningPlay.Outcome, _ tx: Transaction) throws -> [String] {
        var stored = Dictionary(try tx.commissions.all().map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [String] = []
        for commission in whole.result.commissions {
            guard let row = stored.removeValue(forKey: commission.key.text) else {
                found.append("missing: \(commission.key.text)")
                continue
            }
            let isSame =
                row.amount == commission.amount && row.entries == CommissionKeeper.entries(commission)
                && row.earnedAt == commission.earnedAt && row.paidAt == commission.paidAt && row.customer == commission.customer
            if !isSame { found.append("\(commission.key.text): \(row.amount.text), all at once \(commission.amount.text)") }
        }
        return found + stored.values.filter { $0.entries != .array([]) || $0.amount.minor != 0 }.map { "too much: \($0.key)" }
    }
}

@testable import Agent
import Model
import ProgramRules
import Storage
import Testing

/// What holds whatever happens, in whatever order the hub learns of it.
@Suite struct EarningLawTests {
    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `A3 any order and any split over runs comes to the same, and a run again changes nothing`(seed: UInt64) async throws {
        let plot = try EarningPlot(seed)
        let atOnce = try await plot.play(order: plot.events.indices.map { $0 }, pauses: [])
        #expect(atOnce.isSound)
        #expect(!atOnce.amounts.isEmpty)
        for round in 1...2 as ClosedRange<UInt64> {
            let bits = SeededBits(seed &* 31 &+ round)
            var order = plot.events.indices.map { $0 }
            for place in order.indices.dropFirst() { order.swapAt(place, bits.below(place + 1)) }
            let pauses = Set(order.indices.filter { _ in bits.below(3) == 0 })
            let played = try await plot.play(order: order, pauses: pauses)
            #expect(played.isSound)
            #expect(played.amounts == atOnce.amounts)
            #expect(played.balances == atOnce.balances)
        }
        #expect(atOnce.amounts.values.allSatisfy { $0.minor >= 0 }, "refunds never take more than there was (L5)")
    }

    @Test func `L2 a deal that late news gives to another partner leaves nothing with the first`() async throws {
        let plot = try EarningPlot(7)
        let world = try plot.opened()
        try world.store.write { try $0.entities.put(plot.deal(0, partner: 0)) }
        _ = try await EarningsRun(services: world.services).run()
        try world.store.write { try $0.entities.put(plot.deal(0, partner: 1)) }
        let report = try await EarningsRun(services: world.services).run()
        #expect(report.changed == 2)
        let rows = try CommissionList(services: world.services).all()
        #expect(rows.filter { $0.commission.partner == plot.partners[0].id }.map(\.commission.amount.minor) == [0])
        #expect(rows.filter { $0.commission.partner == plot.partners[0].id }.map(\.state) == ["voided"])
        #expect(rows.filter { $0.commission.partner == plot.partners[1].id }.map(\.commission.amount.minor) == [plot.amounts[0] / 10])
        #expect(try Verify(services: world.services).run().isEmpty)
        #expect(try await EarningsRun(services: world.services).run().changed == 0)
    }

    @Test func `one commission by its id, or by how that ends, is what the list says of it`() async throws {
        let plot = try EarningPlot(4)
        let world = try plot.opened()
        try world.store.write { tx in for number in 0..<6 { try tx.entities.put(plot.deal(number, partner: number % 3)) } }
        _ = try await EarningsRun(services: world.services).run()
        let list = CommissionList(services: world.services)
        try list.decide(try #require(try list.all().first).commission.id, .hold, by: "ana", why: "a double?")
        let all = try list.all()
        #expect(all.count == 6 && all.contains { $0.state == "held" })
        for view in all {
            #expect(try list.one(view.commission.id) == view)
            #expect(try list.one(String(view.commission.id.suffix(10))) == view)
            #expect(try CommissionProof(of: view.commission.id, services: world.services).view == view)
        }
        for id in ["commission_1", "ZZZZZZ", "x"] { #expect(throws: RunError.self) { try list.one(id) } }
    }

    @Test func `L3 any value of any row that is another by one bit is found, and so are rows that are missing`() async throws {
        let plot = try EarningPlot(3)
        let world = try plot.opened()
        try world.store.write { tx in try tx.entities.put([plot.deal(0, partner: 0), plot.deal(1, partner: 1)]) }
        _ = try await EarningsRun(services: world.services).run()
        let (rows, commissions) = try world.store.read { (try $0.moneyLedger.all(), try $0.commissions.all()) }
        #expect(rows.count == 4)
        func problems(_ rows: [StoredLedgerEntry]) throws -> [String] {
            try Store.inMemory().write { tx in
                for commission in commissions { try tx.commissions.put(commission) }
                try tx.moneyLedger.add(rows)
                return try LedgerCheck(tx: tx).problems()
            }
        }
        #expect(try problems(rows).isEmpty)
        for count in rows.indices { #expect(try !problems(Array(rows[..<count])).isEmpty, "\(count) rows of \(rows.count)") }
        for index in rows.indices {
            for forged in Self.flips(rows[index]) {
                var all = rows
                all[index] = forged
                #expect(try !problems(all).isEmpty, "\(forged)")
            }
        }
    }

    /// The row with one bit turned, for bits of every value.
    private static func flips(_ row: StoredLedgerEntry) -> [StoredLedgerEntry] {
        func changed(_ change: (inout StoredLedgerEntry) -> Void) -> StoredLedgerEntry {
            var row = row
            change(&row)
            return row
        }
        func flipped(_ text: String) -> [String] {
            text.utf8.indices.enumerated().filter { $0.offset % 6 == 0 }.map { _, place in
                var bytes = Array(text.utf8)
                bytes[text.utf8.distance(from: text.utf8.startIndex, to: place)] ^= 1
                return String(decoding: bytes, as: UTF8.self)
            }
        }
        var forged: [StoredLedgerEntry] = []
        for bit in stride(from: 0, to: 40, by: 5) {
            let mask = Int64(1) << Int64(bit)
            forged.append(changed { $0.booking ^= mask })
            forged.append(changed { $0.at = Timestamp(milliseconds: $0.at.milliseconds ^ mask) })
            forged.append(changed { $0.causedAt = Timestamp(milliseconds: $0.causedAt.milliseconds ^ mask) })
            forged.append(changed { $0.amount = Money(minor: $0.amount.minor ^ mask, currency: $0.amount.currency) })
        }
        forged += flipped(row.causeKind).map { text in changed { $0.causeKind = text } }
        forged += flipped(row.cause).map { text in changed { $0.cause = text } }
        forged += flipped(row.account).map { text in changed { $0.account = text } }
        forged += flipped(row.subject).map { text in changed { $0.subject = text } }
        forged += flipped(row.previous).map { text in changed { $0.previous = text } }
        forged += flipped(row.hash).map { text in changed { $0.hash = text } }
        forged += flipped(row.amount.currency.code).compactMap(Currency.init).map { currency in
            changed { $0.amount = Money(minor: $0.amount.minor, currency: currency) }
        }
        return forged
    }
}

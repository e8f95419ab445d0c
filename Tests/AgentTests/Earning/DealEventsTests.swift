@testable import Agent
import Model
import ProgramRules
@testable import Storage
import Testing

/// What histories and payments of deals are read as.
@Suite struct DealEventsTests {
    private let bits = SeededBits(4)
    private let day = Timestamp(seconds: 1_750_000_000)

    private func at(_ day: Int64) -> Timestamp { self.day + .seconds(day * 86_400) }

    private func usd(_ minor: Int64) throws -> Money { Money(minor: minor, currency: try #require(Currency("USD"))) }

    private func deal() -> EntityID { EntityID(kind: .deal, at: day, randomness: bits) }

    private func row(_ number: Int64, _ deal: EntityID, _ change: (inout StoredStage) -> Void) -> StoredStage {
        var row = StoredStage(number: number, entity: deal, seenAt: at(90))
        change(&row)
        return row
    }

    @Test(arguments: 1...400 as ClosedRange<UInt64>)
    func `A5 whatever the stamps say, a deal stands at last as its last row says`(seed: UInt64) throws {
        let bits = SeededBits(seed)
        let deal = deal()
        var rows: [StoredStage] = []
        var row = StoredStage(number: Int64(1 + bits.below(9)), entity: deal, seenAt: at(90))
        for _ in 0...bits.below(6) {
            row.number += Int64(1 + bits.below(7))
            row.state = ["won", "won", "open", "lost", "deleted"][bits.below(5)]
            row.stage = ["demo", "closing", nil][bits.below(3)]
            if bits.below(2) == 0 { row.amount = try usd(Int64(1 + bits.below(5)) * 1_000) }
            if bits.below(3) == 0 { row.tax = try usd(Int64(bits.below(3)) * 100) }
            // Few days, so that many stamps are the same and many go back.
            row.wonAt = bits.below(3) == 0 ? nil : at(Int64(bits.below(4)))
            row.paidAt = bits.below(2) == 0 ? nil : at(Int64(bits.below(4)))
            row.stateAt = bits.below(4) == 0 ? nil : at(Int64(bits.below(4)))
            row.amountAt = bits.below(4) == 0 ? nil : at(Int64(bits.below(4)))
            rows.append(row)
        }
        let events = DealEvents(deal: deal, openedAt: at(2)).events(rows).sorted(by: SaleEvent.comesFirst)
        var (outcome, amount, paid): (DealOutcome?, SaleAmounts?, Timestamp?)
        for event in events {
            switch event.change {
            case .stage(_, _, let now): outcome = now
            case .amounts(let now): amount = now
            case .paid: paid = event.at
            default: break
            }
        }
        #expect(outcome == (row.state == "won" ? .won : row.state == "open" ? .open : .lost))
        #expect(paid == row.paidAt)
        #expect(amount?.amount == row.amount)
        if row.amount != nil { #expect(amount?.tax == row.tax) }
        #expect(Set(events.map(\.id)).count == events.count)
    }

    @Test func `a correction of one instant counts, though its row's number sorts before as text`() throws {
        let deal = deal()
        let rows = try [(2, 10_000), (10, 12_000)].map { number, minor in
            let amount = try usd(Int64(minor))
            return row(Int64(number), deal) { ($0.state, $0.wonAt, $0.amount, $0.amountAt) = ("won", at(1), amount, at(0)) }
        }
        let events = DealEvents(deal: deal, openedAt: at(0)).events(rows).sorted(by: SaleEvent.comesFirst)
        let amounts = events.compactMap { event -> Int64? in
            guard case .amounts(let now) = event.change else { return nil }
            return now.amount.minor
        }
        #expect(amounts == [10_000, 12_000])
    }

    @Test func `C7 when a deal was won and paid is as it was said last`() throws {
        let deal = deal()
        let amount = try usd(10_000)
        var rows = [
            row(1, deal) { ($0.state, $0.wonAt, $0.paidAt, $0.amount) = ("won", at(9), at(9), amount) },
            row(2, deal) { ($0.state, $0.wonAt, $0.paidAt, $0.amount) = ("won", at(3), at(20), amount) },
        ]
        func instants() -> [String: Timestamp] {
            let events = DealEvents(deal: deal, openedAt: at(0)).events(rows)
            return Dictionary(events.map { (String($0.id.split(separator: "/")[1]), $0.at) }, uniquingKeysWith: { $1 })
        }
        #expect(instants()["stage"] == at(3))
        #expect(instants()["paid"] == at(20))
        rows.append(row(3, deal) { ($0.state, $0.wonAt, $0.amount) = ("won", at(3), amount) })
        #expect(instants()["paid"] == nil)
    }

    @Test func `A6 what is taken back of a later payment's invoice is taken from that payment`() throws {
        let payments = try [
            ("charge", "ch_1", nil, 1), ("charge", "ch_2", "in_2", 30), ("charge", "ch_3", "in_3", 60), ("refund", "re_1", "in_2", 61),
            ("dispute", "dp_1", "in_3", 62), ("refund", "re_2", nil, 63),
        ].map { (kind: String, id: String, invoice: String?, on: Int64) in
            var values: FieldValues = [
                "kind": .text(kind), "provider_id": .text(id), "amount": .money(try usd(10_000)), "occurred_at": .timestamp(at(on)),
            ]
            values["invoice"] = invoice.map { .text($0) }
            let id = EntityID(kind: .payment, at: at(on), randomness: bits)
            return Entity(id: id, rev: 1, values: values, provenance: [:], createdAt: day, updatedAt: day)
        }
        let taken = PaymentEvents(payments).events.compactMap { event -> String? in
            switch event.change {
            case .refund(_, let payment), .dispute(_, let payment): payment ?? "sale"
            default: nil
            }
        }
        #expect(taken == ["ch_2", "ch_3", "sale"])
    }
}

import Model
import ProgramRules
import Testing

/// The ledger: balanced, append-only, sealed.
@Suite struct LedgerTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private func transaction(
        _ minor: Int64, partner: Int = 1, cause: String = "won-1", currency: String = "USD"
    ) throws
        -> LedgerTransaction
    {
        let amount = Money(minor: minor, currency: try Bench.currency(currency))
        return try #require(
            LedgerTransaction.move(
                amount, debit: .commissionCost, credit: .partner(try Bench.partner(partner)), subject: "sale d_1", at: now,
                cause: LedgerCause(.commission(.earned), id: cause, at: now)))
    }

    private func ledger(_ count: Int = 6) throws -> Ledger {
        var ledger = Ledger()
        for number in 1...count {
            #expect(ledger.book(try transaction(Int64(number) * 100, partner: 1 + number % 2, cause: "won-\(number)")) == nil)
        }
        return ledger
    }

    @Test func `L1 what does not balance, posts nothing or names no cause is refused whole`() throws {
        var ledger = try ledger()
        let before = ledger.entries
        var lopsided = try transaction(100)
        lopsided.postings[1].amount = try Bench.money("-0.99 USD")
        #expect(ledger.book(lopsided) == .unbalanced(try Bench.currency("USD"), by: 1))
        // The sum over currencies is zero, and still it does not balance.
        lopsided.postings[1].amount = try Bench.money("-1.00 EUR")
        #expect(ledger.book(lopsided) == .unbalanced(try Bench.currency("EUR"), by: -100))
        #expect(ledger.book(try transaction(0)) == .zero(.commissionCost))
        #expect(ledger.book(try transaction(100, cause: "")) == .noCause)
        #expect(ledger.book(LedgerTransaction(at: now, cause: LedgerCause(.reward, id: "x", at: now), postings: [])) == .empty)
        #expect(ledger.entries == before)
    }

    @Test func `L1 balances by currency, and what is owed`() throws {
        var ledger = try ledger()
        #expect(ledger.book(try transaction(500, currency: "EUR")) == nil)
        #expect(ledger.book(try transaction(-1000)) == nil)
        let (dollar, euro) = (try Bench.currency("USD"), try Bench.currency("EUR"))
        #expect(ledger.owed(to: try Bench.partner(1)) == [dollar: 200, euro: 500])
        #expect(ledger.owed(to: try Bench.partner(2)) == [dollar: 900])
        #expect(ledger.balance(.commissionCost, dollar) == 1100)
        #expect(ledger.sums.values.allSatisfy { $0 == 0 })
        #expect(ledger.owed(to: try Bench.partner(7)).isEmpty)
    }

    @Test func `L3 the chain of an honest ledger has no fault, as a whole and in parts`() throws {
        let ledger = try ledger()
        #expect(LedgerChain.fault(in: ledger.entries, end: ledger.head) == nil)
        let head = LedgerChain.head(behind: Array(ledger.entries.prefix(4)))
        #expect(LedgerChain.fault(in: ledger.entries.dropFirst(4), after: head, end: ledger.head) == nil)
        #expect(LedgerChain.fault(in: []) == nil)
        #expect(ledger.entries.map(\.sequence) == Array(1...12))
        #expect(ledger.entries.first?.hash.utf8.count == 64)
    }

    /// Every way in which one bit of a stored row may differ.
    private func flips(_ row: LedgerEntry) -> [LedgerEntry] {
        func text(_ path: WritableKeyPath<LedgerEntry, String>) -> [LedgerEntry] {
            var flipped: [LedgerEntry] = []
            let bytes = Array(row[keyPath: path].utf8)
            for place in bytes.indices {
                for bit in 0..<7 {
                    var changed = bytes
                    changed[place] ^= 1 << UInt8(bit)
                    var other = row
                    other[keyPath: path] = String(decoding: changed, as: UTF8.self)
                    flipped.append(other)
                }
            }
            return flipped
        }
        func number(_ change: (inout LedgerEntry, Int64) -> Void) -> [LedgerEntry] {
            (0..<63).map { bit in
                var other = row
                change(&other, 1 << Int64(bit))
                return other
            }
        }
        let texts = [\LedgerEntry.causeKind, \.causeID, \.account, \.subject, \.previous, \.hash].flatMap(text)
        let numbers =
            number { $0.sequence ^= $1 } + number { $0.transaction ^= $1 } + number { $0.at.milliseconds ^= $1 }
            + number { $0.causedAt.milliseconds ^= $1 }
            + number { $0.amount = Money(minor: $0.amount.minor ^ $1, currency: $0.amount.currency) }
        var exchanged = row
        exchanged.exchange = ""
        return texts + numbers + [exchanged]
    }

    @Test func `L3 a single flipped bit in any field of any row is found, at that row or where it first shows`() throws {
        let honest = try ledger(2)
        for index in honest.entries.indices {
            for flipped in flips(honest.entries[index]) {
                var rows = honest.entries
                rows[index] = flipped
                let fault = LedgerChain.fault(in: rows, end: honest.head)
                let place = Int64(index) + 1
                #expect(fault.map { $0.row == place } == true, "row \(place): \(String(describing: fault))")
            }
        }
    }

    @Test func `L2 and L3 rows that were cut, swapped, doubled or put in are found`() throws {
        let honest = try ledger()
        var random = Seeded(12)
        for _ in 0..<200 {
            var rows = honest.entries
            let place = random.below(rows.count)
            switch random.below(4) {
            case 0: rows.remove(at: place)
            case 1: rows.swapAt(place, (place + 1) % rows.count)
            case 2: rows.insert(rows[place], at: place)
            default: rows.removeLast(1 + random.below(6))
            }
            #expect(LedgerChain.fault(in: rows, end: honest.head) != nil)
        }
        // Without a head from elsewhere, rows cut off the end at the border of a transaction cannot be noticed.
        #expect(LedgerChain.fault(in: honest.entries.dropLast(2)) == nil)
        #expect(LedgerChain.fault(in: honest.entries.dropLast(2), end: honest.head) == .head(row: 10))
        // Half a transaction is noticed.
        #expect(LedgerChain.fault(in: honest.entries.dropLast(1)) == .transaction(row: 11))
    }

    @Test func `L3 the chain is SHA-256 over the previous hash and the canonical row`() throws {
        let first = try #require(try ledger(1).entries.first)
        let text = String(decoding: first.canonical.canonicalBytes, as: UTF8.self)
        #expect(text.hasPrefix("{\"account\":\"commission_cost\",\"at\":1800000000000,\"cause\":\"won-1\""))
        #expect(first.previous == String(repeating: "0", count: 64))
        #expect(first.hash == first.sealedHash && first.hash != first.previous)
    }

    @Test func `accounts are written and read back`() throws {
        let accounts: [Account] = [
            .commissionCost, .rewardCost, .fees, .exchange, .partner(try Bench.partner(3)), .clearing, .unclaimed("paypal"),
            .provider("stripe"),
        ]
        for account in accounts { #expect(Account(account.text) == account) }
        for text in ["", "partner:", "partner:x", "provider:", "fees:x", "clearing:", "elsewhere"] {
            #expect(Account(text) == nil, "\(text)")
        }
        #expect(Set(accounts.map(\.text)).count == accounts.count)
    }

    @Test func `L2 late news is booked as a correction of what stands, and once`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let early = try Bench.click(1, customer: 1, at: "2026-03-07T00:00:00Z")
        let late = try Bench.click(2, customer: 1, at: "2026-03-08T00:00:00Z")
        var ledger = Ledger()
        func book(_ touches: [Touch]) throws -> [LedgerTransaction] {
            let result = try Bench.earn(terms, deals: [deal], touches: touches)
            let transactions = CommissionBooking.transactions(result, booked: BookedCommissions(ledger.entries), at: now)
            for transaction in transactions { #expect(ledger.book(transaction) == nil) }
            return transactions
        }
        #expect(try book([early]).map(\.cause.kind) == [.commission(.earned)])
        // The click that came late was the last: the deal is the other partner's, in one transaction.
        let correction = try book([early, late])
        #expect(correction.map(\.cause.kind) == [.correction] && correction.first?.postings.count == 4)
        #expect(try book([late, early]).isEmpty)
        let dollar = try Bench.currency("USD")
        #expect(ledger.owed(to: try Bench.partner(1)).isEmpty)
        #expect(ledger.owed(to: try Bench.partner(2)) == [dollar: 1000])
    }

    @Test func `W16 a reassignment is one transaction of four postings, and the balance goes below zero after a payout`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let click = try Bench.click(1, customer: 1, at: "2026-03-07T00:00:00Z")
        let move = Touch(
            id: "move", kind: .manual, partner: try Bench.partner(2), at: try Bench.at("2026-05-01T00:00:00Z"), deal: deal.id)
        var ledger = Ledger()
        func book(_ touches: [Touch]) throws -> [LedgerTransaction] {
            let result = try Bench.earn(terms, deals: [deal], touches: touches)
            let transactions = CommissionBooking.transactions(result, booked: BookedCommissions(ledger.entries), at: now)
            for transaction in transactions { #expect(ledger.book(transaction) == nil) }
            return transactions
        }
        _ = try book([click])
        let destination = try #require(Destination(provider: "stripe", account: "acct_1"))
        let intent = PayoutIntent(
            id: "po_1", partner: try Bench.partner(1), destination: destination, amount: try Bench.money("10.00 USD"),
            claims: [.init(entry: 2, owed: 1000)])
        #expect(ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
        let moved = try book([click, move])
        #expect(moved.count == 1 && moved.first?.postings.count == 4 && moved.first?.cause.id == "move")
        #expect(moved.first?.cause.kind == .commission(.reassigned))
        let dollar = try Bench.currency("USD")
        #expect(ledger.owed(to: try Bench.partner(1)) == [dollar: -1000])
        #expect(ledger.owed(to: try Bench.partner(2)) == [dollar: 1000])
        #expect(ledger.sums.values.allSatisfy { $0 == 0 })
    }

    @Test func `L4 the exchange rate with its source and day stands on the entry`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let value = try #require(ExactDecimal("1.0812"))
        let rate = try #require(
            ExchangeRate(
                from: Bench.currency("EUR"), to: Bench.currency("USD"), day: Bench.day("2026-03-10"), source: "ECB", numerator: value))
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 EUR")), at: "2026-03-10T12:00:00Z")
        let result = try Bench.earn(
            terms, deals: [deal], touches: [try Bench.click(1, customer: 1, at: "2026-03-07T00:00:00Z")], rates: ExchangeRates([rate]))
        let transactions = CommissionBooking.transactions(result, booked: BookedCommissions([LedgerEntry]()), at: now)
        #expect(
            transactions.flatMap(\.postings).map(\.exchange) == [
                "1 EUR = 1.0812 USD (ECB, 2026-03-10)", "1 EUR = 1.0812 USD (ECB, 2026-03-10)",
            ])
    }
}

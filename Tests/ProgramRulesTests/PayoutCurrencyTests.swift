import Model
import ProgramRules
import Testing

/// Partners who are paid in another currency than they are owed in (L4, P2, P11).
@Suite struct PayoutCurrencyTests {
    private func rate(_ value: String = "1.25") throws -> ExchangeRate {
        let decimal = try #require(ExactDecimal(value))
        return try #require(
            ExchangeRate(
                from: try Bench.currency("USD"), to: try Bench.currency("EUR"), day: try Bench.day("2026-03-31"), source: "ECB",
                numerator: ExactDecimal(coefficient: 1, scale: 0), denominator: decimal))
    }

    private func entry(_ sequence: Int64, _ amount: String, partner: Int = 1, wasClaimed: Bool = false) throws -> ClaimableEntry {
        ClaimableEntry(
            sequence: sequence, partner: try Bench.partner(partner), owed: try Bench.money(amount), commission: "sale d_\(sequence)",
            state: .approved, dueAt: try Bench.at("2026-03-01T00:00:00Z"), wasClaimedBefore: wasClaimed)
    }

    /// The plan of partners of whom the first is paid in euros.
    private func plan(_ entries: [ClaimableEntry], minimum: [String] = [], rate: ExchangeRate?) throws -> PayoutPlan {
        var terms = try Bench.terms()
        for text in minimum {
            let money = try Bench.money(text)
            terms.payouts.thresholds[money.currency] = money
        }
        let destination = try #require(Destination(provider: "manual", account: "DE1"))
        let euro = try Bench.currency("EUR")
        let payees = try [
            Bench.partner(1): PayoutPlan.Payee(status: .approved, destination: destination, currency: euro),
            Bench.partner(2): PayoutPlan.Payee(status: .approved, destination: destination),
        ]
        return PayoutPlan(
            entries: entries, payees: payees, cutOff: try Bench.day("2026-03-31"), zone: terms.zone, terms: terms.payouts
        ) { owed, paid in owed == rate?.from && paid == rate?.to ? rate : nil }
    }

    private func intent(_ amounts: [String] = ["100.00 USD", "0.03 USD"]) throws -> PayoutIntent {
        let entries = try amounts.enumerated().map { try entry(Int64($0 + 1), $1) }
        return try #require(try plan(entries, rate: rate()).drafts.first).intent(id: "po_1")
    }

    @Test func `L4 what is owed is added up first and turned into the partner's currency once, at a rate with its day and source`() throws {
        let plan = try plan([entry(1, "100.00 USD"), entry(2, "0.03 USD"), entry(3, "7.00 USD", partner: 2)], rate: rate())
        // 100.03 / 1.25 = 80.024; rounded by itself each of the two would be 80.00 and 0.02.
        #expect(plan.drafts.map(\.amount.text) == ["80.02 EUR", "7.00 USD"])
        #expect(plan.drafts.map(\.exchange?.text) == ["1 USD = 1 / 1.25 EUR (ECB, 2026-03-31)", nil])
        let intent = try #require(plan.drafts.first).intent(id: "po_1")
        #expect(intent.owed.text == "100.03 USD")
        let kept = try #require(intent.exchange?.json)
        #expect(ExchangeRate(kept) == intent.exchange)
    }

    @Test func `L4 without a rate nothing is guessed: what is owed is carried over`() throws {
        let plan = try plan([entry(1, "100.00 USD")], rate: nil)
        #expect(plan.drafts.isEmpty && plan.carried.map(\.due) == [10_000])
        #expect(plan.carried.map(\.reason) == [.noRate(try Bench.currency("EUR"))])
        // What is owed in the partner's currency needs no rate.
        #expect(try self.plan([entry(1, "5.00 EUR")], rate: nil).drafts.map(\.amount.text) == ["5.00 EUR"])
        // What is worth nothing there is not paid.
        let crumbs = try self.plan([entry(1, "0.01 USD")], rate: rate("9.00"))
        #expect(crumbs.drafts.isEmpty && crumbs.carried.map(\.reason) == [.nothingOwed])
    }

    @Test(arguments: [
        (["80.00 EUR"], true), (["80.01 EUR"], false), (["100.00 USD"], true), (["100.01 USD"], false),
        (["80.00 EUR", "900.00 USD"], true),
    ])
    func `P11 the minimum is that of the currency that is paid, or else of the one that is owed`(minimum: [String], isPaid: Bool) throws {
        #expect(try plan([entry(1, "100.00 USD")], minimum: minimum, rate: rate()).drafts.isEmpty != isPaid)
    }

    @Test func `L1 each currency sums to zero at every move, and a payout that comes back owes again what it took`() throws {
        let intent = try intent()
        let now = try Bench.at("2026-04-01T00:00:00Z")
        var ledger = Ledger()
        var sums: [String: Int64] = [:]
        func book(_ transaction: LedgerTransaction?) throws {
            let transaction = try #require(transaction)
            #expect(transaction.imbalance.isEmpty)
            #expect(transaction.postings.allSatisfy { $0.exchange == intent.exchange?.text })
            #expect(ledger.book(transaction) == nil)
            for posting in transaction.postings {
                sums["\(posting.account.text) \(posting.amount.currency.code)", default: 0] += posting.amount.minor
            }
        }
        let partner = Account.partner(intent.partner).text
        try book(PayoutBooking.claim(intent, at: now))
        #expect(sums == ["\(partner) USD": 10_003, "exchange USD": -10_003, "exchange EUR": 8_002, "clearing EUR": -8_002])
        let paid = PayoutState.Move(from: .clearing, to: .provider)
        try book(PayoutBooking.move(paid, intent, status: .success, happened: now, at: now))
        #expect(sums["provider:manual EUR"] == -8_002 && sums["clearing EUR"] == 0)
        let known = [Settlement.Known(intent, PayoutState(phase: .paid, place: .provider, revision: 3))]
        let report = [ReportedItem(intent: intent.id, providerID: "tx", amount: intent.amount, status: .success)]
        #expect(Settlement(payouts: known, report: report, ledger: ledger.entries).findings.isEmpty)
        let back = PayoutState.Move(from: .provider, to: .partner)
        try book(PayoutBooking.move(back, intent, status: .returned, happened: now, at: now))
        #expect(sums.values.allSatisfy { $0 == 0 })
    }

    @Test func `P9 a claim that is worth something else now, or an amount that the rate does not give, is not sent`() throws {
        let intent = try intent()
        let now = try Bench.at("2026-04-01T00:00:00Z")
        func findings(_ intent: PayoutIntent, _ second: String = "0.03 USD") throws -> [PreflightFinding] {
            let entries: [Int64: ClaimableEntry] = try [1: entry(1, "100.00 USD"), 2: entry(2, second)]
            let destination = DestinationRecord(intent.destination, approvedBy: "bo", approvedAt: now - .seconds(30 * 86_400))
            let approval = PayoutApproval(by: "ana", at: now, hash: intent.hash)
            return Preflight(entries: entries, status: .approved, destination: destination, approvals: [approval], terms: PayoutTerms())
                .findings(intent, at: now)
        }
        #expect(try findings(intent).isEmpty)
        #expect(try findings(intent, "0.04 USD") == [.sumDiffers(claimed: 10_004, intent: 10_003)])
        #expect(try findings(intent, "0.03 EUR").contains(.claimUnknown(entry: 2)))
        let more = PayoutIntent(
            id: intent.id, partner: intent.partner, destination: intent.destination, amount: try Bench.money("80.03 EUR"),
            claims: intent.claims, exchange: intent.exchange)
        #expect(try findings(more) == [.sumDiffers(claimed: 10_003, intent: 10_003)])
        // The rate is signed too (R36).
        let plain = PayoutIntent(
            id: intent.id, partner: intent.partner, destination: intent.destination, amount: intent.amount, claims: intent.claims)
        #expect(plain.hash != intent.hash)
    }

    @Test func `P10 limits hold in the currency that is owed and in the one that is paid`() throws {
        let intent = try intent(["100.00 USD"])
        func limits(_ text: String) throws -> (persons: Int, brakes: [String]) {
            let money = try Bench.money(text)
            var terms = PayoutTerms()
            terms.fourEyesAbove = [money.currency: money]
            terms.largestSum = [money.currency: money]
            return (PayoutApprovals.missing(intent, [], terms), PayoutBrakes.evaluate([intent], paidBefore: [], terms).map(\.name))
        }
        let cases: [(limit: String, persons: Int, brakes: [String])] = [
            ("100.00 USD", 1, []), ("99.99 USD", 2, ["sum/USD"]), ("80.00 EUR", 1, []), ("79.99 EUR", 2, ["sum/EUR"]),
        ]
        for (limit, persons, brakes) in cases {
            let found = try limits(limit)
            #expect(found.persons == persons && found.brakes == brakes, "\(limit)")
        }
    }
}

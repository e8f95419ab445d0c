import Model
import ProgramRules
import Testing

/// A month closed from click to payout, with one refund, one finding and one answer that got lost.
@Suite struct MonthTests {
    private let cutOff = "2026-04-30"

    private func terms() throws -> Terms {
        var terms = try Bench.terms(zone: "America/New_York", rules: [Bench.rule(.rate(Bench.percent(1000)), holdDays: 14)])
        terms.payouts.thresholds = [terms.currency: try Bench.money("5.00 USD")]
        terms.payouts.coolDownDays = 0
        return terms
    }

    private func deals() throws -> [Deal] {
        let refund = SaleEvent(
            id: "refund-2", at: try Bench.at("2026-03-20T00:00:00Z"), change: .refund(try Bench.money("30.00 USD"), payment: nil))
        return try [
            Bench.won(1, SaleAmounts(Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z"),
            Bench.won(2, SaleAmounts(Bench.money("120.00 USD")), at: "2026-03-11T12:00:00Z", more: [refund]),
            Bench.won(3, SaleAmounts(Bench.money("40.00 USD")), at: "2026-03-12T12:00:00Z"),
            Bench.won(4, SaleAmounts(Bench.money("900.00 USD")), at: "2026-03-13T12:00:00Z"),
        ]
    }

    private func touches() throws -> [Touch] {
        try [(1, 1), (1, 2), (2, 3), (3, 4)].map { partner, customer in
            try Bench.click(partner, customer: customer, at: "2026-03-09T00:00:00Z")
        }
    }

    /// The ledger's entries as the planner sees them.
    private func claimable(
        _ ledger: Ledger, _ result: EarnResult, _ findings: FindingBook, claimed: Set<Int64>, at now: Timestamp
    )
        -> [ClaimableEntry]
    {
        let commissions = Dictionary(uniqueKeysWithValues: result.commissions.map { ($0.key.text, $0) })
        return ledger.entries.compactMap { entry in
            guard let account = Account(entry.account), case .partner(let partner) = account, let commission = commissions[entry.subject],
                !claimed.contains(entry.sequence), let owed = entry.amount.negated
            else { return nil }
            let before = ledger.entries.contains { claimed.contains($0.sequence) && $0.subject == entry.subject }
            let open = findings.openFindings(line: commission.key.line, partner: partner)
            let state = CommissionState(.init(amount: commission.amount.minor, dueAt: commission.dueAt, openFindings: open), at: now)
            return ClaimableEntry(
                sequence: entry.sequence, partner: partner, owed: owed, commission: entry.subject, state: state, dueAt: commission.dueAt,
                wasClaimedBefore: before)
        }
    }

    private func book(_ result: EarnResult, into ledger: inout Ledger, at now: Timestamp) {
        for transaction in CommissionBooking.transactions(result, booked: BookedCommissions(ledger.entries), at: now) {
            #expect(ledger.book(transaction) == nil)
        }
    }

    @Test func `a month is closed: each partner gets what is due, once, and the ledger agrees with the provider`() throws {
        let terms = try terms()
        let now = try Bench.at("2026-05-02T00:00:00Z")
        var ledger = Ledger()
        let result = try Bench.earn(terms, deals: deals(), touches: touches())
        book(result, into: &ledger, at: now)
        #expect(result.steps == ["10.00 earned", "12.00 earned", "4.00 earned", "90.00 earned", "-3.00 refund"])

        // The large one waits for a person.
        var findings = FindingBook()
        let large = try #require(result.commissions.last)
        findings.note(
            [FraudFinding(.amountCeiling, partner: large.key.partner, subject: .line(large.key.line), evidence: [])], at: now)

        let payees = try Dictionary(
            uniqueKeysWithValues: (1...3).map { number in
                let destination = try #require(Destination(provider: "stripe", account: "acct_\(number)"))
                return (try Bench.partner(number), PayoutPlan.Payee(status: .approved, destination: destination))
            })
        let entries = claimable(ledger, result, findings, claimed: [], at: now)
        let plan = PayoutPlan(entries: entries, payees: payees, cutOff: try Bench.day(cutOff), terms: terms)
        #expect(plan.drafts.map(\.amount.text) == ["19.00 USD"])
        #expect(plan.carried.map(\.due) == [400])

        let intent = try #require(plan.drafts.first).intent(id: "po_1")
        let facts = Preflight(
            entries: Dictionary(uniqueKeysWithValues: entries.map { ($0.sequence, $0) }), status: .approved,
            destination: DestinationRecord(intent.destination, approvedBy: "bo", approvedAt: now),
            approvals: [PayoutApproval(by: "ana", at: now, hash: intent.hash)], terms: terms.payouts)
        #expect(facts.findings(intent, at: now).isEmpty)
        #expect(PayoutBrakes.evaluate([intent], paidBefore: [], terms.payouts).isEmpty)

        var state = PayoutState()
        var shipment = Shipment(id: intent.id, intents: [intent.id], rules: .stripe)
        #expect(ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
        for event in [PayoutState.Event.approve, .send] { _ = state.apply(event) }
        _ = shipment.apply(.begin, at: now)
        // The provider acted and its answer got lost; the look-up finds it.
        #expect(shipment.apply(.answer(epoch: 1, .doubtful), at: now) == [.lookUp(keys: ["po_1-1"], providerID: nil)])
        _ = state.apply(.doubt)
        #expect(shipment.apply(.lookedUp(.found(id: "tr_1")), at: now) == [.read(providerID: "tr_1")])
        let reported = state.apply(.report(.success))
        let outcome = try #require(reported)
        let move = try #require(outcome.move)
        #expect(ledger.book(try #require(PayoutBooking.move(move, intent, status: .success, happened: now, at: now))) == nil)

        let report = [ReportedItem(intent: "po_1", providerID: "tr_1", amount: intent.amount, status: .success)]
        #expect(Settlement(payouts: [.init(intent, state)], report: report, ledger: ledger.entries).findings.isEmpty)
        #expect(ledger.owed(to: try Bench.partner(1)).isEmpty)
        #expect(ledger.owed(to: try Bench.partner(2)) == [terms.currency: 400])
        #expect(ledger.owed(to: try Bench.partner(3)) == [terms.currency: 9000])
        #expect(LedgerChain.fault(in: ledger.entries, end: ledger.head) == nil)
    }

    @Test func `W7 a refund after the payout is absorbed by what comes next, and a second close pays nothing twice`() throws {
        let terms = try terms()
        let now = try Bench.at("2026-05-02T00:00:00Z")
        var ledger = Ledger()
        var deals = Array(try deals().prefix(2))
        deals[1].events.removeAll { $0.id == "refund-2" }
        deals.remove(at: 0)
        let touches = try touches()
        book(try Bench.earn(terms, deals: deals, touches: touches), into: &ledger, at: now)
        let destination = try #require(Destination(provider: "manual", account: "DE00"))
        let payees = [try Bench.partner(1): PayoutPlan.Payee(status: .approved, destination: destination)]
        var claimed: Set<Int64> = []
        func close(_ id: String, _ day: String) throws -> (paid: String, carried: [Int128]) {
            let result = try Bench.earn(terms, deals: deals, touches: touches)
            book(result, into: &ledger, at: now)
            let at = try Bench.at(day + "T12:00:00Z")
            let entries = claimable(ledger, result, FindingBook(), claimed: claimed, at: at)
            let plan = PayoutPlan(entries: entries, payees: payees, cutOff: try Bench.day(day), terms: terms)
            for draft in plan.drafts {
                claimed.formUnion(draft.claims.map(\.entry))
                #expect(ledger.book(try #require(PayoutBooking.claim(draft.intent(id: id), at: at))) == nil)
            }
            return (plan.drafts.map(\.amount.text).joined(), plan.carried.map(\.due))
        }
        #expect(try close("po_1", "2026-04-30").paid == "12.00 USD")
        #expect(try close("po_2", "2026-04-30").paid == "")
        deals[0].events.append(
            SaleEvent(id: "late", at: try Bench.at("2026-05-05T00:00:00Z"), change: .refund(try Bench.money("30.00 USD"), payment: nil)))
        let after = try close("po_3", "2026-05-31")
        #expect(after.paid == "" && after.carried == [-300])
        #expect(ledger.owed(to: try Bench.partner(1)) == [terms.currency: -300])
        deals.append(try Bench.won(5, customer: 2, SaleAmounts(Bench.money("120.00 USD")), at: "2026-03-25T12:00:00Z"))
        #expect(try close("po_4", "2026-06-30").paid == "9.00 USD")
        #expect(ledger.owed(to: try Bench.partner(1)).isEmpty)
        #expect(ledger.sums.values.allSatisfy { $0 == 0 })
    }
}

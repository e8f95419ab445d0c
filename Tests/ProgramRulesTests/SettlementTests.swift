import Model
import ProgramRules
import Testing

/// Ledger = payouts = provider, item by item (P12).
@Suite struct SettlementTests {
    private let now = Timestamp(seconds: 1_800_000_000)

    private struct Book {
        var ledger = Ledger()
        var payouts: [Settlement.Known] = []
        var report: [ReportedItem] = []
    }

    private func intent(_ number: Int, _ amount: String = "9.00 USD") throws -> PayoutIntent {
        let destination = try #require(Destination(provider: "paypal", account: "a@b.example"))
        return PayoutIntent(
            id: "po_\(number)", partner: try Bench.partner(number), destination: destination, amount: try Bench.money(amount),
            claims: [.init(entry: Int64(number), owed: 900)])
    }

    /// Three payouts that were paid, with ledger and report in step.
    private func agreed() throws -> Book {
        var book = Book()
        for number in 1...3 {
            let intent = try intent(number)
            var state = PayoutState()
            #expect(book.ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
            for event in [PayoutState.Event.approve, .send, .report(.success)] {
                guard let move = state.apply(event)?.move else { continue }
                #expect(book.ledger.book(try #require(PayoutBooking.move(move, intent, status: .success, happened: now, at: now))) == nil)
            }
            book.payouts.append(.init(intent, state))
            book.report.append(ReportedItem(intent: intent.id, providerID: "tx_\(number)", amount: intent.amount, status: .success))
        }
        return book
    }

    private func settle(_ book: Book) -> Settlement {
        Settlement(payouts: book.payouts, report: book.report, ledger: book.ledger.entries)
    }

    @Test func `what agrees has no finding, with fees beside it`() throws {
        var book = try agreed()
        let fee = PayoutBooking.fee(try Bench.money("0.25 USD"), of: try intent(1), happened: now, at: now)
        #expect(book.ledger.book(try #require(fee)) == nil)
        #expect(PayoutBooking.fee(try Bench.money("0.00 USD"), of: try intent(1), happened: now, at: now) == nil)
        let settlement = settle(book)
        #expect(settlement.findings.isEmpty && settlement.events.isEmpty)
    }

    @Test func `a reversal at the provider becomes an event`() throws {
        var book = try agreed()
        book.report[1].status = .reversed
        let settlement = settle(book)
        #expect(settlement.findings == [.stateMoved(intent: "po_2", from: .paid, to: .reversed)])
        #expect(settlement.events == ["po_2": .report(.reversed)])
        #expect(!settlement.findings.contains { $0.needsPerson })
    }

    @Test func `a payment nobody knows, one missing, one twice, one of another amount`() throws {
        var book = try agreed()
        book.report.append(ReportedItem(intent: nil, providerID: "tx_9", amount: try Bench.money("1.00 USD"), status: .success))
        book.report.append(ReportedItem(intent: "po_77", providerID: "tx_8", amount: try Bench.money("2.00 USD"), status: .unclaimed))
        book.report.append(ReportedItem(intent: nil, providerID: "tx_7", amount: try Bench.money("3.00 USD"), status: .failed))
        book.report.append(ReportedItem(intent: "po_1", providerID: "tx_1b", amount: try Bench.money("9.00 USD"), status: .success))
        book.report[1].amount = try Bench.money("8.99 USD")
        book.report.remove(at: 2)
        let findings = settle(book).findings
        let expected: [SettlementFinding] = [
            .unknownItem(providerID: "tx_9", amount: try Bench.money("1.00 USD")),
            .unknownItem(providerID: "tx_8", amount: try Bench.money("2.00 USD")),
            .paidTwice(intent: "po_1", providerIDs: ["tx_1", "tx_1b"]),
            .amountDiffers(intent: "po_2", ours: try Bench.money("9.00 USD"), theirs: try Bench.money("8.99 USD")),
            .missingAtProvider(intent: "po_3"),
        ]
        #expect(findings == expected)
        #expect(findings.allSatisfy { $0.needsPerson })
    }

    @Test func `P2 an unknown that the provider has with another amount is not settled by its report`() throws {
        var book = try agreed()
        let intent = try intent(4)
        #expect(book.ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
        book.payouts.append(.init(intent, PayoutState(phase: .unknown, place: .clearing, revision: 4)))
        book.report.append(ReportedItem(intent: "po_4", providerID: "tx_4", amount: try Bench.money("0.09 USD"), status: .success))
        let settlement = settle(book)
        #expect(settlement.events.isEmpty)
        #expect(
            settlement.findings == [.amountDiffers(intent: "po_4", ours: intent.amount, theirs: try Bench.money("0.09 USD"))])
    }

    @Test func `what is out and undecided again needs a person, and what is under way does not`() throws {
        var book = try agreed()
        book.report[1].status = .pending
        let intent = try intent(4)
        #expect(book.ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
        book.payouts.append(.init(intent, PayoutState(phase: .submitted, place: .clearing, revision: 3)))
        book.report.append(ReportedItem(intent: "po_4", providerID: "tx_4", amount: intent.amount, status: .pending))
        let settlement = settle(book)
        #expect(settlement.findings == [.undecided(intent: "po_2", .pending)] && settlement.events.isEmpty)
        #expect(settlement.findings.filter { !$0.needsPerson } == [])
    }

    @Test func `a failed item beside a paid one of the same intent is not paid twice`() throws {
        var book = try agreed()
        book.report.append(ReportedItem(intent: "po_1", providerID: "tx_0", amount: try Bench.money("9.00 USD"), status: .failed))
        #expect(settle(book).findings.isEmpty)
    }

    @Test func `a ledger that has the money elsewhere is found`() throws {
        var book = try agreed()
        let intent = try intent(2)
        let move = PayoutBooking.move(.init(from: .provider, to: .partner), intent, status: .reversed, happened: now, at: now)
        #expect(book.ledger.book(try #require(move)) == nil)
        #expect(settle(book).findings == [.ledgerDiffers(intent: "po_2")])
        // A payout that was never claimed in the ledger.
        book = try agreed()
        book.payouts.append(.init(try self.intent(4), PayoutState(phase: .submitted, place: .clearing, revision: 3)))
        #expect(settle(book).findings == [.ledgerDiffers(intent: "po_4")])
    }

    @Test func `an unknown that the provider knows is settled by its report`() throws {
        var book = try agreed()
        let intent = try intent(4)
        #expect(book.ledger.book(try #require(PayoutBooking.claim(intent, at: now))) == nil)
        book.payouts.append(.init(intent, PayoutState(phase: .unknown, place: .clearing, revision: 4)))
        #expect(settle(book).findings.isEmpty)
        book.report.append(ReportedItem(intent: "po_4", providerID: "tx_4", amount: intent.amount, status: .success))
        #expect(settle(book).events == ["po_4": .report(.success)])
    }
}

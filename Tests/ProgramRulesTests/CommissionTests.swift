import Model
import ProgramRules
import Testing

/// Commissions, rule by rule.
@Suite struct CommissionTests {
    private func one(
        _ terms: Terms, _ amounts: SaleAmounts?, more: [SaleEvent] = [], rates: ExchangeRates = ExchangeRates()
    ) throws
        -> EarnResult
    {
        let deal = try Bench.won(1, amounts, at: "2026-03-10T12:00:00Z", more: more)
        return try Bench.earn(terms, deals: [deal], touches: [try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")], rates: rates)
    }

    private func event(_ id: String, _ at: String, _ change: SaleChange) throws -> SaleEvent {
        SaleEvent(id: id, at: try Bench.at(at), change: change)
    }

    @Test(arguments: [(CommissionBase.gross, "12.50"), (.netOfTax, "10.60"), (.net, "7.60"), (.margin, "3.60")])
    func `C4 each base takes off more than the one before`(base: CommissionBase, expected: String) throws {
        let amounts = SaleAmounts(
            try Bench.money("100.00 USD"), tax: try Bench.money("19.00 USD"), discount: try Bench.money("25.00 USD"),
            shipping: try Bench.money("5.00 USD"), cost: try Bench.money("40.00 USD"))
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)), base: base)])
        #expect(try one(terms, amounts).amounts == [expected])
    }

    @Test func `C4 a deal without amount waits, and earns once the amount is known`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let waiting = try one(terms, nil)
        #expect(waiting.commissions.isEmpty && waiting.waiting.map(\.reason) == [.noAmount])
        let later = try event("later", "2026-03-20T00:00:00Z", .amounts(SaleAmounts(try Bench.money("80.00 USD"))))
        let earned = try one(terms, nil, more: [later])
        #expect(earned.waiting.isEmpty && earned.steps == ["8.00 amounts"])
        #expect(earned.commissions.first?.earnedAt == (try Bench.at("2026-03-10T12:00:00Z")))
    }

    @Test func `C4 what is not known waits by name`() throws {
        let margin = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)), base: .margin)])
        #expect(try one(margin, SaleAmounts(try Bench.money("80.00 USD"))).waiting.map(\.reason) == [.noCost])
        let gross = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        #expect(try one(gross, SaleAmounts(try Bench.money("-1.00 USD"))).waiting.map(\.reason) == [.negativeAmount])
        let mixed = SaleAmounts(try Bench.money("80.00 USD"), tax: try Bench.money("1.00 EUR"))
        #expect(try one(gross, mixed).waiting.map(\.reason) == [.mixedCurrencies])
        let huge = SaleAmounts(Money(minor: .max, currency: try Bench.currency("USD")), discount: try Bench.money("1.00 USD"))
        #expect(try one(gross, huge).waiting.map(\.reason) == [.tooLarge])
    }

    @Test func `a partner whom the hub does not know waits and is not dropped`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("80.00 USD")), at: "2026-03-10T12:00:00Z")
        let touch = try Bench.click(9, customer: 1, at: "2026-03-09T00:00:00Z")
        #expect(try Bench.earn(terms, deals: [deal], touches: [touch]).waiting.map(\.reason) == [.unknownPartner])
    }

    @Test func `C2 flat and per unit need no amount and no exchange rate, and follow refunds`() throws {
        let flat = try Bench.terms(rules: [Bench.rule(.rate(.flat(try Bench.money("25.00 USD"))))])
        #expect(try one(flat, nil).amounts == ["25.00"])
        #expect(try one(flat, SaleAmounts(try Bench.money("80.00 EUR"))).amounts == ["25.00"])
        let refund = try event("back", "2026-03-20T00:00:00Z", .refund(try Bench.money("20.00 EUR"), payment: nil))
        #expect(try one(flat, SaleAmounts(try Bench.money("80.00 EUR")), more: [refund]).steps == ["25.00 earned", "-6.25 refund"])
        let unit = try Bench.terms(rules: [Bench.rule(.rate(.perUnit(try Bench.money("1.50 USD"))))])
        #expect(try one(unit, SaleAmounts(try Bench.money("80.00 USD"), units: 7)).amounts == ["10.50"])
    }

    @Test func `L5 a refund may take what the sale ever amounted to, whichever amount was told first`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let larger = try event("larger", "2026-03-21T00:00:00Z", .amounts(SaleAmounts(try Bench.money("120.00 USD"))))
        func result(_ refund: String) throws -> EarnResult {
            let back = try event("back", "2026-03-20T00:00:00Z", .refund(try Bench.money(refund), payment: nil))
            return try one(terms, SaleAmounts(try Bench.money("100.00 USD")), more: [back, larger])
        }
        #expect(try result("120.00 USD").steps == ["10.00 earned", "-10.00 refund"])
        #expect(try result("120.00 USD").refusedRefunds.isEmpty)
        #expect(try result("120.01 USD").refusedRefunds.map(\.event) == ["back"])
        #expect(try result("30.00 USD").steps == ["10.00 earned", "-3.00 refund", "2.00 amounts"])
    }

    @Test func `C1 the first rule whose conditions hold applies`() throws {
        let rules = try [
            Bench.rule(.rate(Bench.percent(3000)), id: "vip", conditions: [.partner([Bench.partner(2)])]),
            Bench.rule(
                .rate(Bench.percent(2000)), id: "big", conditions: [.amountAtLeast(Bench.money("100.00 USD")), .partnerKind([.affiliate])]),
            Bench.rule(.rate(Bench.percent(1000)), id: "rest"),
        ]
        let terms = try Bench.terms(rules: rules)
        #expect(try one(terms, SaleAmounts(try Bench.money("100.00 USD"))).commissions.map(\.frozen.rule) == ["big"])
        #expect(try one(terms, SaleAmounts(try Bench.money("99.99 USD"))).commissions.map(\.frozen.rule) == ["rest"])
    }

    @Test func `C1 what is not known never fulfils a condition`() throws {
        let at = try Bench.at("2026-03-10T00:00:00Z")
        var facts = RuleFacts(partner: PartnerFacts(id: try Bench.partner(1)), sale: SaleFacts(), amount: nil, at: at)
        let conditions: [RuleCondition] = [
            .partnerKind([.affiliate]), .cohort(["gold"]), .partnerCountry(["DE"]), .customerCountry(["DE"]), .campaign(["spring"]),
            .pipeline(["main"]), .product(["pro"]), .currency([try Bench.currency("USD")]), .newCustomer(true), .newCustomer(false),
            .amountAtLeast(try Bench.money("0.00 USD")), .amountBelow(try Bench.money("9.00 USD")), .partner([try Bench.partner(2)]),
        ]
        for condition in conditions { #expect(!condition.holds(for: facts), "\(condition)") }
        facts.partner.kind = .affiliate
        facts.partner.cohorts = DatedValues(initial: ["gold"], changes: [(at + .seconds(1), [])])
        facts.partner.country = "DE"
        facts.sale = SaleFacts(
            customerCountry: "DE", campaign: "spring", pipeline: "main", products: ["pro", "lite"], isNewCustomer: true)
        facts.amount = try Bench.money("5.00 USD")
        let holding = conditions.filter { $0.holds(for: facts) }
        #expect(holding.count == 11)
        // An amount in another currency is not compared.
        facts.amount = try Bench.money("5.00 EUR")
        #expect(!conditions[10].holds(for: facts) && !conditions[11].holds(for: facts))
        // Whoever left the group keeps what was earned in it.
        facts.at = at + .seconds(1)
        #expect(!conditions[1].holds(for: facts))
    }

    @Test func `every status allows what the table says, cell by cell`() {
        let table: [PartnerStatus: String] = [
            .applied: "-----", .invited: "+++++", .approved: "+++++", .declined: "-----", .suspended: "++++-", .banned: "-----",
            .archived: "+++++",
        ]
        for status in PartnerStatus.allCases {
            let row = PartnerAct.allCases.map { status.allows($0) ? "+" : "-" }.joined()
            #expect(row == table[status], "\(status)")
        }
    }

    @Test func `C2 clicks, leads, stages and milestones pay flat`() throws {
        let rules = try [
            Bench.rule(.rate(.flat(Bench.money("0.10 USD"))), id: "click", kind: .click),
            Bench.rule(.rate(.flat(Bench.money("5.00 USD"))), id: "lead", kind: .lead("qualified")),
            Bench.rule(.rate(.flat(Bench.money("50.00 USD"))), id: "ten", kind: .bonus("ten")),
            Bench.rule(.rate(.flat(Bench.money("9.00 USD"))), id: "demo", kind: .stage("demo")),
        ]
        let terms = try Bench.terms(rules: rules)
        let partner = try Bench.partner(1)
        let at = try Bench.at("2026-03-10T00:00:00Z")
        let demo = try event("demo", "2026-03-08T00:00:00Z", .stage("demo", pipeline: "main", outcome: .open))
        let lost = try event("lost", "2026-03-12T00:00:00Z", .stage("lost", pipeline: "main", outcome: .lost))
        let deal = try Bench.won(1, nil, at: "2026-03-10T12:00:00Z", more: [demo, lost])
        let touches = TouchBook([try Bench.click(1, customer: 1, at: "2026-03-07T00:00:00Z")])
        var lines = SaleLines(deals: [deal], touches: touches, terms: terms).lines
        lines += [
            SingleLines.click("c-1", partner: partner, at: at),
            SingleLines.lead(try Bench.id(.referral, 1), state: "qualified", partner: partner, customer: nil, at: at),
            SingleLines.bonus("ten", partner: partner, at: at),
        ]
        let result = try Commissions.earn(EarnInput(book: TermsBook(id: "b", terms: terms), partners: Bench.partners(1), lines: lines))
            .get()
        let amounts = Dictionary(uniqueKeysWithValues: result.commissions.map { ($0.key.kind.text, $0.amount.amountText) })
        #expect(amounts == ["click": "0.10", "lead:qualified": "5.00", "bonus:ten": "50.00", "stage:demo": "9.00"])
        #expect(result.commissions.allSatisfy { $0.dueAt != nil })
    }

    @Test func `C3 tiers by amount count what stands, at each sale's own step`() throws {
        let table = TierTable(
            measure: .amount, period: .quarter, isMarginal: true,
            steps: [.init(above: 0, rate: Bench.percent(1000)), .init(above: 150_00, rate: Bench.percent(2000))])
        let terms = try Bench.terms(rules: [Bench.rule(.tiers(table))])
        let amounts = SaleAmounts(try Bench.money("100.00 USD"))
        func deals(refunded: Bool) throws -> [Deal] {
            try (1...3).map { number in
                let refund = try event("back", "2026-03-20T00:00:00Z", .refund(try Bench.money("100.00 USD"), payment: nil))
                return try Bench.won(number, amounts, at: "2026-03-0\(number)T12:00:00Z", more: refunded && number == 1 ? [refund] : [])
            }
        }
        let touches = try (1...3).map { try Bench.click(1, customer: $0, at: "2026-02-28T00:00:00Z") }
        // The third begins at 200, beyond 150; the second at 100.
        #expect(try Bench.earn(terms, deals: deals(refunded: false), touches: touches).amounts == ["10.00", "10.00", "20.00"])
        let after = try Bench.earn(terms, deals: deals(refunded: true), touches: touches)
        #expect(after.amounts == ["0.00", "10.00", "10.00"])
        #expect(after.steps.suffix(2) == ["-10.00 refund", "-10.00 tier"])
    }

    @Test func `C5 a cap for a deal is shared by its partners, and one for a period by its deals in order`() throws {
        var terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        terms.attribution.model = .linear
        terms.caps.perDeal = try Bench.money("6.00 USD")
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let touches = try (1...3).map { try Bench.click($0, customer: 1, at: "2026-03-0\($0)T00:00:00Z") }
        #expect(try Bench.earn(terms, deals: [deal], touches: touches).amounts == ["2.00", "2.00", "2.00"])
        terms.caps = CommissionCaps(program: .init(limit: try Bench.money("25.00 USD"), period: .month))
        let deals = try (1...4).map { try Bench.won($0, SaleAmounts(Bench.money("100.00 USD")), at: "2026-03-1\($0)T00:00:00Z") }
        let clicks = try (1...4).map { try Bench.click(1, customer: $0, at: "2026-03-09T00:00:00Z") }
        #expect(try Bench.earn(terms, deals: deals, touches: clicks).amounts == ["10.00", "10.00", "5.00"])
        // What a refund frees goes to the next in order, as an entry of its own.
        var refunded = deals
        refunded[0].events.append(try event("back", "2026-03-20T00:00:00Z", .refund(try Bench.money("100.00 USD"), payment: nil)))
        let after = try Bench.earn(terms, deals: refunded, touches: clicks)
        #expect(after.amounts == ["0.00", "10.00", "10.00", "5.00"])
        #expect(after.steps.suffix(3) == ["-10.00 refund", "5.00 cap", "5.00 cap"])
    }

    @Test func `L5 a won dispute restores, and a refund that failed gives back`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let more = try [
            event("dispute", "2026-03-20T00:00:00Z", .dispute(Bench.money("60.00 USD"), payment: nil)),
            event("refund", "2026-03-21T00:00:00Z", .refund(Bench.money("30.00 USD"), payment: nil)),
            event("won-dispute", "2026-04-20T00:00:00Z", .restored(event: "dispute")),
            event("failed", "2026-04-21T00:00:00Z", .restored(event: "refund")),
        ]
        let result = try one(terms, SaleAmounts(try Bench.money("120.00 USD")), more: more)
        #expect(result.steps == ["12.00 earned", "-6.00 dispute", "-3.00 refund", "6.00 restored", "3.00 restored"])
    }

    @Test func `L5 no sequence of refunds takes more than the whole`() throws {
        var random = Seeded(55)
        for _ in 0..<2_000 {
            var tally = RefundTally()
            let whole = Int64(1 + random.below(1000))
            var taken: [String: Int64] = [:]
            for index in 0..<12 {
                if random.chance(25), let event = taken.keys.sorted().first {
                    let isGiven = tally.giveBack(event)
                    #expect(isGiven)
                    taken[event] = nil
                    continue
                }
                let amount = Int64(random.below(500)) - 20
                let fits = amount > 0 && amount + taken.values.reduce(0, +) <= whole
                #expect(tally.take(amount, event: "e\(index)", of: whole) == fits)
                if fits { taken["e\(index)"] = amount }
                #expect(tally.total == taken.values.reduce(0, +) && tally.total <= whole && tally.remaining(of: whole) >= 0)
            }
            let isGiven = tally.giveBack("never")
            #expect(!isGiven)
        }
    }

    @Test func `A6 and C8 renewals are lines of their own and are refunded by their own payment`() throws {
        var terms = try Bench.terms(
            rules: [Bench.rule(.rate(Bench.percent(1000))), Bench.rule(.rate(Bench.percent(500)), id: "again", kind: .renewal)])
        terms.attribution.recurring = RecurringTerms(payments: 2)
        let amounts = SaleAmounts(try Bench.money("100.00 USD"))
        let more = try [
            event("r1", "2026-04-10T00:00:00Z", .renewal(payment: "in_2", amounts)),
            event("r2", "2026-05-10T00:00:00Z", .renewal(payment: "in_3", amounts)),
            event("back", "2026-04-20T00:00:00Z", .refund(Bench.money("50.00 USD"), payment: "in_2")),
        ]
        let deal = try Bench.won(1, amounts, at: "2026-03-10T12:00:00Z", more: more)
        let touch = try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")
        let lines = SaleLines(deals: [deal], touches: TouchBook([touch]), terms: terms)
        #expect(lines.lapsed.map(\.outcome) == [.paymentsOver])
        let result = try Bench.earn(terms, deals: [deal], touches: [touch])
        #expect(result.steps == ["10.00 earned", "5.00 earned", "-2.50 refund"])
    }

    @Test func `C7 time releases what is due, and never past an open finding`() throws {
        let due = try Bench.at("2026-04-10T00:00:00Z")
        func state(
            _ amount: Int64, findings: Int = 0, claimed: Int64 = 0, paid: Int64 = 0, _ at: Timestamp, paidByCustomer: Bool = true
        )
            -> CommissionState
        {
            CommissionState(
                .init(amount: amount, dueAt: paidByCustomer ? due : nil, openFindings: findings, claimed: claimed, paid: paid), at: at)
        }
        let years = due + .seconds(5 * 365 * 86_400)
        #expect(state(100, due - .milliseconds(1)) == .pending)
        #expect(state(100, due) == .approved)
        #expect(state(100, findings: 1, years) == .held)
        #expect(state(100, years, paidByCustomer: false) == .pending)
        #expect(state(0, years) == .voided)
        #expect(state(100, claimed: 100, due) == .claimed)
        #expect(state(100, paid: 100, due) == .paid)
        #expect(state(100, paid: 40, due) == .approved)
    }

    @Test func `C5 what a customer costs warns from four fifths and holds from the whole`() {
        func judge(_ commissions: Int64, _ costs: Int64, _ won: Int, _ limit: Int64?) -> AllowableCost {
            AllowableCost.judge(commissions: commissions, costs: costs, customersWon: won, limit: limit)
        }
        #expect(judge(700, 99, 10, 100) == .within(share: 7990))
        #expect(judge(700, 100, 10, 100) == .warns(share: 8000))
        #expect(judge(999, 0, 10, 100) == .warns(share: 9990))
        #expect(judge(900, 100, 10, 100) == .over(share: 10_000))
        #expect(judge(900, 100, 10, 100).holds && !judge(700, 100, 10, 100).holds)
        #expect(judge(900, 100, 0, 100) == .noJudgement && judge(900, 100, 10, nil) == .noJudgement)
    }

    @Test func `two lines of one id are refused`() throws {
        let line = SingleLines.click("c-1", partner: try Bench.partner(1), at: Timestamp(seconds: 0))
        let input = EarnInput(book: TermsBook(id: "b", terms: try Bench.terms()), partners: [:], lines: [line, line])
        #expect(throws: EarnRefusal.duplicateLine("c-1")) { try Commissions.earn(input).get() }
    }
}

import Model
import ProgramRules
import Testing

/// The worked examples of docs/MONEY.md that are decided by attribution and commissions, with their exact amounts.
@Suite struct WorkedExampleTests {
    private func tiers(marginal: Bool) -> CommissionRule {
        let steps = [
            TierTable.Step(above: 0, rate: Bench.percent(1000)), TierTable.Step(above: 5, rate: Bench.percent(1500)),
        ]
        return Bench.rule(.tiers(TierTable(measure: .count, period: .month, isMarginal: marginal, steps: steps)))
    }

    private func sevenSales() throws -> (deals: [Deal], touches: [Touch]) {
        let amounts = SaleAmounts(try Bench.money("100.00 USD"))
        let deals = try (1...7).map { try Bench.won($0, amounts, at: "2026-03-0\($0)T12:00:00Z") }
        let touches = try (1...7).map { try Bench.click(1, customer: $0, at: "2026-03-0\($0)T11:00:00Z") }
        return (deals, touches)
    }

    @Test func `W1 seven sales of 100 at 10 then 15 per cent are 80`() throws {
        let (deals, touches) = try sevenSales()
        let result = try Bench.earn(try Bench.terms(rules: [tiers(marginal: true)]), deals: deals, touches: touches)
        #expect(result.amounts == ["10.00", "10.00", "10.00", "10.00", "10.00", "15.00", "15.00"])
        #expect(result.total == 80_00)
        #expect(result.entries.allSatisfy { $0.reason == .earned })
    }

    @Test func `W2 paid at the reached step they are 105, of which 25 as adjustments of the first five`() throws {
        let (deals, touches) = try sevenSales()
        let result = try Bench.earn(try Bench.terms(rules: [tiers(marginal: false)]), deals: deals, touches: touches)
        #expect(result.total == 105_00)
        let adjustments = result.entries.filter { $0.reason == .tier }
        #expect(adjustments.map(\.amount.minor) == [5_00, 5_00, 5_00, 5_00, 5_00])
        // All five have the sixth sale as their cause.
        #expect(Set(adjustments.map(\.cause)) == ["won-6"])
        #expect(Set(adjustments.map(\.key.line)).count == 5)
    }

    @Test func `W3 a sale in the first hours of April UTC counts in March in New York`() throws {
        var (deals, touches) = try sevenSales()
        deals = Array(deals.prefix(5))
        deals.append(try Bench.won(8, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-04-01T03:30:00Z"))
        touches.append(try Bench.click(1, customer: 8, at: "2026-04-01T03:00:00Z"))
        let local = try Bench.earn(
            try Bench.terms(zone: "America/New_York", rules: [tiers(marginal: true)]), deals: deals, touches: touches)
        #expect(local.amounts.last == "15.00")
        let universal = try Bench.earn(try Bench.terms(rules: [tiers(marginal: true)]), deals: deals, touches: touches)
        #expect(universal.amounts.last == "10.00")
    }

    @Test func `W4 ten split evenly over three partners gives the odd cent to the earliest touch`() throws {
        var terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        terms.attribution.model = .linear
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let touches = try [
            Bench.click(3, customer: 1, at: "2026-03-01T00:00:00Z"), Bench.click(1, customer: 1, at: "2026-03-02T00:00:00Z"),
            Bench.click(2, customer: 1, at: "2026-03-03T00:00:00Z"),
        ]
        let result = try Bench.earn(terms, deals: [deal], touches: touches.reversed())
        #expect(result.total(of: try Bench.partner(3)) == 3_34)
        #expect(result.total(of: try Bench.partner(1)) == 3_33)
        #expect(result.total(of: try Bench.partner(2)) == 3_33)
    }

    @Test func `W5 by position four touches share 10 as 4, 1, 1 and 4`() throws {
        var terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        terms.attribution.model = .position
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let touches = try (1...4).map { try Bench.click($0, customer: 1, at: "2026-03-0\($0)T00:00:00Z") }
        let result = try Bench.earn(terms, deals: [deal], touches: touches, partners: 4)
        #expect(result.amounts == ["4.00", "1.00", "1.00", "4.00"])
    }

    private func refunds() throws -> [SaleEvent] {
        try [("30.00 USD", "2026-03-11T00:00:00Z"), ("90.00 USD", "2026-03-12T00:00:00Z"), ("1.00 USD", "2026-03-13T00:00:00Z")]
            .enumerated().map { index, refund in
                SaleEvent(id: "refund-\(index)", at: try Bench.at(refund.1), change: .refund(try Bench.money(refund.0), payment: nil))
            }
    }

    @Test func `W6 refunds of 30, 90 and 1 of a deal of 120 at 10 per cent take 3 and 9, and the third is refused`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("120.00 USD")), at: "2026-03-10T12:00:00Z", more: try refunds())
        let result = try Bench.earn(terms, deals: [deal], touches: [try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")])
        #expect(result.steps == ["12.00 earned", "-3.00 refund", "-9.00 refund"])
        #expect(result.total == 0)
        #expect(result.refusedRefunds.map(\.event) == ["refund-2"])
    }

    @Test(arguments: [("999 JPY", 1250, "125 JPY"), ("10.005 KWD", 1000, "1.000 KWD"), ("10.015 KWD", 1000, "1.002 KWD")])
    func `W8 amounts are rounded half-even, once, at the minor unit of their currency`(text: String, rate: Int, result: String) throws {
        let amount = try Bench.money(text)
        let terms = try Bench.terms(amount.currency.code, rules: [Bench.rule(.rate(Bench.percent(rate)))])
        let deal = try Bench.won(1, SaleAmounts(amount), at: "2026-03-10T12:00:00Z")
        let earned = try Bench.earn(terms, deals: [deal], touches: [try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")])
        #expect(earned.commissions.map(\.amount.text) == [result])
    }

    @Test func `W9 a click counts to the end of its window, and one second later it does not`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let amounts = SaleAmounts(try Bench.money("100.00 USD"))
        let click = try Bench.click(1, customer: 1, at: "2026-03-01T12:00:00Z")
        let inside = try Bench.won(1, amounts, at: "2026-04-02T00:00:00Z", opened: "2026-03-31T12:00:00Z")
        #expect(try Bench.earn(terms, deals: [inside], touches: [click]).total == 10_00)
        let outside = try Bench.won(1, amounts, at: "2026-04-02T00:00:00Z", opened: "2026-03-31T12:00:01Z")
        #expect(try Bench.earn(terms, deals: [outside], touches: [click]).total == 0)
    }

    @Test func `W13 a deal in euros waits while the program in dollars has no rate for the day`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 EUR")), at: "2026-03-10T12:00:00Z")
        let touch = try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")
        let waiting = try Bench.earn(terms, deals: [deal], touches: [touch])
        let day = try Bench.day("2026-03-10")
        let (euro, dollar) = (try Bench.currency("EUR"), try Bench.currency("USD"))
        #expect(waiting.commissions.isEmpty)
        #expect(waiting.waiting.map(\.reason) == [.noRate(from: euro, to: dollar, day: day)])
        let value = try #require(ExactDecimal("1.0812"))
        let rate = try #require(ExchangeRate(from: euro, to: dollar, day: day, source: "ECB", numerator: value))
        let earned = try Bench.earn(terms, deals: [deal], touches: [touch], rates: ExchangeRates([rate]))
        #expect(earned.waiting.isEmpty)
        #expect(earned.commissions.map(\.amount.text) == ["10.81 USD"])
        #expect(earned.commissions.first?.frozen.exchange == rate)
    }

    @Test func `W14 won, re-opened, lost and won again at 80 is one deal with 10, -10 and 8`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let more = [
            SaleEvent(id: "open", at: try Bench.at("2026-03-11T00:00:00Z"), change: .stage("talk", pipeline: "main", outcome: .open)),
            SaleEvent(id: "lost", at: try Bench.at("2026-03-12T00:00:00Z"), change: .stage("lost", pipeline: "main", outcome: .lost)),
            SaleEvent(id: "less", at: try Bench.at("2026-03-13T00:00:00Z"), change: .amounts(SaleAmounts(try Bench.money("80.00 USD")))),
            SaleEvent(id: "again", at: try Bench.at("2026-03-13T00:00:00Z"), change: .stage("won", pipeline: "main", outcome: .won)),
        ]
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z", more: more)
        let result = try Bench.earn(terms, deals: [deal], touches: [try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")])
        #expect(result.steps == ["10.00 earned", "-10.00 undone", "8.00 earned"])
        #expect(result.commissions.count == 1)
        #expect(result.commissions.first?.earnedAt == more.last?.at)
    }

    @Test func `W15 a commission stays at the 10 per cent under which it was created`() throws {
        let old = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let new = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(500)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let later = try Bench.won(2, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-20T12:00:00Z")
        let touches = try (1...2).map { try Bench.click(1, customer: $0, at: "2026-03-09T00:00:00Z") }
        let first = try Bench.earn(old, deals: [deal], touches: touches, book: "old")
        let second = try Bench.earn(
            new, deals: [deal, later], touches: touches, frozen: first.frozen, archive: ["old": TermsBook(id: "old", terms: old)],
            book: "new")
        #expect(second.amounts == ["10.00", "5.00"])
        #expect(second.commissions.map(\.frozen.book) == ["old", "new"])
        #expect(second.commissions.map(\.frozen.rate) == ["10 %", "5 %"])
    }

    @Test func `W15 without the old terms nothing is computed, rather than anew`() throws {
        let old = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let touch = try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")
        let first = try Bench.earn(old, deals: [deal], touches: [touch], book: "old")
        #expect(throws: EarnRefusal.unknownBook("old")) {
            try Bench.earn(old, deals: [deal], touches: [touch], frozen: first.frozen, book: "new")
        }
    }

    @Test func `W16 a reassigned deal takes 10 from one partner and gives 10 to the other, by one cause`() throws {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let move = Touch(
            id: "reassign-1", kind: .manual, partner: try Bench.partner(2), at: try Bench.at("2026-04-20T00:00:00Z"), deal: deal.id)
        let touch = try Bench.click(1, customer: 1, at: "2026-03-09T00:00:00Z")
        let result = try Bench.earn(terms, deals: [deal], touches: [touch, move])
        #expect(result.steps == ["10.00 earned", "-10.00 reassigned", "10.00 reassigned"])
        #expect(result.entries.dropFirst().map(\.cause) == ["reassign-1", "reassign-1"])
        #expect(result.total(of: try Bench.partner(1)) == 0)
        #expect(result.total(of: try Bench.partner(2)) == 10_00)
    }

    @Test func `W10 the same sale from shop, CRM and provider is one group in every order`() {
        let sightings = [
            SaleSighting(id: "shop/1001", keys: ["order:1001", "charge:ch_9"]),
            SaleSighting(id: "crm/77", keys: ["deal:77", "order:1001"]),
            SaleSighting(id: "stripe/ch_9", keys: ["charge:ch_9"]), SaleSighting(id: "shop/1002", keys: ["order:1002"]),
        ]
        var random = Seeded(10)
        for _ in 0..<24 {
            let groups = SaleIdentity.groups(sightings.shuffled(using: &random) + [sightings[random.below(4)]])
            #expect(groups == [["crm/77", "shop/1001", "stripe/ch_9"], ["shop/1002"]])
        }
    }
}

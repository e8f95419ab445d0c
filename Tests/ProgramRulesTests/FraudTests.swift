import Model
import ProgramRules
import Testing

/// The fraud screen: findings with evidence, held until a person decides.
@Suite struct FraudTests {
    private let start = Timestamp(seconds: 1_780_000_000)

    private var terms: FraudTerms {
        var terms = FraudTerms()
        terms.freeMailDomains = ["gmail.com", "web.de"]
        terms.disposableDomains = ["trash.example"]
        terms.brandWords = ["northwind"]
        return terms
    }

    private func terms(_ change: (inout FraudTerms) throws -> Void) rethrows -> FraudTerms {
        var terms = terms
        try change(&terms)
        return terms
    }

    private func conversion(
        _ line: String = "d_1", partner: Int = 1, customer: Int? = 1, after seconds: Int64 = 0, click: Click? = nil
    ) throws
        -> Conversion
    {
        Conversion(
            line: line, partner: try Bench.partner(partner), customer: try customer.map(Bench.customer), at: start + .seconds(seconds),
            click: click)
    }

    private func click(
        _ id: String, visitor: String = "v", after milliseconds: Int64 = 0, parameters: [String: String] = [:], referrer: String? = "x"
    )
        -> Click
    {
        Click(
            id: id, code: "code", at: start + .milliseconds(milliseconds), visitor: visitor, agent: "Mozilla", referrer: referrer,
            parameters: parameters)
    }

    private func tests(_ findings: [FraudFinding]) -> [FraudTest] { findings.map(\.test) }

    @Test(arguments: [
        ("Ana.Maria+shop@GMail.com", "anamaria@gmail.com", true), ("a.b@googlemail.com", "ab@gmail.com", true),
        ("ana+x@firm.example", "ana@firm.example", true), ("a.b@firm.example", "ab@firm.example", false),
        ("ana@gmail.com", "eva@gmail.com", false), ("ana@firm.example", "eva@firm.example", true),
    ])
    func `self-referral by mail and by company domain, without tags and Gmail dots`(partner: String, customer: String, isFound: Bool) throws
    {
        var conversions = [try conversion()]
        conversions[0].partner = try Bench.partner(1)
        let material = FraudScreen.Material(
            conversions: conversions, partners: [try Bench.partner(1): PersonFacts(email: partner)],
            customers: [try Bench.customer(1): PersonFacts(email: customer)])
        let found = FraudScreen(terms).findings(material)
        // Two people of one company are suspicious unless everybody can have mail there.
        let sharesCompany = customer.hasSuffix("@firm.example")
        #expect(tests(found) == (isFound || sharesCompany ? [.selfReferral] : []))
        if partner.hasPrefix("Ana") { #expect(found.first?.evidence == [Evidence("same e-mail", "anamaria@gmail.com")]) }
    }

    @Test func `self-referral by payout account and by visitor`() throws {
        let partner = PersonFacts(email: "a@one.example", account: "h1", visitors: ["v1", "v2"])
        let customer = PersonFacts(email: "b@two.example", account: "h1", visitors: ["v2", "v3"])
        let material = FraudScreen.Material(
            conversions: [try conversion()], partners: [try Bench.partner(1): partner], customers: [try Bench.customer(1): customer])
        let found = FraudScreen(terms).findings(material)
        #expect(found.first?.evidence == [Evidence("same account", "h1"), Evidence("same visitor", "v2")])
        // Nothing known is nothing shared.
        let unknown = FraudScreen.Material(
            conversions: [try conversion()], partners: [try Bench.partner(1): PersonFacts()],
            customers: [try Bench.customer(1): PersonFacts()])
        #expect(FraudScreen(terms).findings(unknown).isEmpty)
    }

    @Test func `a conversion sooner than 15 seconds after its click, and not at 15`() throws {
        func found(_ seconds: Int64) throws -> [FraudTest] {
            let material = FraudScreen.Material(conversions: [try conversion(after: seconds, click: click("k"))])
            return tests(FraudScreen(terms).findings(material))
        }
        #expect(try found(14) == [.cookieStuffing])
        #expect(try found(15).isEmpty)
    }

    @Test func `a burst of one visitor, clicks without referrer, two partners' clicks within five seconds`() throws {
        let (one, two) = (try Bench.partner(1), try Bench.partner(2))
        func found(_ clicks: [PartnerClick]) -> [FraudFinding] {
            FraudScreen(terms).findings(FraudScreen.Material(clicks: clicks.reversed()))
        }
        let burst = (0..<10).map { PartnerClick(click("b\($0)", after: Int64($0) * 6600), partner: one) }
        #expect(tests(found(burst)) == [.cookieStuffing])
        #expect(found(Array(burst.dropLast())).isEmpty)
        let slow = (0..<10).map { PartnerClick(click("b\($0)", after: Int64($0) * 6700), partner: one) }
        #expect(found(slow).isEmpty)
        let bare = (0..<50).map { PartnerClick(click("n\($0)", visitor: "v\($0)", referrer: $0 < 45 ? " " : "x"), partner: one) }
        #expect(found(bare).first?.evidence == [Evidence("clicks without referrer", "45 of 50")])
        #expect(found(Array(bare.dropFirst())).isEmpty)
        func pair(_ gap: Int64) -> [PartnerClick] {
            [PartnerClick(click("p1"), partner: one), PartnerClick(click("p2", after: gap), partner: two)]
        }
        #expect(found(pair(5000)).map(\.partner) == [one, two])
        #expect(found(pair(5001)).isEmpty)
    }

    @Test func `paid search clicks and brand words, with what was seen`() throws {
        let bought = click("k", after: -60_000, parameters: ["gclid": "x", "utm_term": "Northwind coupon", "utm_source": "northwinds"])
        let found = FraudScreen(terms).findings(FraudScreen.Material(conversions: [try conversion(click: bought)]))
        #expect(tests(found) == [.trademarkBidding])
        #expect(found.first?.evidence == [Evidence("paid click", "gclid"), Evidence("brand word in utm_term", "northwind")])
    }

    @Test func `far more conversions than the median of the group`() throws {
        var conversions: [Conversion] = []
        for (partner, count) in [(1, 1), (2, 1), (3, 2), (4, 2), (5, 8)] {
            for index in 0..<count { conversions.append(try conversion("d\(partner)-\(index)", partner: partner, customer: index)) }
        }
        let partners = try (1...5).map(Bench.partner)
        let groups = Dictionary(uniqueKeysWithValues: partners.map { ($0, "gold") })
        func found(_ factor: Int, _ groups: [EntityID: String]) throws -> [FraudFinding] {
            FraudScreen(terms { $0.velocityFactor = factor }).findings(.init(conversions: conversions, groups: groups))
        }
        let three = try found(3, groups)
        #expect(three.map(\.partner) == [partners[4]] && three.map(\.test) == [.velocity])
        #expect(three.first?.evidence == [Evidence("leads and sales", "8"), Evidence("median of the group gold", "2")])
        #expect(try found(4, groups).isEmpty)
        // In groups too small to have a median nobody is judged.
        #expect(try found(3, [partners[4]: "alone"]).isEmpty)
    }

    @Test func `disposable mail, an order twice, a customer new twice, an amount above the ceiling`() throws {
        var first = try conversion("d_1")
        var second = try conversion("d_2", partner: 2, after: 60)
        (first.order, second.order) = ("1001", "1001")
        (first.isNewCustomer, second.isNewCustomer) = (true, true)
        second.amount = try Bench.money("500.01 USD")
        let material = FraudScreen.Material(
            conversions: [second, first, first], customers: [try Bench.customer(1): PersonFacts(email: "x@trash.example")])
        let screen = FraudScreen(try terms { $0.autoApprovalCeiling = try Bench.money("500.00 USD") })
        let found = screen.findings(material)
        #expect(
            found.map { "\($0.test.rawValue) \($0.subject.text)" } == [
                "amount_ceiling line d_2", "disposable_mail line d_1", "disposable_mail line d_2", "duplicate line d_2",
            ])
        #expect(found.last?.evidence.map(\.name) == ["order", "first seen as", "new customer", "new before"])
    }

    @Test func `a guest's orders are looked at for all that needs no customer, and two guests are not one customer`() throws {
        let bought = click("k", after: -9_000, parameters: ["gclid": "x"])
        var first = try conversion("d_1", customer: nil, click: bought)
        var second = try conversion("d_2", partner: 2, customer: nil, after: 60)
        (first.order, second.order) = ("1001", "1001")
        (first.isNewCustomer, second.isNewCustomer) = (true, true)
        first.guest = PersonFacts(email: "a.nn+x@gmail.com")
        second.guest = PersonFacts(email: "x@trash.example")
        second.amount = try Bench.money("500.01 USD")
        let material = FraudScreen.Material(
            conversions: [second, first], partners: [try Bench.partner(1): PersonFacts(email: "ann@gmail.com")])
        let found = FraudScreen(try terms { $0.autoApprovalCeiling = try Bench.money("500.00 USD") }).findings(material)
        #expect(
            found.map { "\($0.test.rawValue) \($0.subject.text)" }.sorted() == [
                "amount_ceiling line d_2", "cookie_stuffing line d_1", "disposable_mail line d_2", "duplicate line d_2",
                "self_referral line d_1", "trademark_bidding line d_1",
            ])
        #expect(found.first { $0.test == .duplicate }?.evidence.map(\.name) == ["order", "first seen as"])
        // Of a guest of whom nothing is known nothing is shared with anybody.
        let unknown = FraudScreen.Material(
            conversions: [try conversion(customer: nil)], partners: [try Bench.partner(1): PersonFacts()])
        #expect(FraudScreen(terms).findings(unknown).isEmpty)
    }

    @Test func `the first payout of a partner with too few paying customers`() throws {
        let screen = FraudScreen(terms { $0.customersBeforeFirstPayout = 2 })
        let partner = try Bench.partner(1)
        let one: Set<EntityID> = [try Bench.customer(1)]
        #expect(screen.firstPayout(of: partner, payingCustomers: one, wasPaidBefore: false)?.test == .thinFirstPayout)
        #expect(screen.firstPayout(of: partner, payingCustomers: one, wasPaidBefore: true) == nil)
        #expect(screen.firstPayout(of: partner, payingCustomers: one.union([try Bench.customer(2)]), wasPaidBefore: false) == nil)
    }

    @Test func `the findings do not depend on the order of the material`() throws {
        var random = Seeded(71)
        for _ in 0..<100 {
            let conversions = try (0..<12).map { index in
                var one = try conversion(
                    "d\(index)", partner: 1 + random.below(3), customer: random.chance(20) ? nil : random.below(4),
                    after: Int64(random.below(40)))
                one.order = "o\(random.below(8))"
                one.isNewCustomer = random.chance(50)
                one.click = random.chance(50) ? click("c\(index)") : nil
                return one
            }
            let clicks = try (0..<20).map { index in
                PartnerClick(
                    click("k\(index)", visitor: "v\(random.below(4))", after: Int64(random.below(60_000))),
                    partner: try Bench.partner(1 + random.below(3)))
            }
            let screen = FraudScreen(terms)
            let found = screen.findings(.init(conversions: conversions, clicks: clicks))
            let again = screen.findings(
                .init(conversions: conversions.shuffled(using: &random), clicks: clicks.shuffled(using: &random)))
            #expect(found == again)
        }
    }

    @Test func `C7 a finding never times out, keeps its age and its verdict, and only a named person closes it`() throws {
        var book = FindingBook()
        let finding = FraudFinding(.velocity, partner: try Bench.partner(1), subject: .line("d_1"), evidence: [Evidence("n", "8")])
        book.note([finding], at: start)
        let years = start + .seconds(3 * 365 * 86_400)
        book.note([finding], at: years)
        #expect(book.open.map(\.since) == [start])
        #expect(book.openFindings(line: "d_1", partner: try Bench.partner(1)) == 1)
        #expect(book.openFindings(line: "d_1/payment:x", partner: try Bench.partner(1)) == 1)
        #expect(book.openFindings(line: "d_10", partner: try Bench.partner(1)) == 0)
        #expect(book.openFindings(line: "d_1", partner: try Bench.partner(2)) == 0)
        #expect(book.ages(at: years) == [0, 0, 0, 1])
        #expect(book.ages(at: start + .seconds(7 * 86_400 - 1)) == [1, 0, 0, 0])
        let verdicts = [(finding.id, " "), ("another", "ana"), (finding.id, "ana")].map { id, name in
            book.decide(id, FindingVerdict(.released, by: name, at: years))
        }
        #expect(verdicts == [false, false, true])
        // Found again, it stays decided.
        book.note([finding], at: years)
        #expect(book.open.isEmpty)
    }

    @Test func `L2 what a person voids becomes an entry that takes it back, from that partner alone`() throws {
        var terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        terms.attribution.model = .linear
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("100.00 USD")), at: "2026-03-10T12:00:00Z")
        let touches = try (1...2).map { try Bench.click($0, customer: 1, at: "2026-03-0\($0)T00:00:00Z") }
        let lines = SaleLines(deals: [deal], touches: TouchBook(touches), terms: terms).lines
        var book = FindingBook()
        let finding = FraudFinding(
            .selfReferral, partner: try Bench.partner(1), subject: .line(deal.id.text), evidence: [Evidence("same e-mail", "x")])
        book.note([finding], at: start)
        _ = book.decide(finding.id, FindingVerdict(.voided, by: "ana", at: try Bench.at("2026-03-20T00:00:00Z")))
        let input = EarnInput(book: TermsBook(id: "b", terms: terms), partners: try Bench.partners(2), lines: book.applied(to: lines))
        let result = try Commissions.earn(input).get()
        #expect(result.steps == ["5.00 earned", "5.00 earned", "-5.00 voided"])
        #expect(result.total(of: try Bench.partner(1)) == 0)
        #expect(result.total(of: try Bench.partner(2)) == 500)
        #expect(result.entries.last?.cause == finding.id)
    }

    @Test func `a verdict about a partner is about what there was, not about what comes`() throws {
        let partner = try Bench.partner(1)
        let lines = try ["2026-03-01T00:00:00Z", "2026-03-20T00:00:00Z"].enumerated().map { index, at in
            SingleLines.click("c\(index)", partner: partner, at: try Bench.at(at))
        }
        var book = FindingBook()
        let finding = FraudFinding(.velocity, partner: partner, subject: .partner, evidence: [])
        book.note([finding], at: start)
        _ = book.decide(finding.id, FindingVerdict(.voided, by: "ana", at: try Bench.at("2026-03-10T00:00:00Z")))
        #expect(book.applied(to: lines).map(\.changes.count) == [3, 2])
    }
}

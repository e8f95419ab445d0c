import Model
import ProgramRules
import Testing

/// Whose a deal is.
@Suite struct AttributionTests {
    private let opened = "2026-03-31T12:00:00Z"

    private func subject() throws -> Attribution.Subject {
        Attribution.Subject(id: try Bench.deal(1), customer: try Bench.customer(1), openedAt: try Bench.at(opened))
    }

    private func attribute(_ touches: [Touch], _ change: (inout Terms) -> Void = { _ in }) throws -> AttributionResult {
        var terms = try Bench.terms()
        change(&terms)
        return Attribution.attribute(try subject(), touches: touches, terms: terms)
    }

    private func shares(_ result: AttributionResult) -> [String] {
        result.shares.map { "\($0.partner.text.suffix(1)):\($0.weight)" }
    }

    private func touch(_ id: String, _ kind: TouchKind, _ partner: Int, _ at: String, deal: Bool = false) throws -> Touch {
        Touch(
            id: id, kind: kind, partner: try Bench.partner(partner), at: try Bench.at(at), customer: deal ? nil : try Bench.customer(1),
            deal: deal ? try Bench.deal(1) : nil)
    }

    private func three() throws -> [Touch] {
        try [
            touch("a", .click, 1, "2026-03-10T00:00:00Z"), touch("b", .click, 2, "2026-03-11T00:00:00Z"),
            touch("c", .lead, 3, "2026-03-12T00:00:00Z"),
        ]
    }

    @Test(arguments: [
        (AttributionModel.firstClick, ["1:10000"]), (.lastClick, ["3:10000"]), (.registered, ["3:10000"]),
        (.linear, ["1:3334", "2:3333", "3:3333"]), (.position, ["1:4000", "2:2000", "3:4000"]),
    ])
    func `A1 each model gives its weights`(model: AttributionModel, expected: [String]) throws {
        #expect(shares(try attribute(try three()) { $0.attribution.model = model }) == expected)
    }

    @Test func `A1 and A4 weights sum to 10,000 for every model and count`() {
        for model in AttributionModel.allCases {
            #expect(TouchWeights.weights(model, count: 0).isEmpty)
            for count in 1...60 {
                let weights = TouchWeights.weights(model, count: count)
                #expect(weights.count == count && weights.reduce(0, +) == 10_000 && weights.allSatisfy { $0 >= 0 })
            }
        }
        #expect(TouchWeights.weights(.position, count: 1) == [10_000])
        #expect(TouchWeights.weights(.position, count: 2) == [5_000, 5_000])
        #expect(TouchWeights.weights(.position, count: 5) == [4_000, 667, 667, 666, 4_000])
    }

    @Test func `a partner with several touches has one share, ordered by the earliest`() throws {
        let touches = try three() + [touch("d", .click, 1, "2026-03-13T00:00:00Z")]
        #expect(shares(try attribute(touches) { $0.attribution.model = .linear }) == ["1:5000", "2:2500", "3:2500"])
    }

    @Test func `A1 the window counts to the opening of the deal, by campaign, both ends included`() throws {
        let edge = try touch("edge", .click, 1, "2026-03-01T12:00:00Z")
        let before = try touch("before", .click, 2, "2026-03-01T11:59:59Z")
        let same = try touch("same", .click, 3, opened)
        let after = try touch("after", .click, 1, "2026-03-31T12:00:01Z")
        let result = try attribute([edge, before, same, after]) { $0.attribution.model = .linear }
        #expect(shares(result) == ["1:5000", "3:5000"])
        #expect(result.refused.map(\.reason) == [.outsideWindow, .afterOpening])
        var spring = before
        spring.campaign = "spring"
        let longer = try attribute([spring]) { $0.campaigns["spring"] = AttributionTerms(windowDays: 60) }
        #expect(shares(longer) == ["2:10000"] && longer.campaign == "spring")
    }

    @Test func `A2 a coupon beats clicks, a registration beats a coupon, a reassignment beats all`() throws {
        var touches = try three()
        touches.append(try touch("coupon", .coupon, 2, opened, deal: true))
        #expect(shares(try attribute(touches)) == ["2:10000"])
        touches.append(try touch("registered", .registration, 1, "2026-03-20T00:00:00Z", deal: true))
        #expect(shares(try attribute(touches)) == ["1:10000"])
        touches.append(try touch("moved", .manual, 3, "2026-05-20T00:00:00Z", deal: true))
        let result = try attribute(touches)
        #expect(shares(result) == ["3:10000"])
        #expect(result.refused.count == 5 && result.refused.allSatisfy { $0.reason == .beaten })
    }

    @Test func `A2 the first registration wins while it protects`() throws {
        var first = try touch("first", .registration, 1, "2026-03-01T00:00:00Z", deal: true)
        let second = try touch("second", .registration, 2, "2026-03-20T00:00:00Z", deal: true)
        let both = try attribute([second, first])
        #expect(shares(both) == ["1:10000"])
        #expect(both.refused.map(\.reason) == [.registeredLater])
        first.protectedUntil = try Bench.at("2026-03-31T11:59:59Z")
        let over = try attribute([second, first])
        #expect(shares(over) == ["2:10000"])
        #expect(over.refused.map(\.reason) == [.protectionOver])
        let late = try touch("late", .registration, 3, "2026-04-01T00:00:00Z", deal: true)
        #expect(try attribute([late]).refused.map(\.reason) == [.afterOpening])
    }

    @Test func `A2 of two reassignments the later stands, and as of an earlier instant the earlier`() throws {
        let one = try touch("one", .manual, 1, "2026-04-01T00:00:00Z", deal: true)
        let two = try touch("two", .manual, 2, "2026-04-02T00:00:00Z", deal: true)
        let all = try three() + [two, one]
        #expect(shares(try attribute(all)) == ["2:10000"])
        let terms = try Bench.terms()
        func asOf(_ text: String) throws -> [String] {
            shares(Attribution.attribute(try subject(), touches: all, terms: terms, asOf: try Bench.at(text)))
        }
        #expect(try asOf("2026-04-01T00:00:00Z") == ["1:10000"])
        #expect(try asOf("2026-03-31T23:59:59Z") == ["3:10000"])
        #expect(Attribution.reassignments(of: try subject(), touches: all + all).map(\.id) == ["one", "two"])
    }

    @Test func `A3 a visitor who becomes known late gives the same result as one who was known`() throws {
        var touches = try three()
        let known = try attribute(touches) { $0.attribution.model = .linear }
        for index in touches.indices { (touches[index].customer, touches[index].visitor) = (nil, "v\(index)") }
        #expect(try attribute(touches).shares.isEmpty)
        let customer = try Bench.customer(1)
        let identities = Identities((0..<3).map { ("v\($0)", customer) })
        var terms = try Bench.terms()
        terms.attribution.model = .linear
        let late = Attribution.attribute(try subject(), touches: touches, identities: identities, terms: terms)
        #expect(late.shares == known.shares)
        #expect(TouchBook(touches, identities: identities).attribute(try subject(), terms: terms).shares == known.shares)
    }

    @Test func `A3 two customers behind one visitor are one, whatever order they were seen in`() throws {
        let (first, second) = (try Bench.customer(1), try Bench.customer(2))
        #expect(Identities([("v", first), ("v", second)]) == Identities([("v", second), ("v", first)]))
    }

    @Test func `A3 order and repetition of touches do not matter`() throws {
        var random = Seeded(31)
        for _ in 0..<300 {
            let touches = try (0..<8).map { index in
                try touch(
                    "t\(index)", random.pick([.click, .click, .lead, .coupon]), 1 + random.below(4),
                    "2026-03-\(10 + random.below(20))T0\(random.below(3)):00:00Z")
            }
            let model = random.pick(AttributionModel.allCases)
            let result = try attribute(touches) { $0.attribution.model = model }
            let shuffled = (touches + touches.prefix(3)).shuffled(using: &random)
            #expect(try attribute(shuffled) { $0.attribution.model = model } == result)
            #expect(result.shares.isEmpty || result.shares.map(\.weight).reduce(0, +) == 10_000)
            #expect(result.credits.map(\.weight).reduce(0, +) == (result.shares.isEmpty ? 0 : 10_000))
        }
    }

    // MARK: Binding

    private func moment(
        _ line: String, _ at: String, deal: Int = 1, renewal: Bool = true, own: Bool = true, _ terms: RecurringTerms?
    ) throws
        -> EarningMoment
    {
        EarningMoment(
            line: line, deal: try Bench.deal(deal), at: try Bench.at(at), isRenewal: renewal, hasShares: own,
            terms: AttributionTerms(recurring: terms))
    }

    @Test func `A6 a binding ends with its months or its payments, whichever comes first`() throws {
        let terms = RecurringTerms(months: 3, payments: 3)
        let deal = try Bench.deal(1)
        let moments = try [
            moment("sale", "2026-01-31T00:00:00Z", renewal: false, terms), moment("feb", "2026-02-28T00:00:00Z", terms),
            moment("apr", "2026-04-29T00:00:00Z", terms), moment("last", "2026-04-29T12:00:00Z", terms),
            moment("over", "2026-04-30T00:00:00Z", terms),
        ]
        let outcomes = CustomerBinding.resolve(moments.reversed(), zone: try Bench.zone())
        #expect(outcomes["sale"] == .bound(to: deal) && outcomes["feb"] == .bound(to: deal) && outcomes["apr"] == .bound(to: deal))
        #expect(outcomes["last"] == .paymentsOver)
        #expect(outcomes["over"] == .monthsOver)
    }

    @Test func `A6 without recurring terms a renewal is nobody's, and without touches nothing ever was`() throws {
        let moments = try [
            moment("sale", "2026-01-31T00:00:00Z", renewal: false, nil), moment("renewal", "2026-02-28T00:00:00Z", nil),
            moment("strange", "2026-02-01T00:00:00Z", deal: 9, own: false, nil),
        ]
        let outcomes = CustomerBinding.resolve(moments, zone: try Bench.zone())
        #expect(outcomes["renewal"] == .notRecurring && outcomes["strange"] == .nobody)
    }

    @Test func `A6 a later deal without touches is bound to the first, and one with touches to itself`() throws {
        let terms = RecurringTerms(months: 12)
        let moments = try [
            moment("first", "2026-01-01T00:00:00Z", deal: 1, renewal: false, terms),
            moment("second", "2026-02-01T00:00:00Z", deal: 2, renewal: false, own: false, terms),
            moment("second/1", "2026-03-01T00:00:00Z", deal: 2, own: false, terms),
            moment("third", "2026-04-01T00:00:00Z", deal: 3, renewal: false, terms),
            moment("third/1", "2026-05-01T00:00:00Z", deal: 3, terms),
            moment("fourth", "2027-06-01T00:00:00Z", deal: 4, renewal: false, terms),
            moment("fifth", "2027-07-01T00:00:00Z", deal: 5, renewal: false, own: false, terms),
        ]
        let outcomes = CustomerBinding.resolve(moments, zone: try Bench.zone())
        let owners = ["first": 1, "second": 1, "second/1": 1, "third": 3, "third/1": 3, "fourth": 4, "fifth": 4]
        for (line, owner) in owners { #expect(outcomes[line] == .bound(to: try Bench.deal(owner)), "\(line)") }
    }
}

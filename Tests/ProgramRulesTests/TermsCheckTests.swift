import Model
import ProgramRules
import Testing

/// Malformed terms: each mistake has its finding, and sound terms have none.
@Suite struct TermsCheckTests {
    private func findings(_ change: (inout Terms) throws -> Void) throws -> [TermsFinding] {
        var terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        try change(&terms)
        return TermsCheck.findings(in: terms)
    }

    private func table(_ above: [Int64], _ rate: CommissionRate = Bench.percent(1000)) -> RuleVersion.Pay {
        .tiers(TierTable(measure: .count, period: .month, isMarginal: true, steps: above.map { .init(above: $0, rate: rate) }))
    }

    @Test func `sound terms have no finding`() throws {
        let found = try findings { terms in
            terms.rules.insert(Bench.rule(table([0, 5, 10]), id: "tiers", conditions: [.newCustomer(true)]), at: 0)
            terms.caps.perDeal = try Bench.money("100.00 USD")
            terms.payouts.thresholds = [try Bench.currency("EUR"): try Bench.money("50.00 EUR")]
            terms.milestones = [
                Milestone(id: "ten", measure: .sales, atLeast: 10, grants: [.badge("ten"), .bonus(try Bench.money("5.00 USD"))])
            ]
            terms.rewards = [RewardRule(id: "both", kind: .sale, referee: [.couponShare(Percentage(basisPoints: 1000))])]
        }
        #expect(found.isEmpty, "\(found)")
    }

    @Test func `a currency that no list knows`() throws {
        #expect(try findings { $0.currency = try Bench.currency("ABC") }.contains(.unknownCurrency(place: "currency", code: "ABC")))
    }

    @Test func `a negative rate, a rate above the whole, an amount in another currency`() throws {
        let place = "rules.base.versions.1"
        #expect(try findings { $0.rules = [Bench.rule(.rate(Bench.percent(-1)))] } == [.negativeRate(place: place)])
        #expect(try findings { $0.rules = [Bench.rule(.rate(.flat(try Bench.money("-0.01 USD"))))] } == [.negativeRate(place: place)])
        #expect(
            try findings { $0.rules = [Bench.rule(.rate(Bench.percent(10_001)))] } == [.rateAboveWhole(place: place, basisPoints: 10_001)])
        #expect(
            try findings { $0.rules = [Bench.rule(.rate(.perUnit(try Bench.money("1.00 EUR"))))] }
                == [.foreignCurrency(place: place, code: "EUR")])
    }

    @Test func `tiers that overlap, start too late, are empty or cannot be compared`() throws {
        let place = "rules.base.versions.1"
        #expect(try findings { $0.rules = [Bench.rule(table([0, 5, 5]))] } == [.overlappingSteps(place: place, above: 5)])
        #expect(try findings { $0.rules = [Bench.rule(table([0, 7, 3]))] } == [.overlappingSteps(place: place, above: 3)])
        #expect(try findings { $0.rules = [Bench.rule(table([1, 5]))] } == [.uncoveredStart(place: place, above: 1)])
        #expect(try findings { $0.rules = [Bench.rule(table([]))] } == [.noSteps(place: place)])
        let mixed = TierTable(
            measure: .count, period: .month, isMarginal: true,
            steps: [.init(above: 0, rate: Bench.percent(100)), .init(above: 5, rate: .flat(try Bench.money("1.00 USD")))])
        #expect(try findings { $0.rules = [Bench.rule(.tiers(mixed))] } == [.mixedSteps(place: place)])
    }

    @Test func `a window of zero, and counts that make no sense`() throws {
        #expect(try findings { $0.attribution.windowDays = 0 } == [.emptyWindow(place: "attribution.window")])
        #expect(
            try findings { $0.campaigns["spring"] = AttributionTerms(windowDays: -1) } == [.emptyWindow(place: "campaigns.spring.window")])
        #expect(
            try findings { $0.attribution.recurring = RecurringTerms(months: 0, payments: 0) } == [
                .badCount(place: "attribution.recurring.months", count: 0), .badCount(place: "attribution.recurring.payments", count: 0),
            ])
        #expect(try findings { $0.payouts.coolDownDays = -1 } == [.badCount(place: "payouts.cool_down", count: -1)])
        #expect(try findings { $0.fraud.burst = 1 } == [.badCount(place: "fraud.burst", count: 1)])
        #expect(try findings { $0.rateMaxAgeDays = -2 } == [.badCount(place: "rates.max_age_days", count: -2)])
    }

    private func version(_ name: String, _ from: String?, _ until: String?) throws -> RuleVersion {
        RuleVersion(name: name, from: try from.map(Bench.day), until: try until.map(Bench.day), pay: .rate(Bench.percent(100)))
    }

    private func versions(_ versions: [RuleVersion]) throws -> [TermsFinding] {
        try findings { $0.rules = [CommissionRule(id: "base", kind: .sale, versions: versions)] }
    }

    @Test func `dated versions that overlap, are empty, or have one name`() throws {
        let sound = try [version("1", nil, "2026-03-01"), version("2", "2026-03-01", nil)]
        #expect(try versions(sound).isEmpty)
        #expect(
            try versions([version("1", nil, "2026-03-02"), version("2", "2026-03-01", nil)]) == [
                .overlappingVersions(place: "rules.base", first: "1", second: "2")
            ])
        #expect(
            try versions([version("1", nil, nil), version("2", "2026-03-01", "2026-04-01")]) == [
                .overlappingVersions(place: "rules.base", first: "1", second: "2")
            ])
        #expect(try versions([version("1", "2026-03-01", "2026-03-01")]) == [.emptyDates(place: "rules.base.versions.1")])
        #expect(try versions([]) == [.noVersion(place: "rules.base")])
        #expect(try versions([sound[0], version("1", "2026-03-01", nil)]).contains(.duplicateName(place: "rules.base", name: "1")))
    }

    @Test func `rules of one name, and a rule that another hides for ever`() throws {
        let found = try findings { $0.rules += [Bench.rule(.rate(Bench.percent(500)))] }
        #expect(
            found == [.duplicateName(place: "rules", name: "base"), .unreachableRule(place: "rules.base", behind: "base")])
        #expect(try findings { $0.rules += [Bench.rule(.rate(Bench.percent(500)), id: "renewal", kind: .renewal)] }.isEmpty)
    }

    @Test func `caps, thresholds, rewards and milestones in the wrong currency or below zero`() throws {
        #expect(try findings { $0.caps.perDeal = try Bench.money("1.00 EUR") } == [.foreignCurrency(place: "caps.per_deal", code: "EUR")])
        #expect(try findings { $0.allowableCAC = try Bench.money("-1.00 USD") } == [.negativeAmount(place: "allowable_cac")])
        #expect(
            try findings { $0.payouts.thresholds = [try Bench.currency("USD"): try Bench.money("5.00 EUR")] } == [
                .foreignCurrency(place: "payouts.minimum.USD", code: "EUR")
            ])
        #expect(
            try findings { $0.milestones = [Milestone(id: "none", measure: .sales, atLeast: 0, grants: [.freeMonths(0)])] } == [
                .emptyWindow(place: "milestones.none"), .badCount(place: "milestones.none", count: 0),
            ])
        #expect(
            try findings { $0.rewards = [RewardRule(id: "gift", kind: .sale, referee: [.couponShare(Percentage(basisPoints: 0))])] } == [
                .negativeRate(place: "rewards.gift")
            ])
    }

    @Test func `every finding names its place`() throws {
        let found = try findings { terms in
            terms.currency = try Bench.currency("ABC")
            terms.attribution.windowDays = 0
            terms.rules += [Bench.rule(table([2, 2]), id: "tiers", holdDays: -1)]
        }
        #expect(found.count >= 6)
        #expect(found.allSatisfy { !$0.place.isEmpty })
    }

    @Test func `C1 the version of a rule is the one of the day in the program's zone`() throws {
        var terms = try Bench.terms(zone: "America/New_York")
        terms.rules = [
            CommissionRule(id: "base", kind: .sale, versions: try [version("1", nil, "2026-04-01"), version("2", "2026-04-01", nil)])
        ]
        let partner = PartnerFacts(id: try Bench.partner(1))
        func name(_ at: String) throws -> String? {
            terms.rule(for: .sale, RuleFacts(partner: partner, sale: SaleFacts(), amount: nil, at: try Bench.at(at)))?.version.name
        }
        #expect(try name("2026-04-01T03:30:00Z") == "1")
        #expect(try name("2026-04-01T04:00:00Z") == "2")
    }
}

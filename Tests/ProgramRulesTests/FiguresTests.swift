import Model
import ProgramRules
import Testing

/// Rewards, milestones, experiments and key figures.
@Suite struct FiguresTests {
    @Test func `W12 revenue of 50,000 against costs of 10,000 is a return of 4.00`() throws {
        let costs = KeyFigures.Costs(revenue: 50_000_00, commissions: 6_000_00, platform: 1_500_00, management: 2_500_00)
        let roi = try #require(KeyFigures.returnOnInvestment(costs))
        #expect(roi.text == "4.00" && roi.percentText == "400.00 %")
        #expect(KeyFigures.returnOnInvestment(.init(revenue: 1, commissions: 0, platform: 0, management: 0)) == nil)
        #expect(KeyFigures.returnOnInvestment(.init(revenue: 0, commissions: 1, platform: 0, management: 0))?.text == "-1.00")
        #expect(KeyFigures.costPerCustomer(costs, customersWon: 40)?.text == "25000.00")
        #expect(KeyFigures.costPerCustomer(costs, customersWon: 0) == nil)
    }

    @Test func `quotients are shown with two places, half-even`() {
        #expect(Quotient(1, over: 8)?.text == "0.12" && Quotient(3, over: 8)?.text == "0.38" && Quotient(-1, over: 3)?.text == "-0.33")
        #expect(Quotient(1, over: 0) == nil)
        #expect(Quotient(2, over: 3)?.percentText == "66.67 %")
    }

    @Test func `activity counts approved partners with a referral in the last days, both ends included`() throws {
        let now = try Bench.at("2026-04-01T00:00:00Z")
        let partners = try (1...4).map(Bench.partner)
        let last = [
            partners[0]: now - .seconds(30 * 86_400), partners[1]: now - .seconds(30 * 86_400 + 1), partners[2]: now,
            try Bench.partner(9): now,
        ]
        func rate(_ days: Int) -> String? {
            KeyFigures.activityRate(approved: Set(partners), lastReferral: last, days: days, at: now)?.text
        }
        #expect(rate(30) == "0.50" && rate(60) == "0.75")
        #expect(KeyFigures.activityRate(approved: [], lastReferral: last, days: 30, at: now) == nil)
    }

    @Test func `average, median and the share of the top fifth`() {
        #expect(KeyFigures.averageEarnings([0, 100, 201, -5])?.text == "150.50")
        #expect(KeyFigures.medianEarnings([0, 100, 300, 201])?.text == "201.00")
        #expect(KeyFigures.medianEarnings([100, 201])?.text == "150.50")
        #expect(KeyFigures.averageEarnings([0, -1]) == nil && KeyFigures.medianEarnings([]) == nil)
        #expect(KeyFigures.topFifthShare([10, 10, 10, 10, 60])?.text == "0.60")
        #expect(KeyFigures.topFifthShare([10, 10, 10, 10, 10, 50])?.text == "0.60")
        #expect(KeyFigures.topFifthShare([0, 0]) == nil)
        #expect(KeyFigures.earningsPerClick(earned: 1234, clicks: 100)?.text == "12.34")
        #expect(KeyFigures.earningsPerClick(earned: 1234, clicks: 0) == nil)
    }

    @Test func `retention judges only customers who came long enough ago`() throws {
        let now = try Bench.at("2026-07-01T00:00:00Z")
        let came = try Bench.at("2026-01-15T00:00:00Z")
        let customers: [(cameAt: Timestamp, leftAt: Timestamp?)] = [
            (came, nil), (came, try Bench.at("2026-04-14T23:59:59Z")), (came, try Bench.at("2026-04-15T00:00:00Z")),
            (try Bench.at("2026-06-01T00:00:00Z"), nil),
        ]
        #expect(KeyFigures.retention(customers, months: 3, at: now, zone: try Bench.zone())?.text == "0.67")
        #expect(KeyFigures.retention(customers, months: 12, at: now, zone: try Bench.zone()) == nil)
    }

    @Test func `the funnel counts steps, rates and the time between them`() throws {
        let start = try Bench.at("2026-01-01T00:00:00Z")
        func day(_ days: Int64) -> Timestamp { start + .seconds(days * 86_400) }
        let funnel = PartnerFunnel([
            [.applied: day(0), .approved: day(1), .linkMade: day(2)], [.applied: day(0), .approved: day(3)], [.applied: day(5)],
            [.applied: day(0), .approved: day(5), .linkMade: day(6), .firstClick: day(9)],
        ])
        #expect(funnel.rows.map(\.reached) == [4, 3, 2, 1, 0, 0])
        #expect(funnel.rows.map { $0.rate?.text } == [nil, "0.75", "0.67", "0.50", "0.00", nil])
        #expect(funnel.rows[1].median == .seconds(3 * 86_400) && funnel.rows[4].median == nil)
    }

    @Test func `the quarterly review names what lies below each of the last four quarters`() throws {
        func figure(_ name: String, _ values: [Int128?]) -> QuarterlyReview.Figure {
            .init(name: name, quarters: values.map { $0.flatMap { Quotient($0, over: 100) } }, lever: .nudges)
        }
        let review = QuarterlyReview([
            figure("low", [5, 50, 60, 55, 52, 49]), figure("even", [50, 60, 55, 49, 49]), figure("young", [50, 40]),
            figure("gap", [nil, 50, 60, nil, 40]), figure("unknown", [50, 60, nil]),
        ])
        #expect(review.low.map(\.name) == ["low", "gap"])
    }

    private func earned(_ rewards: [RewardRule], refunded: Bool = false) throws -> [Reward] {
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(1000)))])
        let refund = SaleEvent(
            id: "back", at: try Bench.at("2026-03-20T00:00:00Z"), change: .refund(try Bench.money("100.00 USD"), payment: nil))
        let deals = try [
            Bench.won(1, customer: 1, SaleAmounts(Bench.money("100.00 USD")), at: "2026-03-10T00:00:00Z", more: refunded ? [refund] : []),
            Bench.won(2, customer: 1, SaleAmounts(Bench.money("100.00 USD")), at: "2026-03-12T00:00:00Z"),
        ]
        let result = try Bench.earn(terms, deals: deals, touches: [try Bench.click(1, customer: 1, at: "2026-03-01T00:00:00Z")])
        return Rewards.rewards(for: result, rules: rewards)
    }

    @Test func `section 9 both sides of a reward have the commission as their proof, the customer's once`() throws {
        let rule = RewardRule(
            id: "both", kind: .sale, referrer: [.badge("seller")], referee: [.couponShare(Percentage(basisPoints: 1000)), .freeMonths(1)])
        let rewards = try earned([rule])
        let customer = try Bench.customer(1)
        #expect(rewards.filter { $0.receiver == .customer(customer) }.map(\.grant.kind) == ["coupon", "free_months"])
        #expect(rewards.filter { $0.receiver == .partner((try? Bench.partner(1)) ?? customer) }.count == 2)
        #expect(rewards.allSatisfy { $0.proof.hasPrefix("sale d_") })
        #expect(Set(rewards.map(\.id)).count == rewards.count)
        // What was taken back in full grants nothing: the customer's reward moves to the deal that stands.
        let after = try earned([rule], refunded: true)
        #expect(after.filter { $0.receiver == .customer(customer) }.allSatisfy { $0.proof.contains("02 ") })
        #expect(after.count == 3)
        #expect(try earned([RewardRule(id: "lead", kind: .lead("new"), referee: [.freeMonths(1)])]).isEmpty)
    }

    @Test func `a milestone is reached when its sum is first reached, and stays reached`() throws {
        let partner = try Bench.partner(1)
        func at(_ day: Int64) -> Timestamp { Timestamp(seconds: 1_800_000_000 + day * 86_400) }
        let steps: [Rewards.Progress.Step] = [
            .init(at: at(3), by: 4), .init(at: at(1), by: 5), .init(at: at(5), by: 1), .init(at: at(6), by: -9),
        ]
        let milestones = [
            Milestone(id: "ten", measure: .sales, atLeast: 10, grants: [.badge("ten"), .bonus(try Bench.money("5.00 USD"))]),
            Milestone(id: "eleven", measure: .sales, atLeast: 11, grants: [.badge("eleven")]),
            Milestone(id: "money", measure: .revenue, atLeast: 1, grants: [.badge("money")]),
        ]
        let reached = Rewards.reached([.init(partner: partner, measure: .sales, steps: steps)], milestones: milestones)
        #expect(reached.map(\.rule) == ["ten", "ten"] && reached.allSatisfy { $0.at == at(5) })
        #expect(Set(reached.map(\.id)).count == 2)
    }

    @Test func `arms are given by a keyed hash: stable, all used, and other experiments mix anew`() throws {
        let hash = try #require(KeyedHash(secret: Array(repeating: 7, count: 32)))
        let experiment = try #require(Experiment(id: "page", arms: ["a", "b", "c"]))
        let other = try #require(Experiment(id: "mail", arms: ["a", "b", "c"]))
        let subjects = (0..<3000).map { "p\($0)" }
        let arms = subjects.map { experiment.arm(of: $0, hash) }
        #expect(arms == subjects.map { experiment.arm(of: $0, hash) })
        for arm in ["a", "b", "c"] { #expect((900...1100).contains(arms.count { $0 == arm }), "\(arm)") }
        let same = zip(arms, subjects.map { other.arm(of: $0, hash) }).count { $0 == $1 }
        #expect((900...1100).contains(same))
        #expect(Experiment(id: "x", arms: ["a"]) == nil && Experiment(id: "x", arms: ["a", "a"]) == nil)
    }

    @Test func `two arms differ once zero lies outside their interval and the sample suffices`() throws {
        /// Subjects that are shown once each.
        func once(_ shown: Int, _ converted: Int) -> Experiment.Sum {
            Experiment.Sum((0..<shown).map { .init(shown: 1, converted: $0 < converted ? 1 : 0) })
        }
        let clear = try #require(Experiment.compare(control: once(1000, 100), other: once(1000, 150)))
        // 0.05 +- 1.959964 x sqrt(0.09/999 + 0.1275/999) = 0.05 +- 0.028920
        #expect(abs(clear.difference - 0.05) < 1e-9)
        #expect(abs(clear.interval.lowerBound - 0.021080) < 1e-5 && abs(clear.interval.upperBound - 0.078920) < 1e-5)
        #expect(clear.isDifferent)
        let small = try #require(Experiment.compare(control: once(20, 1), other: once(20, 12)))
        #expect(!small.isSampleSufficient && !small.isDifferent)
        let even = try #require(Experiment.compare(control: once(500, 50), other: once(500, 55)))
        #expect(even.isSampleSufficient && !even.isDifferent)
        #expect(Experiment.compare(control: once(0, 0), other: once(5, 1)) == nil)
    }

    @Test func `clicks of one subject are alike: what few subjects bring decides nothing`() throws {
        // Twelve subjects an arm with a hundred clicks each; in one arm a single subject brings all the sales.
        let even = Experiment.Sum((0..<12).map { _ in .init(shown: 100, converted: 5) })
        let lucky = Experiment.Sum((0..<12).map { .init(shown: 100, converted: $0 == 0 ? 96 : 0) })
        let comparison = try #require(Experiment.compare(control: even, other: lucky))
        #expect(abs(comparison.difference - 0.03) < 1e-9)
        #expect(comparison.isSampleSufficient && !comparison.isDifferent)
        // By the clicks alone it would look certain: 0.03 +- 0.0197.
        #expect(comparison.interval.lowerBound < -0.1)
        let few = Experiment.Sum((0..<9).map { _ in .init(shown: 1000, converted: 500) })
        #expect(!few.isSufficient && Experiment.Sum([.init(shown: 0, converted: 0)]).subjects == 0)
    }
}

@testable import Agent
import Model
import ProgramRules
import Storage
import Testing

/// The kinds of commission beside sales: clicks, recruiters, bonuses; and what customers may cost.
/// Each example of docs/MONEY.md stands here.
@Suite struct CommissionKindTests {
    private static let rule = "{id: base, for: sale, pay: 10%, of: gross, hold: 30d}"

    private func click(_ id: String, _ partner: EntityID, at: String, as verdict: String = "accepted") throws -> StoredClick {
        var click = StoredClick(
            id: id, code: "code", at: try RewardBench.time(at), visitor: "visitor-\(id)", address: nil, agent: nil, referrer: nil,
            verdict: StoredVerdict(verdict), source: "test", importedAt: try RewardBench.time(at))
        click.partner = partner
        return click
    }

    @Test func `C2 each accepted click earns, and one that late logs make a duplicate is taken back`() async throws {
        let bench = try RewardBench("commissions: [{id: click, for: click, pay: 0.10 USD, hold: 0d}]")
        let clicks = [
            try click("a", bench.partner, at: "2026-03-01T00:00:00Z"), try click("b", bench.partner, at: "2026-03-02T00:00:00Z"),
            try click("c", bench.partner, at: "2026-03-02T00:00:10Z", as: "duplicate"),
            try click("d", bench.partner, at: "2026-03-03T00:00:00Z", as: "bot"),
        ]
        try bench.world.store.write { try $0.clicks.add(clicks) }
        let report = try await bench.earn()
        #expect(report.booked == 4)
        #expect(try bench.amounts(bench.partner, "click") == ["0.10", "0.10"])
        try bench.world.store.write { try $0.clicks.judge("b", StoredVerdict("duplicate")) }
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "click").sorted() == ["0.00", "0.10"])
        #expect(try bench.world.store.read { try $0.moneyLedger.all().count } == 6)
    }

    @Test func `C1 clicks that were earned stand when the rule is gone`() async throws {
        var bench = try RewardBench("commissions: [{id: click, for: click, pay: 0.10 USD, hold: 0d}]")
        let clicks = [try click("a", bench.partner, at: "2026-03-01T00:00:00Z")]
        try bench.world.store.write { try $0.clicks.add(clicks) }
        try await bench.earn()
        bench.world.settings.terms = try RewardBench.terms("commissions: [\(Self.rule)]", bench.world.settings.program)
        let later = [try click("b", bench.partner, at: "2026-03-05T00:00:00Z")]
        try bench.world.store.write { try $0.clicks.add(later) }
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "click") == ["0.10"])
    }

    @Test func `C2 a recruiter has a share of what the recruited partner earns, one level deep, and gives it back with it`() async throws {
        let bench = try RewardBench("commissions: [\(Self.rule), {id: recruit, for: recruiting, pay: 20%, of: gross}]")
        let deal = try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z")
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "sale") == ["10.00"])
        #expect(try bench.amounts(bench.recruiter, "recruiting") == ["2.00"])
        try bench.refund(deal, "50.00 USD", at: "2026-03-05T00:00:00Z")
        try await bench.earn()
        #expect(try bench.entries(bench.partner, "sale") == [["10.00", "-5.00"]])
        #expect(try bench.entries(bench.recruiter, "recruiting") == [["2.00", "-1.00"]])
    }

    @Test func `a person's verdict takes the recruiter's share alone`() async throws {
        let bench = try RewardBench("commissions: [\(Self.rule), {id: recruit, for: recruiting, pay: 20%, of: gross}]")
        let deal = try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z")
        try await bench.earn()
        let list = CommissionList(services: bench.services)
        let share = try #require(try list.all().first { $0.commission.partner == bench.recruiter })
        try list.decide(share.commission.id, .void, by: "ana", why: "recruited himself")
        try await bench.earn()
        #expect(try bench.amounts(bench.recruiter, "recruiting") == ["0.00"])
        #expect(try bench.amounts(bench.partner, "sale") == ["10.00"])
        // What happens to the sale later gives the recruiter nothing again.
        try bench.refund(deal, "50.00 USD", at: "2026-03-21T00:00:00Z")
        bench.world.clock.advance(.seconds(5 * 86_400))
        try await bench.earn()
        #expect(try bench.amounts(bench.recruiter, "recruiting") == ["0.00"])
    }

    private static let three = """
        commissions: [\(rule)]
        milestones: [{id: three, sales: 3, brings: [{bonus: 50.00 USD}, {badge: Three}, {tier: Silver}]}]
        """

    @Test func `a milestone is reached with its last sale, brings its bonus once, and stays reached`() async throws {
        let bench = try RewardBench(Self.three)
        var deals: [EntityID] = []
        for day in 1...3 { deals.append(try bench.sale("100.00 USD", at: "2026-03-0\(day)T00:00:00Z")) }
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "bonus:three") == ["50.00"])
        let bonus = try #require(try CommissionList(services: bench.services).all().first { $0.commission.kind == "bonus:three" })
        #expect(bonus.commission.earnedAt == (try RewardBench.time("2026-03-03T00:00:00Z")))
        #expect(bonus.commission.dueAt == (try RewardBench.time("2026-04-02T00:00:00Z")))
        #expect(bonus.commission.rule == "milestone:three")
        #expect(Set(try bench.states()) == ["given", "due"])
        try bench.refund(deals[1], "100.00 USD", at: "2026-03-04T00:00:00Z")
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "bonus:three") == ["50.00"])
        // The tier is a field of the partner.
        #expect(try await bench.give().given == 1)
        #expect(try bench.world.store.read { try $0.entities.get(bench.partner)?.values["tier"] } == .text("Silver"))
        #expect(try await bench.give().given == 0)
    }

    @Test func `a sale that is taken back before the last one counts for no milestone`() async throws {
        let bench = try RewardBench(Self.three)
        var deals: [EntityID] = []
        for day in 1...3 { deals.append(try bench.sale("100.00 USD", at: "2026-03-0\(day)T00:00:00Z")) }
        try bench.refund(deals[0], "100.00 USD", at: "2026-03-02T12:00:00Z")
        try await bench.earn()
        #expect(try bench.rewards().isEmpty && bench.amounts(bench.partner, "bonus:three").isEmpty)
        try bench.sale("5.00 USD", at: "2026-03-08T00:00:00Z")
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "bonus:three") == ["50.00"])
    }

    @Test func `milestones of revenue and earnings count what stands, and a bonus brings no other closer`() async throws {
        let bench = try RewardBench(
            """
            commissions: [\(Self.rule)]
            milestones:
              - {id: turnover, revenue: 250.00 USD, brings: [{bonus: 30.00 USD}]}
              - {id: earner, earnings: 30.00 USD, brings: [{badge: Earner}]}
            """)
        let first = try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z")
        try bench.refund(first, "20.00 USD", at: "2026-03-02T00:00:00Z")
        try bench.sale("170.00 USD", at: "2026-03-03T00:00:00Z")
        try await bench.earn()
        // 80.00 + 170.00 = 250.00; commissions 8.00 + 17.00 = 25.00, to which the bonus does not add.
        #expect(try bench.rewards().map(\.rule) == ["turnover"])
        #expect(try bench.amounts(bench.partner, "bonus:turnover") == ["30.00"])
        try bench.sale("50.00 USD", at: "2026-03-04T00:00:00Z")
        try await bench.earn()
        #expect(try bench.rewards().map(\.rule) == ["turnover", "earner"])
    }

    @Test func `a rule for the bonus decides before what the milestone says, and other terms take nothing back`() async throws {
        var bench = try RewardBench(
            """
            commissions: [\(Self.rule), {id: special, for: "bonus:one", pay: 7.00 USD, hold: 0d}]
            milestones: [{id: one, sales: 1, brings: [{bonus: 50.00 USD}]}]
            """)
        try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z")
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "bonus:one") == ["7.00"])
        bench.world.settings.terms = try RewardBench.terms("commissions: [\(Self.rule)]", bench.world.settings.program)
        try await bench.earn()
        #expect(try bench.amounts(bench.partner, "bonus:one") == ["7.00"])
    }

    @Test func `C5 over what customers may cost new commissions wait for a person, and earlier ones go on`() async throws {
        let bench = try RewardBench(
            """
            commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]
            attribution: {window: 30d}
            allowable_cac: 25.00 USD
            costs: {platform: 4.00 USD, management: 6.00 USD}
            """)
        bench.world.clock.set(try RewardBench.time("2026-04-02T00:00:00Z"))
        let customer = try bench.customer()
        try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z", customer: customer)
        var report = try await bench.earn()
        #expect(report.costs.map(\.month) == ["2026-03"])
        #expect(report.costs.first?.judgement == .warns && report.costs.first?.share == 8_000)
        #expect(report.costs.first?.spent == (try bench.money("20.00 USD")))
        try bench.sale("100.00 USD", at: "2026-03-05T00:00:00Z", customer: customer)
        report = try await bench.earn()
        #expect(report.costs.first?.judgement == .over && report.costs.first?.share == 12_000 && report.costs.first?.held == 1)
        #expect(report.exitCode == .raised)
        let list = CommissionList(services: bench.services)
        #expect(try list.all().map(\.state) == ["approved", "held"])
        let held = try #require(try list.all().last)
        #expect(held.findings == ["allowable_cost"])
        try list.decide(held.commission.id, .approve, by: "ana", why: "a large customer")
        try await bench.earn()
        #expect(try list.all().map(\.state) == ["approved", "approved"])
    }

    @Test func `C5 below four fifths nothing is said, and a customer won by nobody's doing counts for nobody`() async throws {
        let bench = try RewardBench("{commissions: [\(Self.rule)], allowable_cac: 100.00 USD}")
        let customer = try bench.customer()
        // The customer's first deal has no partner: the partner's deal wins nobody.
        let first = try bench.sale("100.00 USD", at: "2026-02-01T00:00:00Z", customer: customer)
        try bench.put(first, ["partner": .null])
        try bench.sale("100.00 USD", at: "2026-03-01T00:00:00Z", customer: customer)
        #expect(try await bench.earn().costs.isEmpty)
        try bench.sale("100.00 USD", at: "2026-03-02T00:00:00Z", customer: try bench.customer("eve@customer.example"))
        let report = try await bench.earn()
        #expect(report.costs.map(\.judgement) == [.within] && report.costs.first?.customers == 1 && report.costs.first?.share == 2_000)
    }
}

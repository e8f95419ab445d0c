@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Testing

/// Two-sided rewards (section 9): granted with the commission, given once, taken back with it.
@Suite struct RewardTests {
    private static let terms = """
        commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 30d}]
        rewards: [{id: thanks, for: sale, customer: [{coupon: 10.00 USD}]}]
        """

    /// A sale of March 1st whose reward was granted; the clock stands on March 20th.
    private func sold(_ terms: String = RewardTests.terms) async throws -> (bench: RewardBench, deal: EntityID, customer: EntityID) {
        let bench = try RewardBench(terms)
        let customer = try bench.customer()
        let deal = try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: customer)
        try await bench.earn()
        return (bench, deal, customer)
    }

    private func afterHold(_ bench: RewardBench) throws { bench.world.clock.set(try RewardBench.time("2026-04-02T00:00:00Z")) }

    @Test func `a reward waits for its commission's hold, is given once, and the customer has one`() async throws {
        let (bench, _, customer) = try await sold()
        #expect(try bench.states() == ["pending"])
        #expect(try await bench.give().given == 0 && bench.coupons.isEmpty)
        try afterHold(bench)
        let report = try await bench.give()
        #expect(report.given == 1 && report.exitCode == .done)
        #expect(bench.coupons.count == 1 && bench.coupons[0].hasPrefix("thanks-"))
        #expect(try bench.states() == ["given"])
        #expect(try bench.rewards()[0].receiver == customer)
        bench.shop.clearWrites()
        try bench.sale("200.00 USD", at: "2026-04-01T00:00:00Z", customer: customer)
        try await bench.earn()
        #expect(try await bench.give().given == 0)
        #expect(bench.shop.writes.isEmpty && bench.coupons.count == 1)
    }

    @Test func `C7 a refund in the window withdraws it before it was ever made`() async throws {
        let (bench, deal, _) = try await sold()
        try bench.refund(deal, "200.00 USD", at: "2026-03-10T00:00:00Z")
        #expect(try await bench.earn().fallen == 1)
        try afterHold(bench)
        #expect(try await bench.give().given == 0)
        #expect(try bench.states() == ["withdrawn"] && bench.coupons.isEmpty && bench.shop.writes.isEmpty)
    }

    @Test func `a refund of a part leaves it, until the parts are the whole`() async throws {
        let (bench, deal, _) = try await sold()
        try bench.refund(deal, "150.00 USD", at: "2026-03-10T00:00:00Z")
        try await bench.earn()
        try afterHold(bench)
        #expect(try await bench.give().given == 1)
        try bench.refund(deal, "50.00 USD", at: "2026-04-01T00:00:00Z")
        try await bench.earn()
        #expect(try bench.states() == ["revoking"])
    }

    @Test func `L5 a refund after it was given takes the coupon out of the shop, and a sale that stands again brings another`() async throws
    {
        let (bench, deal, _) = try await sold()
        try afterHold(bench)
        try await bench.give()
        let first = try #require(bench.coupons.first)
        try bench.refund(deal, "200.00 USD", at: "2026-04-01T00:00:00Z")
        #expect(try await bench.earn().fallen == 1)
        #expect(try bench.states() == ["revoking"])
        #expect(try await bench.give().takenBack == 1)
        #expect(try bench.states() == ["taken_back"] && bench.coupons.isEmpty)
        #expect(try await bench.give().takenBack == 0)
        let again = try bench.sale("200.00 USD", at: "2026-04-01T12:00:00Z", customer: try bench.rewards()[0].receiver)
        try await bench.earn()
        bench.world.clock.set(try RewardBench.time("2026-06-01T00:00:00Z"))
        #expect(try await bench.give().given == 1)
        #expect(bench.coupons.count == 1 && bench.coupons[0] != first)
        #expect(try bench.rewards()[0].proof.contains(again.text))
    }

    @Test func `a coupon that was used is for a person, who may leave it`() async throws {
        let (bench, deal, _) = try await sold()
        try afterHold(bench)
        try await bench.give()
        let row = try #require(bench.shop.rows("coupon").first)
        bench.shop.edit("coupon", row.id, ["used": .text("1")])
        try bench.refund(deal, "200.00 USD", at: "2026-04-01T00:00:00Z")
        try await bench.earn()
        let report = try await bench.give()
        #expect(report.takenBack == 0 && report.byHand == 1 && report.exitCode == .raised)
        #expect(bench.coupons.count == 1)
        let item = try #require(try bench.asked().first)
        #expect(item.reason == "used")
        _ = try Reviews(services: bench.services).reject(item.id, by: "ana")
        #expect(try bench.states() == ["kept"] && bench.asked().isEmpty)
        try await bench.earn()
        #expect(try await bench.give().byHand == 0)
        #expect(try bench.states() == ["kept"])
    }

    @Test(arguments: ["answer", "request", "down"])
    func `R12 whatever is lost on the way, there is one coupon`(lost: String) async throws {
        let (bench, _, _) = try await sold()
        try afterHold(bench)
        switch lost {
        case "answer": bench.shop.faults.lostResponses = 1
        case "request": bench.shop.faults.lostRequests = 1
        default: bench.shop.faults.isDown = true
        }
        let report = try await bench.give()
        #expect(report.unknown == 1 && report.exitCode == .partial)
        #expect(try bench.states() == ["sending"])
        let code = try #require(try bench.rewards()[0].code)
        bench.shop.faults = MemoryFaults()
        #expect(try await bench.give().given == 1)
        #expect(bench.coupons == [code])
        #expect(try await bench.give().given == 0 && bench.coupons == [code])
    }

    @Test func `what falls while nobody knows whether it was given is found first and then taken back`() async throws {
        let (bench, deal, _) = try await sold()
        try afterHold(bench)
        bench.shop.faults.lostResponses = 1
        try await bench.give()
        try bench.refund(deal, "200.00 USD", at: "2026-04-01T00:00:00Z")
        try await bench.earn()
        #expect(try bench.states() == ["sending"])
        try await bench.give()
        try await bench.earn()
        try await bench.give()
        #expect(try bench.states() == ["taken_back"] && bench.coupons.isEmpty)
    }

    @Test func `without a shop a person gives it and takes it back`() async throws {
        var bench = try RewardBench(Self.terms)
        bench.world.settings.rewards.coupon = nil
        let deal = try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: try bench.customer())
        try await bench.earn()
        try afterHold(bench)
        let report = try await bench.earn()
        #expect(report.exitCode == .raised)
        #expect(try bench.states() == ["by_hand"])
        let item = try #require(try bench.asked().first)
        #expect(item.candidates.array?.first?["do"]?.string == "give" && item.reason == "no_remote")
        _ = try Reviews(services: bench.services).accept(item.id, candidate: nil, by: "ana")
        #expect(try bench.states() == ["given"])
        #expect(try bench.rewards()[0].givenBy == "ana")
        try bench.refund(deal, "200.00 USD", at: "2026-04-01T00:00:00Z")
        try await bench.earn()
        let back = try #require(try bench.asked().first)
        #expect(back.candidates.array?.first?["do"]?.string == "take_back")
        _ = try Reviews(services: bench.services).accept(back.id, candidate: nil, by: "ana")
        #expect(try bench.states() == ["taken_back"])
    }

    @Test func `what a person would not give is not asked again`() async throws {
        var bench = try RewardBench(Self.terms)
        bench.world.settings.rewards.coupon = nil
        try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: try bench.customer())
        try afterHold(bench)
        try await bench.earn()
        let item = try #require(try bench.asked().first)
        _ = try Reviews(services: bench.services).reject(item.id, by: "ana")
        try await bench.earn()
        #expect(try bench.states() == ["withdrawn"] && bench.asked().isEmpty)
    }

    @Test func `an open finding keeps the reward back as it keeps the commission`() async throws {
        let (bench, _, _) = try await sold()
        let id = try #require(try CommissionList(services: bench.services).all().first?.commission.id)
        let list = CommissionList(services: bench.services)
        try list.decide(id, .hold, by: "ana", why: "looks odd")
        try afterHold(bench)
        #expect(try await bench.give().given == 0)
        try list.decide(id, .approve, by: "ana", why: "is fine")
        #expect(try await bench.give().given == 1)
    }

    @Test func `the partner's side comes with each commission, and a rule of today rewards nothing of yesterday`() async throws {
        let bench = try RewardBench(
            """
            commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]
            rewards: [{id: both, for: sale, partner: [{badge: Seller}], customer: [{coupon: 10%}]}]
            """)
        let customer = try bench.customer()
        for day in 1...2 { try bench.sale("100.00 USD", at: "2026-03-0\(day)T00:00:00Z", customer: customer) }
        try await bench.earn()
        let found = try bench.rewards()
        #expect(found.filter { $0.receiver == bench.partner }.map(\.state) == [.given, .given])
        #expect(found.filter { $0.receiver == customer }.map(\.what) == ["10 %"])
        var later = try RewardBench("commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]")
        try later.sale("100.00 USD", at: "2026-03-01T00:00:00Z", customer: try later.customer())
        try await later.earn()
        later.world.settings.terms = try RewardBench.terms(Self.terms, later.world.settings.program)
        try await later.earn()
        #expect(try later.rewards().isEmpty)
    }

    @Test func `a dry run gives nothing and says what it would`() async throws {
        let (bench, _, _) = try await sold()
        try afterHold(bench)
        let report = try await RewardRun(services: bench.services).run(isDry: true)
        #expect(report.open.count == 1 && bench.coupons.isEmpty && bench.shop.writes.isEmpty)
        #expect(try bench.states() == ["pending"])
    }
}

@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Testing

/// Credit at a payment provider: given once on the receiver's account, looked up before anything is sent again (P3, P5, P6, P7).
@Suite struct CreditTests {
    static let terms = """
        commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]
        rewards: [{id: thanks, for: sale, customer: [{credit: 10.00 USD}]}]
        """

    /// A sale whose credit is due, to a customer with an account.
    static func due(_ guards: Guards = Guards(), account: String? = "cus_1") async throws -> (bench: RewardBench, deal: EntityID) {
        let bench = try RewardBench(terms, guards: guards)
        let customer = try bench.customer()
        if let account { try bench.open(account, for: customer) }
        let deal = try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: customer)
        _ = try await EarningsRun(services: bench.services).run()
        return (bench, deal)
    }

    @Test func `a credit is given once, on the account that the receiver is linked to`() async throws {
        let (bench, _) = try await Self.due()
        let report = try await bench.give()
        #expect(report.given == 1 && report.exitCode == .done)
        #expect(bench.credits == ["cus_1 10.00 USD"])
        let row = try #require(try bench.rewards().first)
        #expect(row.state == .given && row.account == "cus_1" && row.code?.hasPrefix("credit_") == true && row.askedAt != nil)
        #expect(try await bench.give().given == 0 && bench.credits.count == 1)
    }

    @Test func `without an account that the hub knows of a person gives it`() async throws {
        let (bench, _) = try await Self.due(account: nil)
        let report = try await bench.give()
        #expect(report.byHand == 1 && report.exitCode == .raised && bench.shop.writes.isEmpty)
        let item = try #require(try bench.asked().first)
        #expect(item.reason == "no_account" && item.candidates.array?.first?["do"]?.string == "give")
    }

    @Test(arguments: ["answer", "request", "down", "unread"])
    func `P5 whatever is lost on the way, there is one credit`(lost: String) async throws {
        let (bench, _) = try await Self.due()
        switch lost {
        case "answer": bench.shop.faults.lostResponses = 1
        case "request": bench.shop.faults.lostRequests = 1
        case "unread": bench.shop.faults.readsUntilDown = 1
        default: bench.shop.faults.isDown = true
        }
        let report = try await bench.give()
        #expect(report.unknown == 1 && report.exitCode == .partial)
        let key = try #require(try bench.rewards().first?.code)
        bench.shop.faults = MemoryFaults()
        #expect(try await bench.give().given == 1)
        #expect(bench.credits == ["cus_1 10.00 USD"])
        #expect(bench.shop.rows("credit").first?.values["key"] == .text(key))
        #expect(try await bench.give().given == 0 && bench.credits.count == 1)
    }

    @Test func `P6 once the provider may have forgotten the key, what is not found is for a person`() async throws {
        let (bench, _) = try await Self.due()
        bench.shop.faults.lostRequests = 1
        try await bench.give()
        bench.shop.faults = MemoryFaults()
        bench.shop.clearWrites()
        // An hour before the day is over nothing is sent any more.
        bench.world.clock.advance(.seconds(23 * 3600))
        let report = try await bench.give()
        #expect(report.byHand == 1 && bench.shop.writes.isEmpty && bench.credits.isEmpty)
        #expect(try bench.states() == ["by_hand"])
        let item = try #require(try bench.asked().first)
        #expect(item.reason == "too_late")
        #expect(try item.candidates.array?.first?["code"]?.string == bench.rewards().first?.code)
    }

    @Test func `P6 what is found after that is given all the same`() async throws {
        let (bench, _) = try await Self.due()
        bench.shop.faults.lostResponses = 1
        try await bench.give()
        bench.shop.faults = MemoryFaults()
        bench.world.clock.advance(.seconds(90 * 86_400))
        #expect(try await bench.give().given == 1)
        #expect(try bench.states() == ["given"] && bench.credits.count == 1)
    }

    @Test func `P7 a refusal of the first request is final, one of a repeated request says nothing of the first`() async throws {
        let (first, _) = try await Self.due()
        first.shop.faults.refused = ["10.00 USD"]
        #expect(try await first.give().byHand == 1)
        #expect(try first.states() == ["by_hand"] && first.rewards().first?.reason == "remote_refused")
        let (second, _) = try await Self.due()
        second.shop.faults.lostRequests = 1
        try await second.give()
        second.shop.faults = MemoryFaults()
        second.shop.faults.refused = ["10.00 USD"]
        #expect(try await second.give().unknown == 1)
        #expect(try second.states() == ["sending"])
    }

    @Test func `the account is the one of the first request, whatever the receiver is linked to later`() async throws {
        let (bench, _) = try await Self.due()
        bench.shop.faults.lostRequests = 1
        try await bench.give()
        bench.shop.faults = MemoryFaults()
        let customer = try #require(try bench.rewards().first?.receiver)
        try bench.world.store.write { tx in
            try tx.links.remove(RecordKey(remote: "shop", object: "account", id: "cus_1"))
            try tx.links.put(Link(entity: customer, key: RecordKey(remote: "shop", object: "account", id: "cus_2")))
        }
        #expect(try await bench.give().given == 1)
        #expect(bench.credits == ["cus_1 10.00 USD"])
    }

    @Test func `what was credited is taken back by a person, for an invoice may have taken from it`() async throws {
        let (bench, deal) = try await Self.due()
        try await bench.give()
        try bench.refund(deal, "200.00 USD", at: "2026-03-10T00:00:00Z")
        try await bench.earn()
        #expect(try bench.states() == ["to_take_back"])
        let item = try #require(try bench.asked().first)
        #expect(item.reason == "credited" && item.candidates.array?.first?["account"]?.string == "cus_1")
        _ = try Reviews(services: bench.services).accept(item.id, candidate: nil, by: "ana")
        #expect(try bench.states() == ["taken_back"] && bench.credits.count == 1)
        // A sale that stands again brings another, under a key of its own.
        try bench.sale("200.00 USD", at: "2026-03-12T00:00:00Z", customer: try bench.rewards()[0].receiver)
        try await bench.earn()
        #expect(try await bench.give().given == 1)
        #expect(Set(bench.shop.rows("credit").compactMap { $0.values["key"]?.display }).count == 2)
    }

    @Test func `what falls while nobody knows whether it was credited, and too late to ask, is for a person to take back`() async throws {
        let (bench, deal) = try await Self.due()
        bench.shop.faults.lostRequests = 1
        try await bench.give()
        bench.shop.faults = MemoryFaults()
        bench.world.clock.advance(.seconds(25 * 3600))
        try await bench.give()
        try bench.refund(deal, "200.00 USD", at: "2026-03-10T00:00:00Z")
        try await bench.earn()
        #expect(try bench.states() == ["to_take_back"])
        #expect(try bench.asked().map { $0.candidates.array?.first?["do"]?.string } == ["take_back"])
    }
}

@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// A request goes out once more only if what was approved is still true, and only where its key means something (P6, P9).
@Suite struct RequestAgainTests {
    /// A payout of which nobody knows what became of it: the provider acted, or did not.
    private func unknown(_ bench: PayoutBench, acted: Bool) async throws -> String {
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        bench.world.clock.advance(.seconds(3600))
        if acted { bench.provider.fault(.answerLost) } else { bench.provider.fault(.requestLost, .requestLost) }
        bench.provider.state.withLock { $0.isBlind = acted }
        try await bench.send()
        bench.provider.state.withLock { $0.isBlind = false }
        #expect(try bench.states() == ["unknown"] && bench.provider.payments.count == (acted ? 1 : 0))
        return id
    }

    @Test func `P9 a request that was lost is not sent again once it is not true any more`() async throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        _ = try bench.approved()
        bench.provider.fault(.requestLost, .requestLost)
        try await bench.send()
        bench.world.clock.advance(.seconds(20 * 86_400))
        try bench.set(0, ["status": .text("banned")])
        try bench.set(1, ["payout_account": .text("thief@shop.example")])
        for _ in 0..<2 {
            #expect(try await bench.send().raised == 1)
            #expect(try bench.provider.payments.isEmpty && bench.states() == ["unknown", "unknown"])
        }
        let reviews = try bench.world.reviews()
        #expect(reviews.map(\.rule) == ["P9"])
        let reason = try #require(reviews.first?.reason)
        #expect(reason.contains("partner_not_payable") && reason.contains("destination_changed"))
        // What was true again is sent under the same key, and nobody waits any more.
        try bench.set(0, ["status": .text("approved")])
        try bench.set(1, ["payout_account": .text("p1@shop.example")])
        _ = try bench.decisions.destinations()
        try bench.approveDestinations()
        try await bench.send()
        #expect(bench.provider.payments.count == 2 && Set(bench.provider.keys).count == 1)
        #expect(try bench.world.reviews().isEmpty)
    }

    @Test func `P9 a new key that a person authorised goes back to the person once the payout is not true any more`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        let id = try await unknown(bench, acted: false)
        bench.world.clock.advance(.seconds(25 * 3600))
        try await bench.send()
        _ = try bench.decisions.decide(id, authorise: true, by: "ana")
        bench.provider.state.withLock { $0.isBlind = true }
        try await bench.send()
        #expect(try bench.phases() == ["checking"])
        try bench.set(0, ["status": .text("suspended")])
        bench.provider.state.withLock { $0.isBlind = false }
        #expect(try await bench.send().raised == 1)
        #expect(try bench.phases() == ["waits_for_person"] && bench.provider.payments.isEmpty)
        _ = try bench.decisions.decide(id, authorise: false, by: "ana")
        #expect(try bench.states() == ["failed"] && bench.world.reviews().isEmpty)
    }

    @Test func `P6 what one account may have paid is not sent from another`() async throws {
        var bench = try PayoutBench("stripe", partners: 1)
        bench.provider.state.withLock { $0.mark = "one" }
        let id = try await unknown(bench, acted: true)
        let other = PayoutProvider.stripe(bench.world.clock)
        other.state.withLock { $0.mark = "two" }
        bench.rail.gateways["stripe"] = other
        #expect(try await bench.send().raised == 1)
        #expect(try other.keys.isEmpty && bench.phases() == ["waits_for_person"])
        #expect(try bench.world.reviews().map(\.rule) == ["P6"])
        // A person who looked may have it paid from there.
        _ = try bench.decisions.decide(id, authorise: true, by: "ana")
        try await bench.send()
        #expect(try other.keys == ["\(id)-2"] && bench.states() == ["paid"])
    }

    @Test func `P6 the account as it was looks it up as before`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        bench.provider.state.withLock { $0.mark = "one" }
        _ = try await unknown(bench, acted: false)
        try await bench.send()
        #expect(try bench.states() == ["paid"] && bench.provider.payments.count == 1)
    }

    @Test func `P6 a clock that was ahead at the first request makes no key live longer`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        bench.world.clock.advance(.seconds(48 * 3600))
        _ = try await unknown(bench, acted: true)
        // The clock is put right, and the provider has long forgotten the key.
        bench.world.clock.advance(.seconds(-22 * 3600))
        bench.provider.state.withLock { $0.batches = [:] }
        #expect(try await bench.send().raised == 1)
        for _ in 0..<3 {
            bench.world.clock.advance(.seconds(11 * 3600))
            try await bench.send()
        }
        #expect(try bench.provider.payments.count == 1 && bench.phases() == ["waits_for_person"])
        #expect(try bench.world.reviews().map(\.rule) == ["P6"])
    }

    @Test func `P6 a clock that is put back after the clock had been seen further ahead counts too, and a small step does not`()
        async throws
    {
        let bench = try PayoutBench("stripe", partners: 1)
        _ = try await unknown(bench, acted: false)
        let run = ClockWatch(services: bench.services, run: "run_")
        bench.world.clock.advance(.seconds(600))
        #expect(try run.begin() == 0)
        bench.world.clock.advance(.seconds(-1200))
        #expect(try run.begin() == 0 && bench.phases() == ["unknown"])
        bench.world.clock.advance(.seconds(7200))
        #expect(try run.begin() == 0)
        bench.world.clock.advance(.seconds(-3600))
        #expect(try run.begin() == 1 && run.begin() == 0 && bench.phases() == ["waits_for_person"])
    }
}

@testable import Agent
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// What persons can decide about payouts, and what they are told when something waits for them (P6, P10).
@Suite struct PayoutDecisionTests {
    private func put(_ partner: EntityID, _ field: String, _ value: String, _ bench: PayoutBench) throws {
        try bench.world.store.write { tx in
            var entity = try #require(try tx.entities.get(partner))
            entity.values[field] = .text(value)
            try tx.entities.put(entity)
        }
    }

    /// One payout of a request that PayPal never got, of which nobody knows that after 31 days; a person authorises a new key.
    private func authorised() async throws -> (bench: PayoutBench, id: String) {
        let bench = try PayoutBench(partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        bench.provider.fault(.requestLost, .requestLost)
        try await bench.send()
        bench.world.clock.advance(.seconds(31 * 86_400))
        try await bench.send()
        _ = try bench.decisions.decide(id, authorise: true, by: "ana")
        return (bench, id)
    }

    @Test func `P6 a new key whose forerunners cannot be looked up waits before a person, who can give it up`() async throws {
        let (bench, id) = try await authorised()
        bench.provider.state.withLock { $0.isListShut = true }
        #expect(try await bench.send().raised == 1)
        #expect(try bench.world.reviews().count == 1 && bench.states() == ["unknown"])
        _ = try bench.decisions.decide(id, authorise: false, by: "ana")
        #expect(try bench.states() == ["failed"] && bench.world.reviews().isEmpty)
        #expect(try bench.plan().payouts.count == 1 && bench.provider.payments.isEmpty)
        try bench.audit()
    }

    @Test func `P6 a new key goes out once its forerunners can be looked up, and nothing waits any more`() async throws {
        let (bench, _) = try await authorised()
        bench.provider.state.withLock { $0.isListShut = true }
        try await bench.send()
        bench.provider.state.withLock { $0.isListShut = false }
        try await bench.send()
        #expect(try bench.provider.payments.count == 1 && bench.world.reviews().isEmpty)
    }

    @Test func `P9 what is authorised and not true any more waits, and says why`() async throws {
        let (bench, id) = try await authorised()
        try put(bench.partners[0], "status", "suspended", bench)
        let report = try await bench.send()
        #expect(report.waiting.map(\.row.id) == [id] && report.waiting.flatMap(\.findings) == [.partnerNotPayable])
        #expect(bench.provider.payments.isEmpty)
    }

    @Test func `P7 a want of money is told, though no payout is to blame`() async throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        bench.provider.state.withLock { $0.isPoor = true }
        let report = try await bench.send()
        #expect(report.exitCode == .partial && report.refused["paypal"]?.hasPrefix("INSUFFICIENT_FUNDS") == true)
        #expect(try bench.states() == ["approved"])
        bench.provider.state.withLock { $0.isPoor = false }
        #expect(try await bench.send().exitCode == .done)
    }

    @Test func `P5 an open request by a method that nobody pays by any more is told`() async throws {
        var bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        bench.provider.fault(.requestLost, .requestLost)
        try await bench.send()
        bench.rail.gateways = [:]
        let report = try await bench.send()
        #expect(report.exitCode == .partial && report.orphaned == ["stripe": 1])
    }

    @Test func `P10 a limit that was lowered asks for a second person, who can sign`() async throws {
        for isAll in [true, false] {
            var bench = try PayoutBench(partners: 1)
            try bench.earn(0, 1000, key: "a")
            let id = try #require(try bench.approved().first)
            let dollar = try #require(Currency("USD"))
            #expect(throws: RunError.self) { try bench.decisions.approve([id], by: "cleo") }
            bench.rail.terms.fourEyesAbove = [dollar: Money(minor: 500, currency: dollar)]
            #expect(try await bench.send().waiting.map(\.missing) == [1])
            #expect(try bench.decisions.approve(isAll ? [] : [id], by: "cleo").map(\.missing) == [0])
            #expect(try bench.states() == ["approved"])
            try await bench.send()
            #expect(bench.provider.payments.count == 1)
        }
    }

    @Test func `P10 an end of an id that chance may have made signs nothing`() throws {
        let bench = try PayoutBench(partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.plan().payouts.first?.row.id)
        for count in 1...3 { #expect(throws: RunError.self) { try bench.decisions.approve([String(id.suffix(count))], by: "ana") } }
        #expect(try bench.decisions.approve([String(id.suffix(4))], by: "ana").map(\.row.state) == ["approved"])
    }

    @Test func `P10 nobody stands for an account that has just changed`() throws {
        let bench = try PayoutBench(partners: 1)
        let partner = bench.partners[0]
        _ = try bench.decisions.approveDestination(of: partner, by: "ana")
        try put(partner, "payout_account", "thief@shop.example", bench)
        for _ in 0..<2 {
            #expect(throws: RunError.refused(.payout(.destinationChanged(partner)))) {
                try bench.decisions.approveDestination(of: partner, by: "ana")
            }
        }
        #expect(try bench.decisions.destinations().map(\.row.account) == ["thief@shop.example"])
        #expect(try bench.decisions.approveDestination(of: partner, by: "ana").row.approvedBy == "ana")
    }
}

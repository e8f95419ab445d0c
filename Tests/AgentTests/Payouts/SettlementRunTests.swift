@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// What a settlement finds, tells and books on a real store (P12).
@Suite struct SettlementRunTests {
    private func phases(_ bench: PayoutBench) throws -> [String] {
        try bench.world.store.read { tx in try Shipment.Phase.allCases.flatMap { try tx.shipments.all(in: $0.rawValue).map(\.phase) } }
    }

    /// One payout that Stripe made, and of which nobody here heard.
    private func unheard() async throws -> (bench: PayoutBench, id: String) {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        bench.provider.fault(.answerLost)
        bench.provider.state.withLock { $0.isBlind = true }
        try await bench.send()
        #expect(try bench.states() == ["unknown"] && bench.provider.payments.count == 1)
        return (bench, id)
    }

    @Test func `P2 another amount at the provider books nothing and goes before a person`() async throws {
        let (bench, _) = try await unheard()
        let dollar = try #require(Currency("USD"))
        bench.provider.state.withLock { $0.payments[0].amount = Money(minor: 100, currency: dollar) }
        let report = try await bench.settle()
        #expect(report.findings["stripe"]?.map(\.kind) == ["amount_differs"])
        #expect(try bench.states() == ["unknown"] && phases(bench) == ["waits_for_person"])
        #expect(try bench.balance(.provider("stripe")) == 0 && bench.world.reviews().count == 1)
        bench.provider.state.withLock { $0.isBlind = false }
        try await bench.send()
        #expect(bench.provider.payments.count == 1)
    }

    @Test func `P12 what was given up and had been paid is found in the list, and a script is told`() async throws {
        let (bench, id) = try await unheard()
        bench.world.clock.advance(.seconds(25 * 3600))
        try await bench.send()
        _ = try bench.decisions.decide(id, authorise: false, by: "ana")
        #expect(try bench.states() == ["failed"])
        let report = try await bench.settle()
        #expect(report.items == 1 && report.raised == 1 && report.exitCode == .raised)
        #expect(try bench.states() == ["paid"] && bench.plan().payouts.isEmpty)
        try bench.audit()
    }

    @Test func `P12 a part that came back after success goes before a person`() async throws {
        let bench = try PayoutBench("stripe", partners: 1)
        try bench.earn(0, 1000, key: "a")
        let id = try #require(try bench.approved().first)
        try await bench.send()
        bench.provider.set(id, .pending)
        for _ in 0..<2 {
            let report = try await bench.settle()
            #expect(report.exitCode == .raised && report.findings["stripe"]?.map(\.kind) == ["undecided"])
        }
        #expect(try bench.states() == ["paid"] && bench.world.reviews().count == 1)
        try bench.audit()
    }

    @Test func `P12 what is on its way for a month goes before a person, once`() async throws {
        let bench = try PayoutBench(partners: 1)
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try await bench.send()
        bench.world.clock.advance(.seconds(29 * 86_400))
        #expect(try await bench.settle().exitCode == .done)
        bench.world.clock.advance(.seconds(371 * 86_400))
        for _ in 0..<2 {
            let report = try await bench.settle()
            #expect(report.exitCode == .raised && report.findings["paypal"]?.map(\.kind) == ["overdue"])
        }
        #expect(try bench.world.reviews().count == 1)
        // However old it is, its request is read.
        bench.provider.deliver()
        try await bench.settle()
        #expect(try bench.states() == ["paid"])
    }

    @Test func `P12 a request that the provider does not show keeps no other from being settled`() async throws {
        let bench = try PayoutBench()
        for partner in 0..<2 {
            try bench.earn(partner, 1000, key: "c\(partner)")
            _ = try bench.approved()
            try await bench.send()
        }
        bench.provider.deliver()
        let batches = bench.provider.payments.map(\.batch)
        #expect(Set(batches).count == 2)
        bench.provider.state.withLock { $0.shut = [batches[0]] }
        let report = try await bench.settle()
        #expect(report.unreachable.isEmpty && report.exitCode == .raised)
        #expect(report.findings["paypal"]?.contains { $0.kind == "unreadable" } == true)
        // The list has it all the same.
        #expect(try bench.states() == ["paid", "paid"])
        let review = try #require(try bench.world.reviews().first)
        _ = try Reviews(services: bench.services).accept(review.id, candidate: nil, by: "ana")
        #expect(try await bench.settle().exitCode == .done)
    }

    @Test func `P12 without its list a provider that shows nothing is out of reach, and no request is blamed`() async throws {
        let bench = try PayoutBench(partners: 1)
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try await bench.send()
        let batch = try #require(bench.provider.payments.first?.batch)
        bench.provider.state.withLock { ($0.shut, $0.isListShut) = ([batch], true) }
        let report = try await bench.settle()
        #expect(report.unreachable.keys.sorted() == ["paypal"] && report.findings["paypal"]?.isEmpty == true)
        #expect(try bench.world.reviews().isEmpty)
    }

    @Test func `P5 a key that the provider has more than once stays before a person`() async throws {
        let (bench, _) = try await unheard()
        bench.provider.state.withLock { ($0.isBlind, $0.others) = (false, ["tx_2"]) }
        #expect(try await bench.send().raised == 1)
        #expect(try bench.world.reviews().count == 1)
    }
}

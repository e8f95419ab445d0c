@testable import Agent
import Connectors
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// Requests whose answers were lost until the provider had forgotten their keys, at a provider that cannot be asked by key: its own list
/// tells (P5, P6, P12).
@Suite struct LostAnswerTests {
    /// A batch of two that the provider took, of which nobody heard for 31 days; the ids of the payouts.
    private func forgotten() async throws -> (bench: PayoutBench, ids: [String]) {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        try bench.earn(1, 400, key: "b")
        let ids = try bench.approved()
        bench.provider.fault(.answerLost, .requestLost)
        #expect(try await bench.send().exitCode == .partial)
        bench.provider.deliver()
        bench.world.clock.advance(.seconds(31 * 86_400))
        #expect(try await bench.send().raised == 1)
        #expect(try bench.states() == ["unknown", "unknown"] && bench.provider.payments.count == 2)
        return (bench, ids)
    }

    private func phases(_ bench: PayoutBench) throws -> [String] {
        try bench.world.store.read { tx in try Shipment.Phase.allCases.flatMap { try tx.shipments.all(in: $0.rawValue).map(\.phase) } }
    }

    @Test func `P12 settle finds them in the list, and nobody decides any more`() async throws {
        let (bench, ids) = try await forgotten()
        #expect(try bench.world.reviews().count == 1)
        let report = try await bench.settle()
        #expect(report.exitCode == .done && report.findings["paypal"]?.map(\.kind) == ["state_moved", "state_moved"])
        #expect(try bench.states() == ["paid", "paid"] && phases(bench) == ["accepted"])
        #expect(try bench.world.reviews().isEmpty)
        for authorise in [true, false] {
            #expect(throws: RunError.self) { try bench.decisions.decide(ids[0], authorise: authorise, by: "ana") }
        }
        try await bench.send()
        try await bench.settle()
        #expect(bench.provider.payments.count == 2)
        try bench.audit()
    }

    @Test func `P6 before a new key is used the list is read, and what stands there is not paid again`() async throws {
        let (bench, ids) = try await forgotten()
        _ = try bench.decisions.decide(ids[0], authorise: true, by: "ana")
        try await bench.send()
        #expect(try bench.states() == ["paid", "paid"] && phases(bench) == ["accepted"])
        #expect(bench.provider.payments.count == 2 && Set(bench.provider.keys).count == 1)
        try await bench.settle()
        try bench.audit()
    }

    @Test func `P6 of a batch that stands there in part only the rest can be given up, and nothing is sent again`() async throws {
        let (bench, ids) = try await forgotten()
        bench.provider.state.withLock { state in state.payments.removeAll { $0.item == ids[1] } }
        try await bench.settle()
        #expect(try bench.states().sorted() == ["paid", "unknown"] && phases(bench) == ["waits_for_person"])
        #expect(throws: RunError.self) { try bench.decisions.decide(ids[1], authorise: true, by: "ana") }
        try await bench.send()
        _ = try bench.decisions.decide(ids[1], authorise: false, by: "ana")
        #expect(try bench.states().sorted() == ["failed", "paid"] && phases(bench) == ["refused"])
        #expect(bench.provider.payments.count == 1 && Set(bench.provider.keys).count == 1)
        #expect(try bench.plan().payouts.count == 1)
        try bench.audit()
    }

    @Test func `P6 what a person authorised is sent where the list does not have it`() async throws {
        let (bench, ids) = try await forgotten()
        bench.provider.state.withLock { $0.payments = [] }
        _ = try bench.decisions.decide(ids[0], authorise: true, by: "ana")
        try await bench.send()
        bench.provider.deliver()
        try await bench.settle()
        #expect(try bench.states() == ["paid", "paid"] && bench.provider.payments.count == 2)
        #expect(Set(bench.provider.keys).count == 2)
        try bench.audit()
    }

    @Test func `P12 a payment that was read and its line in the list are one`() async throws {
        let bench = try PayoutBench()
        try bench.earn(0, 1000, key: "a")
        _ = try bench.approved()
        try await bench.send()
        bench.provider.deliver()
        for _ in 0..<2 {
            bench.world.clock.advance(.seconds(5 * 3600))
            #expect(try await bench.settle().exitCode == .done)
        }
        // Another line for the same payout is money twice.
        bench.provider.state.withLock { state in
            guard var again = state.payments.first else { return }
            (again.id, again.batch) = ("tx_9", "elsewhere")
            state.payments.append(again)
        }
        #expect(try await bench.settle().findings["paypal"]?.map(\.kind) == ["paid_twice"])
    }

    @Test(arguments: [
        ("INSUFFICIENT_FUNDS", true), ("balance_insufficient", true), ("SENDER_ACCOUNT_LOCKED", true),
        ("insufficient_capabilities_for_transfer", false), ("resource_missing", false), ("RECEIVER_ACCOUNT_LOCKED", false),
    ])
    func `P7 a refusal blames the sender or the receiver by its code`(code: String, isForAll: Bool) {
        let shipment = Shipment(
            id: "b", intents: ["p"],
            rules: ProviderRules(name: "x", keyLife: .seconds(1), margin: .zero, isSettledAtOnce: true, largestBatch: 1))
        let news = AnswerNews(.refused(code: code, message: "", items: []), epoch: 1, guards: Guards(), shipment)
        #expect(news.isForAll == isForAll)
    }
}

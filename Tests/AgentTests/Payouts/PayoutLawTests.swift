@testable import Agent
import Model
import ProgramRules
import Storage
import Synchronization
import Testing

/// The rail under every fault, with executors that stall and never come back in time, and a clock that runs past the keys' lives.
@Suite struct PayoutLawTests {
    @Test(arguments: ["paypal", "stripe"])
    func `P3 to P8 in 500 seeded runs each payout is paid at most once, and payments equal the payouts that are paid or unknown`(
        method: String
    ) async throws {
        var paid = 0
        var undecided = 0
        for seed in 1...UInt64(500) {
            let bench = try await live(method, seed)
            let payments = bench.provider.payments
            let counts = Dictionary(grouping: payments, by: \.item).mapValues(\.count)
            #expect(counts.values.allSatisfy { $0 == 1 }, "seed \(seed): \(counts)")
            let total = payments.map(\.amount.minor).reduce(0, +)
            #expect(total <= 3000, "seed \(seed): paid \(total) of 3000")
            let states = try bench.states()
            // Past the key's life nothing but a person says what became of a request (P6): those stay unknown, paid or not.
            let (known, unknown) = (states.count { $0 == "paid" }, states.count { $0 == "unknown" })
            #expect(known <= payments.count && payments.count <= known + unknown, "seed \(seed): \(states)")
            #expect(try bench.balance(.provider(method)) == Int64(known) * -1000, "seed \(seed)")
            undecided += unknown
            try bench.audit("seed \(seed)")
            paid += payments.count
        }
        #expect(paid > 500)
        #expect(undecided < 50)
    }

    /// Lives through a wild schedule and then a calm one.
    private func live(_ method: String, _ seed: UInt64) async throws -> PayoutBench {
        let bench = try PayoutBench(method, partners: 3, seed: seed)
        let bits = bench.world.bits
        for partner in 0..<3 { try bench.earn(partner, 1000, key: "c\(partner)") }
        _ = try bench.approved()
        for _ in 0..<8 {
            switch bits.below(10) {
            case 0...5:
                if let fault = bits.pick(PayoutProvider.Fault.allCases) { bench.provider.fault(fault) }
                await bench.provider.untilStalled { _ = try? await bench.send() }
            case 6: try await bench.settle()
            case 7: bench.world.clock.advance(.seconds(Int64(bits.below(40)) * 3600))
            case 8: bench.world.clock.advance(.seconds(Int64(bits.below(40)) * 86_400))
            default: bench.provider.deliver()
            }
        }
        bench.provider.state.withLock { $0.faults = [] }
        bench.provider.wake()
        for _ in 0..<4 {
            bench.provider.deliver()
            try await bench.send()
            bench.provider.deliver()
            try await bench.settle()
        }
        await bench.provider.untilAllEnded()
        try await bench.settle()
        return bench
    }
}

@testable import Agent
import Connectors
import Model
import Storage
import Synchronization
import Testing

/// What each guard of rewards keeps from happening.
enum RewardPlays {
    static let all: [GuardTests.Play] = [
        GuardPlays.play(.rewardFirst) { guards in
            let bench = try RewardBench(
                """
                commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}]
                rewards: [{id: thanks, for: sale, customer: [{coupon: 10%}]}]
                """, guards: guards)
            try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: try bench.customer())
            _ = try await EarningsRun(services: bench.services).run()
            try await dying(bench)
            try await bench.give()
            return bench.coupons.count == 1
        },
        GuardPlays.play(.rewardLook) { guards in
            let (bench, _) = try await CreditTests.due(guards)
            bench.shop.faults.lostResponses = 1
            try await bench.give()
            bench.shop.faults = MemoryFaults()
            try await bench.give()
            return bench.credits.count == 1
        },
        GuardPlays.play(.allowableCost) { guards in
            let bench = try RewardBench(
                "{commissions: [{id: base, for: sale, pay: 10%, of: gross, hold: 0d}], allowable_cac: 15.00 USD}", guards: guards)
            bench.world.clock.set(try RewardBench.time("2026-04-02T00:00:00Z"))
            try bench.sale("200.00 USD", at: "2026-03-01T00:00:00Z", customer: try bench.customer())
            _ = try await EarningsRun(services: bench.services).run()
            return try CommissionList(services: bench.services).all().map(\.state) == ["held"]
        },
    ]

    /// The program dies when the shop has answered, before anything of the answer is stored: what stood in the hub then is what is left.
    private static func dying(_ bench: RewardBench) async throws {
        let left = Mutex<[StoredReward]>([])
        let store = bench.world.store
        bench.shop.onCall { call in
            guard call == "answered", let rows = try? store.read({ tx in try tx.rewards.all() }) else { return }
            left.withLock { $0 = rows }
        }
        try await bench.give()
        bench.shop.onCall(nil)
        let rows = left.withLock { $0 }
        #expect(!rows.isEmpty)
        try store.write { tx in for row in rows { try tx.rewards.put(row) } }
    }
}

import Model
import ProgramRules
import Testing

/// The rail against a provider that keeps its own count, under thousands of schedules.
@Suite struct ShipmentLawTests {
    @Test(arguments: [ProviderRules.stripe, .paypal])
    func `P3 to P7 whatever is lost, late or killed, nothing is paid twice, and what was let go was not paid`(rules: ProviderRules) {
        var seen: Set<String> = []
        for seed in 1...UInt64(1500) {
            var world = ProviderWorld(seed: seed, rules: rules)
            world.live(steps: 60)
            seen.formUnion(world.seen)
            let paid = world.payments.count
            #expect(paid <= 1, "seed \(seed): paid \(paid) times")
            #expect(!world.seen.contains("alarm"), "seed \(seed)")
            switch world.shipment.phase {
            case .accepted:
                #expect(paid == 1, "seed \(seed)")
                #expect(world.shipment.providerID == world.payments.first?.id, "seed \(seed)")
            case .refused: #expect(paid == 0, "seed \(seed): let go, and paid")
            default: Issue.record("seed \(seed): ended as \(world.shipment.phase)")
            }
        }
        let needed: Set<String> = [
            "lost the compare-and-set", "request lost", "answer lost", "crash", "500 stored", "refused", "refused after it paid",
            "replayed",
            "empty listing though paid", "asked a person", "new epoch", "released", "too late to send",
        ]
        #expect(needed.subtracting(seen).isEmpty, "never happened: \(needed.subtracting(seen).sorted())")
    }

    /// The guard that is taken away must be missed, or the law above proves nothing.
    @Test func `P6 with a provider that forgets sooner than it promises, the count sees money leave twice`() {
        let twice = (1...UInt64(1500)).count { seed in
            var world = ProviderWorld(seed: seed, rules: .stripe, realKeyLife: .seconds(600))
            world.live(steps: 60)
            return world.payments.count > 1
        }
        #expect(twice > 0)
    }

    @Test func `P6 no request under a key leaves after its life less the margin`() {
        for seed in 1...UInt64(1500) {
            var random = Seeded(seed)
            var shipment = Shipment(id: "po_1", intents: ["po_1"], rules: .stripe)
            var now = Timestamp(seconds: 1_800_000_000)
            var first: [String: Timestamp] = [:]
            for _ in 0..<40 {
                now = now + .seconds(Int64(random.below(4 * 3600)))
                let epoch = shipment.epoch
                let events: [ShipmentEvent] = [
                    .begin, .resume, .lookedUp(.notFound), .lookedUp(.failed), .authorise(by: "ana"), .answer(epoch: epoch, .doubtful),
                    .answer(epoch: epoch, .refused(code: "400")), .answer(epoch: max(1, epoch - 1), .doubtful), .notSent(epoch: epoch),
                ]
                let event = random.pick(events)
                let before = shipment.attempts
                let actions = shipment.apply(event, at: now)
                // A key that was never used has its whole life before it.
                if case .notSent = event, before == 1, shipment.firstSentAt == nil { first[shipment.key] = nil }
                for action in actions {
                    guard case .post(let key, _, let notAfter) = action else { continue }
                    let start = first[key] ?? now
                    first[key] = start
                    let end = start + .seconds(23 * 3600)
                    #expect(now <= end && notAfter == end, "seed \(seed)")
                }
            }
        }
    }
}

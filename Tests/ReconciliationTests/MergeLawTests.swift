import Model
import Reconciliation
import Testing

/// What must hold for every policy and every history.
@Suite struct MergeLawTests {
    private static let seeds: ClosedRange<UInt64> = 1...100

    /// People edit while the hub merges; writes get lost; sides stay away.
    private func lived(_ seed: UInt64, _ policy: MergePolicy, check: (MergeWorld, Set<String>, Bool) -> Void = { _, _, _ in }) -> MergeWorld
    {
        var world = MergeWorld(seed: seed, policy: policy)
        for _ in 0..<10 {
            for name in world.remotes.keys.sorted() where world.random.chance(25) { world.edit(name) }
            if world.random.chance(10) { world.editHub() }
            if world.random.chance(20) { world.resolve() }
            let observed = Set(world.remotes.keys.sorted().filter { _ in world.random.chance(70) })
            let approves = world.random.chance(20)
            check(world, observed, approves)
            world.step(observing: observed, approves: approves, losing: 20)
        }
        return world
    }

    @Test(arguments: MergeWorld.policies)
    func `S13 the result does not depend on the order of sides and rules`(policy: MergePolicy) {
        for seed in Self.seeds {
            _ = lived(seed, policy) { world, observed, approves in
                guard var input = world.input(observing: observed, approves: approves) else { return }
                var second = input.rules[0]
                second.name = "other"
                input.rules.append(second)
                let result = EntityMerge.merge(input)
                var random = Seeded(seed)
                for _ in 0..<3 {
                    input.sides.shuffle(using: &random)
                    input.rules.shuffle(using: &random)
                    #expect(EntityMerge.merge(input) == result, "seed \(seed)")
                }
            }
        }
    }

    @Test(arguments: MergeWorld.policies)
    func `V1 once people rest, the hub comes to rest too, and all sides are in step`(policy: MergePolicy) {
        for seed in Self.seeds {
            var world = lived(seed, policy)
            var quiet = MergeResult()
            for _ in 0..<6 {
                world.resolve()
                quiet = world.step(observing: Set(world.remotes.keys), approves: true, losing: 0)
            }
            #expect(quiet == MergeResult(), "seed \(seed): \(quiet.summary)")
            for (name, remote) in world.remotes {
                #expect(remote.hubBase == world.hub || remote.side.writesOnUpdate == false, "seed \(seed), \(name)")
                #expect(remote.remoteBase == remote.value, "seed \(seed), \(name)")
                if CanonicalForm.equal(remote.value, world.hub, as: .text) || policy == .owner("a", othersIgnored: true) { continue }
                let reason = AcceptedDivergence.reason(intended: world.hub, shown: remote.value, as: .text, side: remote.side)
                #expect(reason != nil || !remote.side.writesOnUpdate, "seed \(seed): hub \(world.hub), \(name) \(remote.value)")
            }
        }
    }

    @Test(arguments: MergeWorld.policies)
    func `S9 no value is lost: it is somewhere, was knowingly replaced, or stands in an audit`(policy: MergePolicy) {
        for seed in Self.seeds {
            var world = lived(seed, policy)
            for _ in 0..<6 {
                world.resolve()
                world.step(observing: Set(world.remotes.keys), approves: true, losing: 0)
            }
            let final = Set(([world.hub] + world.remotes.values.map(\.value)).compactMap(MergeWorld.word))
            let lost = world.written.subtracting(final).subtracting(world.accounted)
            #expect(lost.isEmpty, "seed \(seed), \(policy.name): \(lost.sorted())")
        }
    }

    @Test(arguments: MergeWorld.policies)
    func `R26 without an approval nothing that anybody entered is overwritten at first contact`(policy: MergePolicy) {
        for seed in Self.seeds {
            let world = MergeWorld(seed: seed, policy: policy)
            guard let input = world.input(observing: Set(world.remotes.keys), approves: false) else { return }
            let result = EntityMerge.merge(input)
            #expect(result.conflicts.isEmpty)
            for change in result.changes { #expect(change.old.isBlank, "seed \(seed)") }
            for push in result.pushes.values.joined() { #expect(push.old?.isBlank == true, "seed \(seed)") }
            for push in result.held.values.joined() { #expect(push.old?.isBlank == false, "seed \(seed)") }
            // What was held is exactly what an approval adds: nothing waits behind it.
            var approved = input
            approved.approvesFirstContact = true
            let settled = EntityMerge.merge(approved)
            #expect(settled.held.isEmpty && settled.heldHub.isEmpty, "seed \(seed)")
            if result.held.isEmpty, result.heldHub.isEmpty { #expect(settled == result, "seed \(seed)") }
        }
    }

    @Test(arguments: MergeWorld.policies)
    func `R2 no base moves for what is still to be written`(policy: MergePolicy) {
        for seed in Self.seeds {
            _ = lived(seed, policy) { world, observed, approves in
                guard let input = world.input(observing: observed, approves: approves) else { return }
                let result = EntityMerge.merge(input)
                for (name, pairs) in result.bases {
                    #expect(result.pushes[name] == nil && result.held[name] == nil, "seed \(seed)")
                    // S3: the remote's half is what the remote shows.
                    #expect(pairs["field"]?.remote == world.remotes[name]?.value || !observed.contains(name), "seed \(seed)")
                }
                for name in result.pushes.keys { #expect(world.remotes[name]?.side.writesOnUpdate == true) }
            }
        }
    }

    @Test func `R35 an unobserved side moves nothing`() {
        for seed in Self.seeds {
            let world = lived(seed, .latest)
            guard var input = world.input(observing: [], approves: true) else { return }
            #expect(EntityMerge.merge(input).changes.isEmpty)
            input.sides = []
            #expect(EntityMerge.merge(input) == MergeResult())
        }
    }
}

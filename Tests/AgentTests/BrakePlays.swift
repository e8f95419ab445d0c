@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Synchronization
import Testing

/// What each brake keeps from happening (R33).
enum BrakePlays {
    static let all: [GuardTests.Play] = [
        brake(.createsBrake, "mkt") { world in
            for index in 0..<60 {
                world["crm"].add("account", id: "new\(index)", ["crm_name": .text("X"), "crm_email": .text("x\(index)@example.com")])
            }
        },
        brake(.updatesBrake, "mkt") { world in
            for index in 0..<25 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
        },
        brake(.sameValueBrake, "crm") { world in
            for index in 0..<22 { world["crm"].edit("account", "crm\(index)", ["crm_tier": .text("gold")]) }
        },
        brake(.blanksBrake, "crm") { world in
            for index in 0..<21 { world["crm"].edit("account", "crm\(index)", ["crm_phone": .null]) }
        },
        brake(.deletesBrake, "crm") { world in
            for index in 0..<12 { world["crm"].delete("account", "crm\(index)") }
        },
        brake(.allChangedBrake, "crm") { world in
            for index in 0..<40 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
        },
        brake(.conflictsBrake, "crm") { world in
            for index in 0..<25 {
                world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")])
                world["mkt"].edit("account", "mkt\(index)", ["mkt_name": .text("Z\(index)")])
            }
        },
        brake(.listingBrake, "crm", isFull: true) { world in
            world["crm"].faults.unlisted = Set((0..<30).map { "crm\($0)" })
        },
        brake(.absentFieldBrake, "crm", isFull: true) { world in
            world["crm"].faults.hiddenFields = ["crm_phone"]
        },
        brake(.schemaBrake, "crm") { world in
            world["crm"].change("account", "crm_phone", to: nil)
            world.clock.advance(.seconds(90_000))
        },
        brake(.unknownBrake, "mkt") { world in
            for index in 0..<25 { world["crm"].edit("account", "crm\(index)", ["crm_name": .text("Y\(index)")]) }
            world["crm"].edit("account", "crm39", ["crm_name": .text("Late")])
            let mkt = world["mkt"]
            mkt.faults.lostRequests = 5
            mkt.onCall { call in
                guard call == "read" else { return }
                mkt.onCall(nil)
                mkt.edit("account", "mkt39", ["mkt_name": .text("Mine")])
            }
        },
    ]

    /// Forty partners in step at both remotes; then something that must trip the brake, and does not without it.
    private static func brake(
        _ name: RuleGuard, _ remote: String, isFull: Bool = false, _ happens: @escaping @Sendable (World) throws -> Void
    ) -> GuardTests.Play {
        GuardPlays.play(name) { guards in
            var world = try World()
            for index in 0..<40 {
                for remote in ["crm", "mkt"] {
                    world[remote].add(
                        "account", id: "\(remote)\(index)",
                        [
                            "\(remote)_name": .text("N\(index)"), "\(remote)_email": .text("n\(index)@example.com"),
                            "\(remote)_phone": .text("p\(index)"),
                        ])
                }
            }
            try await world.sync()
            world.settings.brakes = .standard
            // So many operations can only be unknown where so many may be sent.
            if name == .unknownBrake { world.settings.brakes.updates = .init(count: 1_000, share: 10_000) }
            world.guards = guards
            try happens(world)
            let report = try await isFull ? world.fullSync() : world.sync()
            return report.brakes.contains { $0.name == "\(remote)/account/\(name.rawValue.dropFirst(4))" }
        }
    }
}

/// What guards keep from happening that shows only in rarer circumstances.
enum RarePlays {
    private static let play = GuardPlays.play
    private static let world = { @Sendable (guards: Guards) in try await GuardPlays.world(guards) }

    static let all: [GuardTests.Play] = [
        play(.canonicalForm) { guards in
            let world = try await world(guards)
            world.edit("mkt", "email", .text("ANN@Example.com"))
            try await world.sync()
            return try world.hub("email") == .text("ann@example.com")
        },
        play(.frozen) { guards in
            let world = try await world(guards)
            world.edit("crm", "email", .text("bob@example.com"))
            try await world.sync()
            return try world.hub("email") == .text("ann@example.com")
        },
        play(.war) { guards in
            let world = try await world(guards)
            for round in 0..<6 {
                world.edit("crm", "name", .text("A\(round)"))
                world.edit("mkt", "name", .text("B\(round)"))
                try await world.sync()
            }
            return try world.reviews().contains { $0.rule == "R9" }
        },
        play(.outboxFirst) { guards in
            let world = try await world(guards)
            let (mkt, store, isSaid) = (world["mkt"], world.store, Said())
            world.edit("crm", "name", .text("Anna"))
            mkt.onCall { call in
                guard call == "write" else { return }
                let counts = (try? store.read { try $0.outbox.counts() }) ?? []
                if counts.contains(where: { $0.state == .sent }) { isSaid.say() }
            }
            try await world.sync()
            return isSaid.value
        },
        play(.unknown) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            world["mkt"].faults.lostResponses = 1
            return try await world.sync().remotes["mkt"]?.unknown == 1
        },
        play(.strict) { guards in
            var shape = WorldShape()
            shape.strict = ["name"]
            shape.unguarded = ["mkt"]
            let world = try await GuardPlays.world(guards, shape)
            world.edit("crm", "name", .text("Anna"))
            let mkt = world["mkt"]
            mkt.onCall { call in
                guard call == "write" else { return }
                mkt.onCall(nil)
                world.clock.advance(.seconds(1))
                mkt.edit("account", "mkt1", ["mkt_name": .text("Mine")])
                world.clock.advance(.seconds(1))
            }
            try await world.sync()
            return try world.conflicts().count == 1
        },
        play(.canary) { guards in
            let world = try await world(guards)
            world["crm"].faults.unlisted = ["crm1"]
            world["crm"].faults.isBlind = true
            _ = try await world.fullSync()
            return try world.link("crm", "crm1")?.state == .live
        },
        play(.ceiling) { guards in
            let world = try await world(guards)
            world["crm"].faults.lag = .seconds(120)
            var state = world["crm"].snapshot
            state.objects["account"]?.capabilities.lag = .seconds(120)
            state.objects["account"]?.capabilities.overlap = .zero
            world["crm"].snapshot = state
            world.clock.advance(.seconds(600))
            world.edit("crm", "phone", .text("1"), id: "crm2")
            world.clock.advance(.seconds(130))
            world.edit("crm", "name", .text("Anna"))
            try await world.sync()
            try await world.sync()
            try await world.sync()
            return try world.hub("name") == .text("Anna")
        },
        play(.fingerprint) { guards in
            var shape = WorldShape()
            let whole = shape.fields
            shape.fields = whole.filter { $0.name != "phone" }
            var world = try World(WorldShape())
            world.settings = shape.settings(currency: try #require(Currency("USD")))
            world["crm"].add(
                "account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "crm_phone": .text("1")])
            try await world.sync()
            world.clock.advance(.seconds(600))
            world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
            try await world.sync()
            world.guards = guards
            world.settings = WorldShape().settings(currency: try #require(Currency("USD")))
            try await world.sync()
            return try world.hub("phone") == .text("1")
        },
        play(.lease) { guards in
            let world = try await world(guards)
            let services = world.services
            return try await LeaseKeeper(services: services).hold("test") { () async throws(RunError) in
                try services.reading { try $0.lease.current() } != nil
            }
        },
        play(.appliedOnly) { guards in
            let world = try await world(guards)
            let folder = try PlanFolder()
            world.edit("crm", "name", .text("Anna"))
            _ = try await world.plan(saveTo: folder.path + "/a.plan")
            world.edit("crm", "name", .text("Bobby"), id: "crm2")
            try await world.apply(folder.path + "/a.plan")
            return world.writes == ["mkt: update account mkt1 mkt_name"]
        },
        latest(.clockOffset, aAgo: 300, bAgo: 100, offset: .seconds(600), winner: "a"),
        latest(.tieBand, aAgo: 130, bAgo: 100, offset: .zero, winner: "a"),
    ]

    /// R7: two sides changed a field at these times by their own clocks; that of b is ahead.
    private static func latest(_ name: RuleGuard, aAgo: Int64, bAgo: Int64, offset: Duration, winner: String) -> GuardTests.Play {
        play(name) { guards in
            let now = Timestamp(milliseconds: 1_800_000_000_000)
            let id = try #require(EntityID("p_01ARZ3NDEKTSV4RRFFQ69G5FAV"))
            let entity = Entity(id: id, rev: 1, values: ["name": .text("old")], provenance: [:], createdAt: now, updatedAt: now)
            let sides = [("a", aAgo), ("b", bAgo)].map { remote, ago in
                SideState(
                    remote: remote, hubBase: ["name": .text("old")], remoteBase: ["name": .text("old")], observed: ["name": .text(remote)],
                    modified: now - .seconds(ago))
            }
            let rule = FieldRule(
                name: "name", type: .text, policy: .latest, sides: ["a": FieldSide(remoteField: "x"), "b": FieldSide(remoteField: "x")])
            let offsets = ["b": ClockOffset(offset: offset, uncertainty: .zero)]
            let merged = EntityMerge.merge(
                MergeInput(kind: .partner, hub: entity, sides: sides, rules: [rule], offsets: offsets, now: now, guards: guards))
            return merged.changes.first?.new == .text(winner)
        }
    }
}

/// Whether something happened, told from another task.
private final class Said: Sendable {
    private let state = Mutex(false)

    var value: Bool { state.withLock { $0 } }

    func say() { state.withLock { $0 = true } }
}

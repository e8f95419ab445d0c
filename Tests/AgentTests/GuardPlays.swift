@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

/// What each guard keeps from happening, told with remotes in memory.
enum GuardPlays {
    static let all: [GuardTests.Play] = merging + writing + reading + RarePlays.all + BrakePlays.all + EarningPlays.all + RewardPlays.all

    static func play(_ name: RuleGuard, _ isKept: @escaping @Sendable (Guards) async throws -> Bool) -> GuardTests.Play {
        GuardTests.Play(name: name, isKept: isKept)
    }

    /// A world in step, from then on without the guard.
    static func world(
        _ guards: Guards, _ shape: WorldShape = WorldShape(), _ values: [String: FieldValue] = [:]
    ) async throws -> World {
        var world = try await World(shape).seeded(values)
        world.guards = guards
        return world
    }

    private static let merging: [GuardTests.Play] = [
        play(.pair) { guards in
            var shape = WorldShape()
            shape.policies["name"] = .prefer(["mkt", "crm"])
            let world = try await world(guards, shape)
            world["mkt"].faults.upperCased = ["mkt_name"]
            world.edit("crm", "name", .text("Anna"))
            try await world.sync()
            world.edit("mkt", "phone", .text("1"))
            try await world.sync()
            return try world.hub("name") == .text("Anna")
        },
        play(.equalNow) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            world.edit("mkt", "name", .text("Anna"))
            try await world.sync()
            return world.writes.isEmpty
        },
        play(.changedOnly) { guards in
            let world = try await world(guards)
            world.edit("mkt", "name", .text("Anna"))
            try await world.sync()
            return try world.hub("name") == .text("Anna")
        },
        play(.losers) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            world.edit("mkt", "name", .text("Mine"))
            try await world.sync()
            return try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Mine")]
        },
        play(.policy) { guards in
            var shape = WorldShape()
            shape.policies["name"] = .prefer(["mkt", "crm"])
            let world = try await world(guards, shape)
            world.edit("crm", "name", .text("Anna"))
            world.edit("mkt", "name", .text("Mine"))
            try await world.sync()
            return try world.hub("name") == .text("Mine")
        },
        play(.manual) { guards in
            var shape = WorldShape()
            shape.policies["name"] = .manual
            let world = try await world(guards, shape)
            world.edit("crm", "name", .text("Anna"))
            world.edit("mkt", "name", .text("Mine"))
            try await world.sync()
            return try world.reviews().map(\.rule) == ["R8"]
        },
        play(.keyCollision) { guards in
            let world = try await world(guards)
            world.edit("crm", "email", .text("bob@example.com"))
            try await world.sync()
            return try world.reviews().contains { $0.rule == "R25" }
        },
        play(.firstContact) { guards in
            var world = try World()
            world.guards = guards
            world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
            world["mkt"].add("account", id: "mkt1", ["mkt_name": .text("Anne"), "mkt_email": .text("ann@example.com")])
            try await world.sync()
            return world.shown("mkt", "name") == .text("Anne")
        },
        play(.uniqueMatch) { guards in
            var world = try World()
            world.guards = guards
            for id in ["crm1", "crm2"] {
                world["crm"].add("account", id: id, ["crm_name": .text(id), "crm_email": .text("ann@example.com")])
            }
            try await world.sync()
            return try world.entities().isEmpty
        },
        play(.foreignKey) { guards in
            var world = try World()
            world.guards = guards
            world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "hub_key": .text("other:p_01ARZ3NDEKTSV4RRFFQ69G5FAV")])
            try await world.sync()
            return try world.entities().isEmpty
        },
    ]

    private static let writing: [GuardTests.Play] = [
        play(.baseAfterAnswer) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            world["mkt"].faults.lostRequests = 1
            try await world.sync()
            try await world.sync()
            return world.shown("mkt", "name") == .text("Anna")
        },
        play(.getOrCreate) { guards in
            var world = try World()
            world.guards = guards
            world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
            let (mkt, store) = (world["mkt"], world.store)
            mkt.onCall { call in
                guard call == "write" else { return }
                mkt.onCall(nil)
                let key = ((try? store.read { try $0.entities.page(.partner, limit: 1) })?.first?.id.text).map { "test:\($0)" } ?? ""
                mkt.add("account", ["mkt_name": .text("Ann"), "hub_key": .text(key)])
            }
            try await world.sync()
            return world["mkt"].rows("account").count == 1
        },
        play(.verify) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            let mkt = world["mkt"]
            mkt.onCall { call in
                guard call == "read" else { return }
                mkt.onCall(nil)
                mkt.edit("account", "mkt1", ["mkt_name": .text("Mine")])
            }
            try await world.sync()
            return try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Mine")]
        },
        play(.changedFields) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            try await world.sync()
            return world.writes == ["mkt: update account mkt1 mkt_name"]
        },
        play(.failedRow) { guards in
            let world = try await world(guards)
            world["mkt"].faults.refused = ["Anna"]
            world.edit("crm", "name", .text("Anna"))
            try await world.sync()
            return try await world.sync().remotes["mkt"]?.failed == 0
        },
        play(.modifyWins) { guards in
            let world = try await world(guards)
            world["crm"].delete("account", "crm1")
            world.edit("mkt", "phone", .text("1"))
            try await world.sync()
            return try world.reviews().map(\.rule) == ["R21"]
        },
        play(.ownership) { guards in
            var shape = WorldShape()
            shape.onDelete["mkt"] = .propagate
            let world = try await world(guards, shape)
            world["crm"].delete("account", "crm1")
            try await world.sync()
            return world["mkt"].rows("account").count == 2
        },
    ]

    private static let reading: [GuardTests.Play] = [
        play(.revival) { guards in
            let world = try await world(guards)
            world["crm"].delete("account", "crm1")
            try await world.sync()
            world["crm"].undelete("account", "crm1")
            try await world.sync()
            return try world.link("crm", "crm1")?.state == .live
        },
        play(.reusedID) { guards in
            let world = try await world(guards)
            world.clock.advance(.seconds(60))
            world["crm"].reuse("account", "crm1", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com")])
            try await world.sync()
            return world.shown("mkt", "name") == .text("Ann")
        },
        play(.mergePointer) { guards in
            let world = try await world(guards)
            world["crm"].merge("account", "crm1", into: "crm2")
            try await world.sync()
            return try world.reviews().map(\.kind) == ["merge"]
        },
        play(.absence) { guards in
            var shape = WorldShape()
            shape.onDelete["mkt"] = .propagate
            var world = try World(shape)
            for index in 1...3 {
                world["crm"].add(
                    "account", id: "crm\(index)", ["crm_name": .text("N\(index)"), "crm_email": .text("n\(index)@example.com")])
            }
            try await world.sync()
            world.guards = guards
            world["crm"].faults.unlisted = ["crm1"]
            _ = try await world.fullSync()
            return world["mkt"].rows("account").count == 3
        },
        play(.echo) { guards in
            let world = try await world(guards)
            return try await world.sync().remotes["crm"]?.pulled == 0
        },
        play(.monotonic) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            try await world.sync()
            let crm = world["crm"]
            var state = crm.snapshot
            let old = try #require(state.objects["account"]?.rows["crm1"])
            state.objects["account"]?.rows["crm1"]?.modified = old.modified - .seconds(20)
            state.objects["account"]?.rows["crm1"]?.values["crm_name"] = .text("Ann")
            crm.snapshot = state
            _ = try await world.fullSync()
            return try world.hub("name") == .text("Anna")
        },
        play(.overlap) { guards in
            let world = try await world(guards)
            world.edit("crm", "phone", .text("1"), id: "crm2")
            try await world.sync()
            var state = world["crm"].snapshot
            let last = try #require(state.objects["account"]?.rows["crm2"]).modified
            state.objects["account"]?.rows["crm1"]?.modified = last - .seconds(20)
            state.objects["account"]?.rows["crm1"]?.values["crm_name"] = .text("Anna")
            world["crm"].snapshot = state
            try await world.sync()
            return try world.hub("name") == .text("Anna")
        },
        play(.audit) { guards in
            let world = try await world(guards)
            world.clock.advance(.seconds(600))
            world.edit("crm", "phone", .text("1"), id: "crm2")
            try await world.sync()
            var state = world["crm"].snapshot
            state.objects["account"]?.rows["crm1"]?.values["crm_name"] = .text("Anna")
            world["crm"].snapshot = state
            world.clock.advance(.seconds(8 * 86_400))
            try await world.sync()
            return try world.hub("name") == .text("Anna")
        },
        play(.unobserved) { guards in
            let world = try await world(guards)
            world["crm"].add("account", id: "crm3", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com")])
            world["mkt"].add("account", id: "mkt3", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
            let mkt = world["mkt"]
            mkt.onCall { mkt.faults.isDown = $0 == "list" }
            try await world.sync()
            return world["mkt"].rows("account").count == 3
        },
        play(.planCopy) { guards in
            let world = try await world(guards)
            world.edit("crm", "name", .text("Anna"))
            _ = try await world.plan()
            return try world.hub("name") == .text("Ann")
        },
    ]
}

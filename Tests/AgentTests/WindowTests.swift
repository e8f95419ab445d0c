import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

/// R14: what happens between the reading before a write and the write itself.
@Suite struct WindowTests {
    private func world(strict: Bool = true) async throws -> World {
        var shape = WorldShape()
        shape.strict = strict ? ["name"] : []
        shape.unguarded = ["mkt"]
        return try await World(shape).seeded()
    }

    /// A person changes the name at mkt after it was read and before it is written.
    private func slipIn(_ world: World, _ texts: [String]) {
        let mkt = world["mkt"]
        mkt.onCall { call in
            guard call == "write" else { return }
            mkt.onCall(nil)
            for text in texts {
                world.clock.advance(.seconds(1))
                mkt.edit("account", "mkt1", ["mkt_name": .text(text)])
            }
            world.clock.advance(.seconds(1))
        }
    }

    @Test func `R14 a value overwritten in the window is a losing value of a conflict`() async throws {
        let world = try await world()
        world.edit("crm", "name", .text("Anna"))
        slipIn(world, ["Mine", "Mine too"])
        let report = try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(report.conflicts == 1)
        let conflict = try #require(try world.conflicts().first)
        #expect(conflict.conflict.rule == "R14")
        #expect(conflict.losers.map(\.value) == [.text("Mine too"), .text("Mine")])
        #expect(conflict.losers.allSatisfy { $0.from == "mkt" && $0.at != nil })
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R14 without a guard the window stays open, and without a change in it there is no conflict`() async throws {
        let open = try await world(strict: false)
        open.edit("crm", "name", .text("Anna"))
        slipIn(open, ["Mine"])
        try await open.sync()
        #expect(try open.conflicts().isEmpty)
        let quiet = try await world()
        quiet.edit("mkt", "name", .text("Old"))
        try await quiet.sync()
        quiet.edit("crm", "name", .text("Anna"))
        let report = try await quiet.sync()
        #expect(report.conflicts == 0)
        #expect(try quiet.conflicts().isEmpty)
    }

    @Test func `R14 a guarded field is written by itself, and with a precondition the write is refused`() async throws {
        var shape = WorldShape()
        shape.strict = ["name"]
        let world = try await World(shape).seeded()
        world.edit("crm", "name", .text("Anna"))
        world.edit("crm", "name", .text("Bobby"), id: "crm2")
        slipIn(world, ["Mine"])
        let calls = world["mkt"].snapshot.calls
        try await world.sync()
        #expect(world["mkt"].snapshot.calls > calls)
        #expect(try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Mine")])
        #expect(try world.conflicts().map(\.conflict.rule) == ["R5 prefer"])
        #expect(world.writes.count { $0.hasPrefix("mkt: update") } == 2)
    }
}

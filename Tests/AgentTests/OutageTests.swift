@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct OutageTests {
    private func world() async throws -> World {
        var shape = WorldShape()
        shape.remotes = ["crm", "erp", "mkt"]
        return try await World(shape).seeded()
    }

    @Test func `R35 a remote that is down leaves the others going, and gets everything when it is back`() async throws {
        let world = try await world()
        world["mkt"].faults.isDown = true
        world.edit("crm", "name", .text("Anna"))
        world["crm"].add("account", id: "crm9", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com")])
        let report = try await world.sync()
        #expect(report.exitCode == .partial)
        #expect(world.shown("erp", "name") == .text("Anna"))
        #expect(world["erp"].rows("account").count == 3)
        #expect(world.shown("mkt", "name") == .text("Ann"))
        world["mkt"].faults.isDown = false
        let back = try await world.sync()
        #expect(back.exitCode == .done)
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(world["mkt"].rows("account").count == 3)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R35 an edit at a remote that was down is concurrent with what was merged meanwhile`() async throws {
        let world = try await world()
        world["mkt"].faults.isDown = true
        world.edit("mkt", "name", .text("Mine"))
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        world["mkt"].faults.isDown = false
        try await world.sync()
        for remote in ["crm", "erp", "mkt"] { #expect(world.shown(remote, "name") == .text("Anna")) }
        #expect(try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Mine")])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test(arguments: 0..<14)
    func `R27 and R35 a remote that stops answering at any call loses nothing`(calls: Int) async throws {
        let world = try await world()
        world.edit("mkt", "name", .text("Anna"))
        world.edit("mkt", "phone", .text("1"), id: "mkt2")
        world.edit("crm", "tier", .text("gold"))
        world["mkt"].add("account", id: "mkt9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
        world["mkt"].faults.readsUntilDown = calls
        try await world.sync()
        world["mkt"].faults = MemoryFaults()
        #expect(try await world.settle() != nil)
        for remote in ["crm", "erp", "mkt"] {
            #expect(world.shown(remote, "name") == .text("Anna"))
            #expect(world.shown(remote, "tier") == .text("gold"))
            #expect(world.shown(remote, "phone", "\(remote)2") == .text("1"))
            #expect(world[remote].rows("account").count == 3)
        }
        #expect(try world.conflicts().isEmpty)
    }

    @Test func `first contact: blanks that could not be filled because the remote went down are filled later`() async throws {
        let world = try World()
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "crm_phone": .text("1")])
        world["mkt"].add("account", id: "mkt1", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        let mkt = world["mkt"]
        mkt.onCall { call in if call == "write" { mkt.faults.isDown = true } }
        try await world.sync()
        mkt.onCall(nil)
        mkt.faults.isDown = false
        try await world.sync()
        #expect(world.shown("mkt", "phone") == .text("1"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R6 a change that the owner's side overwrites is overwritten even if the write had to wait`() async throws {
        var shape = WorldShape()
        shape.policies = ["name": .owner("crm", othersIgnored: false)]
        let world = try await World(shape).seeded()
        world.edit("mkt", "name", .text("Mine"))
        let mkt = world["mkt"]
        mkt.onCall { call in if call == "write" { mkt.faults.isDown = true } }
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Mine"))
        mkt.onCall(nil)
        mkt.faults.isDown = false
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Ann"))
        #expect(try world.conflicts().count == 1)
    }

    @Test func `a remote left out of a run keeps its say and gets what it missed in the next`() async throws {
        var shape = WorldShape()
        shape.policies = ["tier": .owner("crm", othersIgnored: false)]
        let world = try await World(shape).seeded()
        world.edit("crm", "tier", .text("gold"))
        try await world.sync()
        var only = SyncOptions()
        only.remotes = ["mkt"]
        world.edit("mkt", "tier", .text("mine"))
        world.edit("mkt", "name", .text("Anna"))
        try await world.sync(only)
        #expect(world.shown("mkt", "tier") == .text("gold"))
        #expect(world.shown("crm", "name") == .text("Ann"))
        try await world.sync()
        #expect(world.shown("crm", "name") == .text("Anna"))
        #expect(world.shown("crm", "tier") == .text("gold"))
        #expect(try await world.plan().operations.isEmpty)
    }
}

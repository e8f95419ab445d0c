import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct FlowTests {
    @Test func `an edit at one side flows to the other and is written once`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        let report = try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(try world.hub("name") == .text("Anna"))
        #expect(world.writes == ["mkt: update account mkt1 mkt_name"])
        #expect(report.conflicts == 0)
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `edits of different fields at both sides are both kept`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world.edit("mkt", "phone", .text("123"))
        let report = try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(world.shown("crm", "phone") == .text("123"))
        #expect(report.conflicts == 0)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R4 the same edit at both sides writes nothing`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world.edit("mkt", "name", .text("Anna"))
        let report = try await world.sync()
        #expect(world.writes == [])
        #expect(report.conflicts == 0)
        #expect(try world.hub("name") == .text("Anna"))
    }

    @Test func `a field emptied at one side is emptied at the other`() async throws {
        let world = try await World().seeded(["phone": .text("1")])
        world.edit("crm", "phone", .null)
        try await world.sync()
        #expect(world.shown("mkt", "phone") == .null)
        #expect(try world.hub("phone") == nil)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a person's edit in the hub flows to every side`() async throws {
        let world = try await World().seeded()
        try world.set("tier", "gold")
        try await world.sync()
        #expect(world.shown("crm", "tier") == .text("gold"))
        #expect(world.shown("mkt", "tier") == .text("gold"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `an entity added in the hub is made at every side that creates`() async throws {
        let world = try World()
        _ = try HubEdit(services: world.services).add(.partner, [("name", "Zoe"), ("email", "zoe@example.com")], by: "ana")
        let report = try await world.sync()
        #expect(world["crm"].rows("account").map { $0.values["crm_name"] } == [.text("Zoe")])
        #expect(world["mkt"].rows("account").map { $0.values["mkt_name"] } == [.text("Zoe")])
        #expect(report.remotes["crm"]?.created == 1)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a remote that is read_only is never written`() async throws {
        var shape = WorldShape()
        shape.readOnly = ["crm"]
        let world = try World(shape)
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
        try await world.sync()
        #expect(world["crm"].writes == [])
        let copy = try #require(world["mkt"].rows("account").first { $0.id != "m9" })
        world["mkt"].edit("account", copy.id, ["mkt_name": .text("Anna")])
        try await world.sync()
        #expect(world["crm"].writes == [])
        #expect(try await world.plan().operations.isEmpty)
        world["crm"].edit("account", "crm1", ["crm_phone": .text("7")])
        try await world.sync()
        #expect(world["mkt"].value("account", copy.id, "mkt_phone") == .text("7"))
    }

    @Test func `R1 a value that a remote cuts or recases is an accepted divergence and is not written again`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.upperCased = ["mkt_name"]
        world["mkt"].faults.cut = ["mkt_phone": 40]
        let long = String(repeating: "0123456789", count: 6)
        world.edit("crm", "name", .text("Anna"))
        world.edit("crm", "phone", .text(long))
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("ANNA"))
        #expect(try world.link("mkt", "mkt1")?.accepted["name"] == "recased")
        #expect(try world.link("mkt", "mkt1")?.accepted["phone"] == "truncated")
        world.clearWrites()
        try await world.sync()
        _ = try await world.fullSync()
        #expect(world.writes == [])
        #expect(world.shown("crm", "name") == .text("Anna"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R5 three remotes merge in one step, whatever their order`() async throws {
        var shape = WorldShape()
        shape.remotes = ["crm", "erp", "mkt"]
        shape.policies = ["name": .prefer(["erp", "crm", "mkt"])]
        let world = try await World(shape).seeded()
        world.edit("crm", "name", .text("C"))
        world.edit("erp", "name", .text("E"))
        world.edit("mkt", "name", .text("M"))
        let report = try await world.sync()
        for remote in shape.remotes { #expect(world.shown(remote, "name") == .text("E")) }
        #expect(report.conflicts == 1)
        let losers = try #require(try world.conflicts().first).losers
        #expect(Set(losers.map(\.value)) == [.text("C"), .text("M")])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R13 an edit made between the reading and the writing is not overwritten`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        let mkt = world["mkt"]
        mkt.onCall { call in
            guard call == "read" else { return }
            mkt.onCall(nil)
            mkt.edit("account", "mkt1", ["mkt_name": .text("Ännchen")])
        }
        try await world.sync()
        #expect(try await world.settle() != nil)
        let lost = try world.conflicts().flatMap(\.losers).map(\.value)
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(lost.contains(.text("Ännchen")))
    }

    @Test func `R19 an older observation than what was seen is no news`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        let before = world["mkt"].snapshot
        world.edit("crm", "name", .text("Annabel"))
        try await world.sync()
        let after = world["mkt"].snapshot
        // A replica that lags behind answers the listing; reads by id are strong.
        world["mkt"].snapshot = before
        let mkt = world["mkt"]
        mkt.onCall { call in if call == "read" || call == "write" { mkt.snapshot = after } }
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(world.shown("crm", "name") == .text("Annabel"))
    }
}

@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

/// `stamp: true`: linked records that entente did not make get the external key too.
@Suite struct StampTests {
    private func key(_ world: World, _ remote: String, _ id: String) throws -> FieldValue {
        .text("test:\(try #require(try world.entity(remote, id)).id.text)")
    }

    @Test func `R12 linked records get the key once, those of other sides none`() async throws {
        var shape = WorldShape()
        shape.stamping = ["crm"]
        let world = try await World(shape).seeded()
        // The first sync, which linked them, has stamped them.
        #expect(world["crm"].value("account", "crm1", "hub_key") == (try key(world, "crm", "crm1")))
        #expect(world["crm"].value("account", "crm2", "hub_key") == (try key(world, "crm", "crm2")))
        #expect(world["mkt"].value("account", "mkt1", "hub_key") == .null)
        world.clearWrites()
        try await world.sync()
        _ = try await world.fullSync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
        let counts = try await ReconcileRun(services: world.services).run().kinds[.partner]
        #expect(counts == ReconcileReport.Counts(inStep: 2))
    }

    @Test func `R30 stamping that is switched on later reaches what is linked already, with the fields that changed in one write`()
        async throws
    {
        let plain = try await World().seeded()
        var shape = WorldShape()
        shape.stamping = ["mkt"]
        var world = plain
        world.settings = shape.settings(currency: try #require(Currency("USD")))
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        #expect(world.writes.sorted() == ["mkt: update account mkt1 hub_key,mkt_name", "mkt: update account mkt2 hub_key"])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R25 a key that is there is never overwritten, and a lost stamp is written again`() async throws {
        var shape = WorldShape()
        shape.stamping = ["mkt"]
        let world = try World(shape)
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "mkt1", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        world["mkt"].faults.lostRequests = 1
        try await world.sync()
        #expect(world["mkt"].value("account", "mkt1", "hub_key") == .null)
        try await world.sync()
        #expect(world["mkt"].value("account", "mkt1", "hub_key") == (try key(world, "mkt", "mkt1")))
        world["mkt"].edit("account", "mkt1", ["hub_key": .text("other:p_01ARZ3NDEKTSV4RRFFQ69G5FAV")])
        world.clearWrites()
        try await world.sync()
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        #expect(world["mkt"].value("account", "mkt1", "hub_key") == .text("other:p_01ARZ3NDEKTSV4RRFFQ69G5FAV"))
        #expect(world.shown("mkt", "name") == .text("Anna"))
    }
}

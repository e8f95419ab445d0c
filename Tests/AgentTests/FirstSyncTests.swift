import Agent
import Model
import Reconciliation
import Testing

@Suite struct FirstSyncTests {
    @Test func `R25 the first sync links what shares a key and makes what is missing`() async throws {
        let world = try World()
        world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@one.example")])
        world["crm"].add("account", id: "a2", ["crm_name": .text("Bob"), "crm_email": .text("bob@two.example")])
        world["mkt"].add("account", id: "m1", ["mkt_name": .text("Ann"), "mkt_email": .text("ANN@one.example")])
        let report = try await world.sync()
        #expect(try world.entities().count == 2)
        #expect(report.hubCreated == 2)
        #expect(report.linked == 3)
        let ann = try #require(try world.entity("crm", "a1"))
        #expect(try world.entity("mkt", "m1")?.id == ann.id)
        #expect(world["mkt"].rows("account").count == 2)
        let bob = try #require(world["mkt"].rows("account").first { $0.id != "m1" })
        #expect(bob.values["mkt_email"] == .text("bob@two.example"))
        #expect(bob.values["hub_key"] == .text("test:" + (try #require(try world.entity("crm", "a2")).id.text)))
        #expect(report.exitCode == .done)
    }

    @Test func `a second sync is a no-op`() async throws {
        let world = try World()
        world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@one.example")])
        world["mkt"].add("account", id: "m2", ["mkt_name": .text("Cy"), "mkt_email": .text("cy@three.example")])
        try await world.sync()
        world.clearWrites()
        let report = try await world.sync()
        #expect(world.writes == [])
        #expect(report.hubCreated + report.hubUpdated + report.linked + report.conflicts + report.reviews == 0)
        #expect(try await world.plan().operations.isEmpty)
        #expect(try world.outboxIsEmpty)
    }
}

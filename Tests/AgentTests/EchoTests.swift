import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

/// R18: what entente wrote itself is no news when it is read again.
@Suite struct EchoTests {
    /// Deals that refer to partners by a link, made by entente at mkt.
    private func world() async throws -> World {
        var shape = WorldShape()
        shape.hasDeals = true
        shape.dealLinks = ["mkt"]
        let world = try World(shape)
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
        world["crm"].add("deal", id: "d1", ["crm_name": .text("One"), "crm_order_number": .text("1"), "crm_partner": .text("crm1")])
        world["crm"].add("deal", id: "d2", ["crm_name": .text("Two"), "crm_order_number": .text("2")])
        try await world.sync()
        world.clearWrites()
        return world
    }

    private func news(_ report: SyncReport) -> Int { report.remotes.values.map(\.pulled).reduce(0, +) }

    @Test func `R18 records that were made, with their links, are not staged when they are read again`() async throws {
        let world = try await world()
        #expect(world["mkt"].rows("deal").compactMap { $0.links["owner"]?.count } == [1])
        let report = try await world.sync()
        #expect(news(report) == 0)
        #expect(world.writes == [])
    }

    @Test func `R18 a link that was written is no news, be it read by changes or in full; one that a person moved is`() async throws {
        let world = try await world()
        try await world.sync()
        world["crm"].edit("deal", "d2", ["crm_partner": .text("crm2")])
        try await world.sync()
        #expect(world.writes.count { $0.hasPrefix("mkt: link deal") } == 1)
        #expect(news(try await world.sync()) == 0)
        #expect(news(try await world.fullSync()) == 0)
        let copies = world["mkt"].rows("account").map(\.id).sorted()
        let deal = try #require(world["mkt"].rows("deal").first { $0.values["mkt_order_number"] == .text("1") })
        let other = try #require(copies.first { !(deal.links["owner"] ?? []).contains($0) })
        world["mkt"].relink("deal", deal.id, "owner", to: [other])
        #expect(news(try await world.sync()) == 1)
        let entity = try #require(try world.entity("mkt", deal.id, object: "deal"))
        #expect(entity.values["partner"] == (try world.link("mkt", other)?.entity).map(FieldValue.ref))
        #expect(try await world.settle() != nil)
    }

    @Test func `R29 a link that moved without a change of the record is found by a full reading`() async throws {
        let world = try await world()
        try await world.sync()
        let deal = try #require(world["mkt"].rows("deal").first { $0.values["mkt_order_number"] == .text("1") })
        let other = try #require(world["mkt"].rows("account").first { !(deal.links["owner"] ?? []).contains($0.id) })
        var state = world["mkt"].snapshot
        state.objects["deal"]?.rows[deal.id]?.links["owner"] = [other.id]
        world["mkt"].snapshot = state
        #expect(news(try await world.sync()) == 0)
        #expect(news(try await world.fullSync()) == 1)
    }

    @Test func `a second record of an entity counts as duplicated, one of nobody as orphaned`() async throws {
        let world = try await World().seeded()
        world["mkt"].add("account", id: "m8", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
        let fresh = try await ReconcileRun(services: world.services).run().kinds[.partner]
        #expect(fresh?.duplicated == 1)
        #expect(fresh?.orphaned == 1)
        try await world.sync()
        let later = try await ReconcileRun(services: world.services).run().kinds[.partner]
        #expect(later?.duplicated == 1)
        #expect(later?.orphaned == 0)
    }
}

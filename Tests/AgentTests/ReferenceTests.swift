@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct ReferenceTests {
    private func world(links: Set<String> = [], change: (inout WorldShape) -> Void = { _ in }) throws -> World {
        var shape = WorldShape()
        shape.hasDeals = true
        shape.dealLinks = links
        change(&shape)
        return try World(shape)
    }

    private func addPartner(_ world: World, _ id: String = "crm1", _ name: String = "Ann") {
        world["crm"].add("account", id: id, ["crm_name": .text(name), "crm_email": .text("\(name.lowercased())@example.com")])
    }

    private func addDeal(_ world: World, _ id: String = "d1", partner: String?, number: String = "1") {
        world["crm"].add(
            "deal", id: id,
            ["crm_name": .text("Deal \(number)"), "crm_order_number": .text(number), "crm_partner": partner.map { .text($0) } ?? .null])
    }

    /// The account that a deal at mkt leads to.
    private func target(_ world: World, _ deal: MemoryObject.Row, links: Bool) -> String? {
        if links { return deal.links["owner"]?.first }
        guard case .text(let id)? = deal.values["mkt_partner"] else { return nil }
        return id
    }

    @Test(arguments: [false, true])
    func `records are made in the order of dependency, with their references`(links: Bool) async throws {
        let world = try world(links: links ? ["mkt"] : [])
        addPartner(world)
        addDeal(world, partner: "crm1")
        let report = try await world.sync()
        #expect(report.exitCode == .done)
        let partner = try #require(world["mkt"].rows("account").first)
        let deal = try #require(world["mkt"].rows("deal").first)
        #expect(target(world, deal, links: links) == partner.id)
        #expect(try await world.settle() != nil)
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test(arguments: [false, true])
    func `a changed reference flows`(links: Bool) async throws {
        let world = try world(links: links ? ["mkt"] : [])
        addPartner(world)
        addPartner(world, "crm2", "Bob")
        addDeal(world, partner: "crm1")
        try await world.sync()
        #expect(try await world.settle() != nil)
        world["crm"].edit("deal", "d1", ["crm_partner": .text("crm2")])
        try await world.sync()
        let bob = try #require(world["mkt"].rows("account").first { $0.values["mkt_name"] == .text("Bob") })
        let deal = try #require(world["mkt"].rows("deal").first)
        #expect(target(world, deal, links: links) == bob.id)
        if links { #expect(deal.links["owner"] == [bob.id]) }
        #expect(try await world.plan().operations.isEmpty)
        world["crm"].edit("deal", "d1", ["crm_partner": .null])
        try await world.sync()
        #expect(target(world, try #require(world["mkt"].rows("deal").first), links: links) == nil)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test(arguments: [false, true])
    func `a reference that was empty when the record was made is written when it comes`(links: Bool) async throws {
        let world = try world(links: links ? ["mkt"] : [])
        addPartner(world)
        addDeal(world, partner: nil)
        try await world.sync()
        try await world.sync()
        world["crm"].edit("deal", "d1", ["crm_partner": .text("crm1")])
        try await world.sync()
        let partner = try #require(world["mkt"].rows("account").first)
        #expect(target(world, try #require(world["mkt"].rows("deal").first), links: links) == partner.id)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a link changed at the other side flows back`() async throws {
        let world = try world(links: ["mkt"])
        addPartner(world)
        addPartner(world, "crm2", "Bob")
        addDeal(world, partner: "crm1")
        try await world.sync()
        #expect(try await world.settle() != nil)
        try await world.sync()
        let bob = try #require(world["mkt"].rows("account").first { $0.values["mkt_name"] == .text("Bob") })
        let deal = try #require(world["mkt"].rows("deal").first)
        world["mkt"].relink("deal", deal.id, "owner", to: [bob.id])
        try await world.sync()
        #expect(world["crm"].value("deal", "d1", "crm_partner") == .text("crm2"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a reference to a record that is not linked yet is resolved when it is`() async throws {
        let world = try world()
        addPartner(world)
        addDeal(world, partner: "crm9")
        try await world.sync()
        let deal = try #require(world["mkt"].rows("deal").first)
        #expect(deal.values["mkt_partner"] == .null)
        #expect(try await world.plan().operations.isEmpty)
        addPartner(world, "crm9", "Max")
        try await world.sync()
        #expect(try await world.settle() != nil)
        let max = try #require(world["mkt"].rows("account").first { $0.values["mkt_name"] == .text("Max") })
        #expect(world["mkt"].value("deal", deal.id, "mkt_partner") == .text(max.id))
        #expect(
            try #require(try world.entity("crm", "d1", object: "deal")).values["partner"]
                == .ref(try #require(try world.entity("crm", "crm9")).id))
    }

    @Test func `a reference to an entity that has no record at a remote is left out there, and the plan is empty`() async throws {
        let world = try world { $0.creates = [] }
        addPartner(world)
        addDeal(world, partner: "crm1")
        world["mkt"].add("deal", id: "m1", ["mkt_name": .text("Deal 1"), "mkt_order_number": .text("1")])
        try await world.sync()
        #expect(try await world.plan().operations.isEmpty)
        let report = try await ReconcileRun(services: world.services).run()
        #expect(report.kinds[.deal]?.drifted == 0)
        world["mkt"].add("account", id: "m7", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        #expect(world["mkt"].value("deal", "m1", "mkt_partner") == .text("m7"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a run for one kind alone keeps references to the others`() async throws {
        let world = try world()
        addPartner(world)
        addDeal(world, partner: "crm1")
        try await world.sync()
        #expect(try await world.settle() != nil)
        var only = SyncOptions()
        only.kinds = [.deal]
        world["crm"].edit("deal", "d1", ["crm_name": .text("Better")])
        try await world.sync(only)
        let deal = try #require(world["mkt"].rows("deal").first)
        #expect(deal.values["mkt_name"] == .text("Better"))
        #expect(deal.values["mkt_partner"] != .null)
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R12 what refers to a record that a brake holds back is held back with it`() async throws {
        var world = try world()
        world.settings.brakes = .standard
        for index in 0..<60 { addPartner(world, "crm\(index)", "N\(index)") }
        addDeal(world, partner: "crm3")
        let report = try await world.sync()
        #expect(report.brakes.map(\.name) == ["mkt/account/creates"])
        #expect(world["mkt"].rows("deal").isEmpty)
    }
}

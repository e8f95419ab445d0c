@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

/// Two hubs that keep the same remotes in step, each under an instance of its own (R25).
@Suite struct TwoHubsTests {
    /// A hub, and a second one at the same remotes that knows nothing of the first.
    private func hubs(_ shape: WorldShape = WorldShape()) throws -> (first: World, second: World) {
        let first = try World(shape)
        var second = first
        second.store = try Store.inMemory()
        second.settings.program.instance = "second"
        return (first, second)
    }

    @Test func `R25 a record without any key that the other hub linked is not made a second time before a person says so`() async throws {
        let (first, second) = try hubs()
        first["crm"].add("account", id: "crm1", ["crm_name": .text("Ann")])
        first["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
        try await first.sync()
        #expect(first["mkt"].rows("account").count == 2)
        let report = try await second.sync()
        #expect(report.exitCode == .raised)
        #expect(first["mkt"].rows("account").count == 2)
        // Bob's record at mkt is found by its e-mail, and refused as the other hub's; Ann's is only asked about.
        let held = try second.reviews().filter { $0.rule == ForeignHub.rule }
        #expect(held.map(\.remote) == ["mkt"])
        #expect(try await second.plan().operations.isEmpty)
        let compared = try await ReconcileRun(services: second.services).run()
        #expect(compared.kinds[.partner]?.missing == 0)
        try await second.sync()
        try await first.sync()
        #expect(first["mkt"].rows("account").count == 2)
        #expect(try first.reviews().isEmpty)
    }

    @Test(arguments: [true, false])
    func `R25 the record is made once a person accepts it, and never once a person rejects it`(isAccepted: Bool) async throws {
        let (first, second) = try hubs()
        first["crm"].add("account", id: "crm1", ["crm_name": .text("Ann")])
        try await first.sync()
        try await second.sync()
        let item = try #require(try second.reviews().first { $0.rule == ForeignHub.rule })
        let reviews = Reviews(services: second.services)
        _ = try isAccepted ? reviews.accept(item.id, candidate: nil, by: "ana") : reviews.reject(item.id, by: "ana")
        try await second.sync()
        try await second.sync()
        #expect(second["mkt"].rows("account").count == (isAccepted ? 2 : 1))
        #expect(try second.reviews().allSatisfy { $0.rule != ForeignHub.rule })
        #expect(try await second.plan().operations.isEmpty)
    }

    @Test func `R25 a key that comes later is no proof before the other hub has carried it on, and what is gone needs no answer`()
        async throws
    {
        let (first, second) = try hubs()
        for (id, name) in [("crm1", "Ann"), ("crm2", "Bob")] { first["crm"].add("account", id: id, ["crm_name": .text(name)]) }
        try await first.sync()
        try await second.sync()
        #expect(try second.reviews().count { $0.rule == ForeignHub.rule } == 2)
        second["crm"].edit("account", "crm1", ["crm_email": .text("ann@example.com")])
        second["crm"].delete("account", "crm2")
        try await second.sync()
        #expect(try second.reviews().count { $0.rule == ForeignHub.rule } == 1)
        #expect(try second.entities().count { $0.deletedAt == nil } == 1)
        try await first.sync()
        try await second.sync()
        #expect(try second.reviews().allSatisfy { $0.rule != ForeignHub.rule })
        #expect(first["mkt"].rows("account").count == 2)
    }

    @Test func `R12 with stamps at both remotes the second hub takes nothing for its own`() async throws {
        var shape = WorldShape()
        shape.stamping = ["crm", "mkt"]
        let (first, second) = try hubs(shape)
        first["crm"].add("account", id: "crm1", ["crm_name": .text("Ann")])
        try await first.sync()
        try await second.sync()
        #expect(first["crm"].rows("account").count == 1)
        #expect(first["mkt"].rows("account").count == 1)
        #expect(try second.entities().isEmpty)
    }

    @Test(arguments: [[], ["crm"], ["crm", "mkt"]])
    func `R25 check tells of another hub, unless every remote is stamped`(stamping: [String]) async throws {
        let (first, other) = try hubs()
        var shape = WorldShape()
        shape.stamping = Set(stamping)
        var second = try World(shape, store: other.store)
        second.remotes = first.remotes
        second.settings.program.instance = "second"
        first["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        try await first.sync()
        #expect(await CheckRun(services: second.services).run().allSatisfy { $0.fact != .otherHub("test") })
        second.clock.set(first.clock.now())
        try await second.sync()
        let found = await CheckRun(services: second.services).run().filter { $0.fact == .otherHub("test") }
        #expect(found.map(\.subject) == (stamping.count == 2 ? [] : ["mkt/account"]))
        #expect(found.allSatisfy { $0.severity == .warning && $0.exitCode == .done })
    }

    @Test func `R25 a hub that is alone asks nobody before it makes a record without a key`() async throws {
        let world = try World()
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann")])
        try await world.sync()
        #expect(world["mkt"].rows("account").count == 1)
        #expect(try world.reviews().isEmpty)
    }
}

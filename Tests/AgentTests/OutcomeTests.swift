@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct OutcomeTests {
    @Test func `R11 an update whose answer is lost is found to be done`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world["mkt"].faults.lostResponses = 1
        let report = try await world.sync()
        #expect(report.remotes["mkt"]?.unknown == 1)
        #expect(report.exitCode == .partial)
        let again = try await world.sync()
        #expect(world.writes == ["mkt: update account mkt1 mkt_name"])
        #expect(again.exitCode == .done)
        #expect(try world.outboxIsEmpty)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R11 an update that was lost on its way is planned again`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world["mkt"].faults.lostRequests = 1
        try await world.sync()
        #expect(world.writes == [])
        try await world.sync()
        #expect(world.writes == ["mkt: update account mkt1 mkt_name"])
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R11 where the record shows something else the operation is dropped and merged again`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world["mkt"].faults.lostRequests = 1
        try await world.sync()
        world.edit("mkt", "name", .text("Mine"))
        try await world.sync()
        #expect(try await world.settle() != nil)
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Mine")])
    }

    @Test(arguments: [true, false])
    func `R12 a create whose answer is lost makes no second record`(hasKey: Bool) async throws {
        var shape = WorldShape()
        shape.unique = ["mkt": ["mkt_email"]]
        if !hasKey { shape.externalKey["mkt"] = .some(nil) }
        let world = try World(shape)
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["mkt"].faults.lostResponses = 1
        try await world.sync()
        #expect(world["mkt"].rows("account").count == 1)
        try await world.sync()
        #expect(try await world.settle() != nil)
        #expect(world["mkt"].rows("account").count == 1)
        #expect(try world.entities().count == 1)
        let copy = try #require(world["mkt"].rows("account").first)
        #expect(try world.entity("mkt", copy.id)?.id == (try world.entity("crm", "crm1")?.id))
    }

    @Test func `R16 an operation without an entry in the answer is unknown, the others stand`() async throws {
        let world = try World()
        for index in 0..<5 {
            world["crm"].add("account", id: "a\(index)", ["crm_name": .text("N\(index)"), "crm_email": .text("n\(index)@example.com")])
        }
        world["mkt"].faults.missingEntries = 2
        let report = try await world.sync()
        #expect(report.remotes["mkt"]?.unknown == 2)
        #expect(report.remotes["mkt"]?.created == 3)
        world["mkt"].faults.missingEntries = nil
        try await world.sync()
        #expect(world["mkt"].rows("account").count == 5)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R17 a refused row is a failed row: it stops no other and is not tried again until the intention changes`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.refused = ["Anna"]
        world.edit("crm", "name", .text("Anna"))
        world.edit("crm", "name", .text("Bobby"), id: "crm2")
        let report = try await world.sync()
        #expect(report.exitCode == .partial)
        #expect(report.remotes["mkt"]?.failed == 1)
        #expect(world.shown("mkt", "name", "mkt2") == .text("Bobby"))
        #expect(try world.reviews().map(\.kind) == ["failed"])
        world.clearWrites()
        let again = try await world.sync()
        #expect(again.exitCode == .done)
        #expect(again.waiting == 1)
        #expect(try await world.plan().operations.isEmpty)
        world.edit("crm", "name", .text("Annabel"))
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Annabel"))
        #expect(try world.reviews().isEmpty)
    }

    @Test func `R17 a person's retry is one more try`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.refused = ["Anna"]
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        world["mkt"].faults.refused = []
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Ann"))
        let review = try #require(try world.reviews().first)
        _ = try Reviews(services: world.services).accept(review.id, candidate: nil, by: "ana")
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
    }

    @Test func `R17 a changed remote schema is worth another try`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.refused = ["Anna"]
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        var mkt = world["mkt"].snapshot
        mkt.faults.refused = []
        mkt.objects["account"]?.fields.append("mkt_new")
        world["mkt"].snapshot = mkt
        world.clock.advance(.seconds(100_000))
        try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(try world.reviews().isEmpty)
    }

    @Test func `a create that meets an existing record is matched with it in the next round`() async throws {
        var shape = WorldShape()
        shape.unique = ["mkt": ["mkt_email"]]
        let world = try World(shape)
        // The record was made a moment ago and is in no listing yet.
        world["mkt"].add("account", id: "m1", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        world["mkt"].faults.unlisted = ["m1"]
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        let report = try await world.sync()
        #expect(report.remotes["mkt"]?.failed == 0)
        #expect(try world.entity("mkt", "m1")?.id == (try world.entity("crm", "crm1")?.id))
        #expect(world["mkt"].rows("account").count == 1)
        #expect(try world.reviews().isEmpty)
        world["mkt"].faults.unlisted = []
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R14 a strictly guarded field goes alone`() async throws {
        var world = try await World().seeded()
        for index in world.settings.sync[0].rules.indices where world.settings.sync[0].rules[index].name == "tier" {
            world.settings.sync[0].rules[index].isStrict = true
        }
        try world.set("tier", "gold")
        try await world.sync()
        #expect(world.shown("mkt", "tier") == .text("gold"))
        #expect(try await world.plan().operations.isEmpty)
    }
}

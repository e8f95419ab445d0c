@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

@Suite struct DeletionTests {
    private func world(
        _ policy: DeletePolicy = .unlink, remotes: [String] = ["crm", "mkt"], change: (inout WorldShape) -> Void = { _ in }
    ) throws -> World {
        var shape = WorldShape()
        shape.remotes = remotes
        for remote in remotes where remote != "crm" { shape.onDelete[remote] = policy }
        change(&shape)
        return try World(shape)
    }

    /// A record at crm and the copy of it that the hub made at mkt.
    private func copied(_ world: World) async throws -> String {
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        try await world.sync()
        world.clearWrites()
        return try #require(world["mkt"].rows("account").first).id
    }

    @Test(arguments: [(DeletePolicy.propagate, "delete"), (.archive, "archive")])
    func `R21 a deletion reaches a record that the hub made`(policy: DeletePolicy, verb: String) async throws {
        let world = try world(policy)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        let report = try await world.sync()
        #expect(world.writes == ["mkt: \(verb) account \(copy) "])
        #expect(report.remotes["mkt"]?.deleted == 1)
        #expect(report.hubDeleted == 1)
        #expect(try world.entities().isEmpty)
        #expect(try await world.plan().operations.isEmpty)
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
    }

    @Test func `R21 unlink leaves the other record and ends both links; nothing is made again`() async throws {
        let world = try world(.unlink)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        try await world.sync()
        #expect(world.writes == [])
        #expect(world["mkt"].row("account", copy)?.deletedAt == nil)
        #expect(try world.link("crm", "crm1")?.state == .gone)
        #expect(try world.link("mkt", copy)?.state == .removed)
        world["mkt"].edit("account", copy, ["mkt_phone": .text("1")])
        try await world.sync()
        _ = try await world.fullSync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R21 ignore leaves record and link as they are`() async throws {
        let world = try world(.ignore)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        try await world.sync()
        #expect(world.writes == [])
        #expect(try world.link("mkt", copy)?.state == .live)
        #expect(try world.entities().count == 1)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R21 a record that the hub did not make is never deleted`() async throws {
        let world = try await world(.propagate).seeded()
        world["crm"].delete("account", "crm1")
        try await world.sync()
        #expect(world.writes == [])
        #expect(world["mkt"].row("account", "mkt1")?.deletedAt == nil)
    }

    @Test(arguments: [DeletePolicy.propagate, .archive, .unlink])
    func `R21 an edit wins over a deletion, which goes to review`(policy: DeletePolicy) async throws {
        let world = try world(policy)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        world["mkt"].edit("account", copy, ["mkt_phone": .text("1")])
        let report = try await world.sync()
        #expect(world.writes == [])
        #expect(report.exitCode == .raised)
        #expect(try world.reviews().map(\.rule) == ["R21"])
        #expect(try world.entity("mkt", copy)?.values["phone"] == .text("1"))
        #expect(try world.link("mkt", copy)?.state == .live)
        world["mkt"].edit("account", copy, ["mkt_name": .text("Anna")])
        try await world.sync()
        #expect(try world.entity("mkt", copy)?.values["name"] == .text("Anna"))
        #expect(world["crm"].rows("account").isEmpty)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R13 an edit made while the deletion is on its way wins`() async throws {
        let world = try world(.propagate)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        let mkt = world["mkt"]
        mkt.onCall { call in
            guard call == "read" else { return }
            mkt.onCall(nil)
            mkt.edit("account", copy, ["mkt_phone": .text("9")])
        }
        try await world.sync()
        #expect(try await world.settle() != nil)
        #expect(world.writes == [])
        #expect(world["mkt"].value("account", copy, "mkt_phone") == .text("9"))
        #expect(try world.reviews().map(\.kind) == ["delete"])
    }

    @Test func `R35 a deletion waits for a remote that is down, and is carried out when it is back`() async throws {
        let world = try world(.propagate)
        let copy = try await copied(world)
        world["crm"].delete("account", "crm1")
        world["mkt"].faults.isDown = true
        let report = try await world.sync()
        #expect(report.exitCode == .partial)
        #expect(try world.entities().count == 1)
        world["mkt"].faults.isDown = false
        try await world.sync()
        #expect(world["mkt"].row("account", copy)?.deletedAt != nil)
        #expect(try world.entities().isEmpty)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R22 an undeleted record is linked as before, with its entity and the links that ended with it`() async throws {
        let world = try world(.unlink)
        let copy = try await copied(world)
        let id = try #require(try world.entity("crm", "crm1")).id
        world["crm"].delete("account", "crm1")
        try await world.sync()
        #expect(try world.entities().isEmpty)
        world["crm"].undelete("account", "crm1")
        try await world.sync()
        #expect(try world.entities().map(\.id) == [id])
        #expect(try world.link("mkt", copy)?.state == .live)
        world["crm"].edit("account", "crm1", ["crm_name": .text("Anna")])
        try await world.sync()
        #expect(world["mkt"].value("account", copy, "mkt_name") == .text("Anna"))
        #expect(world["mkt"].rows("account").count == 1)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R22 a record made again under a new id is matched with its entity`() async throws {
        let world = try world(.ignore)
        let copy = try await copied(world)
        let id = try #require(try world.entity("crm", "crm1")).id
        world["crm"].delete("account", "crm1")
        try await world.sync()
        world["crm"].add("account", id: "crm7", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        try await world.sync()
        #expect(try world.entity("crm", "crm7")?.id == id)
        #expect(try world.entity("mkt", copy)?.id == id)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R23 an id given to another record is another record, and a person is told`() async throws {
        let world = try await world().seeded()
        let id = try #require(try world.entity("crm", "crm1")).id
        world.clock.advance(.seconds(3600))
        world["crm"].reuse("account", "crm1", ["crm_name": .text("Max"), "crm_email": .text("max@example.com")])
        try await world.sync()
        #expect(try await world.settle() != nil)
        let other = try #require(try world.entity("crm", "crm1"))
        #expect(other.id != id)
        #expect(other.values["name"] == .text("Max"))
        #expect(world.shown("mkt", "name") == .text("Ann"))
        #expect(try world.reviews().map(\.rule) == ["R23"])
    }

    @Test func `R24 a merged record is followed to the one it became`() async throws {
        let world = try await world().seeded()
        let id = try #require(try world.entity("crm", "crm1")).id
        world["crm"].add("account", id: "crm5", ["crm_name": .text("Ann Lee"), "crm_email": .text("lee@example.com")])
        world["crm"].merge("account", "crm1", into: "crm5")
        try await world.sync()
        #expect(try await world.settle() != nil)
        #expect(try world.entity("crm", "crm5")?.id == id)
        #expect(world.shown("mkt", "name") == .text("Ann Lee"))
    }

    @Test func `R24 a merge of two known records asks a person whether the entities are one`() async throws {
        let world = try await world().seeded()
        world["crm"].merge("account", "crm1", into: "crm2")
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        let review = try #require(try world.reviews().first)
        #expect(review.kind == "merge")
        #expect(review.candidates.array?.count == 2)
        #expect(try world.entities().count == 2)
        #expect(try await world.plan().operations.isEmpty)
    }

    /// HubSpot gives the record that two were merged into an id of its own; whichever entity is looked at first, the record is hers whose
    /// key it bears.
    @Test(arguments: [("mkt1", "ann"), ("mkt2", "bob")])
    func `R24 two known records merged under a new id belong to the entity that its key names`(heir: String, name: String) async throws {
        let world = try await world().seeded()
        let expected = try #require(try world.entity("mkt", heir)).id
        world["mkt"].add("account", id: "mkt9", ["mkt_name": .text("Both"), "mkt_email": .text("\(name)@example.com")])
        for loser in ["mkt1", "mkt2"] { world["mkt"].merge("account", loser, into: "mkt9") }
        #expect(try await world.sync().exitCode == .raised)
        #expect(try world.reviews().map(\.kind) == ["merge"])
        #expect(try world.entity("mkt", "mkt9")?.id == expected)
        #expect(try world.entities().count == 2)
        #expect(try await world.settle() == 0)
    }

    @Test func `a record that leaves where is unlinked, and linked again when it is back`() async throws {
        let world = try world { $0.conditions = ["crm": ["Type": ["Partner"]]] }
        world["crm"].add(
            "account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "Type": .text("Partner")])
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "Type": .text("Customer")])
        world["mkt"].add("account", id: "mkt1", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        #expect(try world.entities().count == 1)
        world.clearWrites()
        world["crm"].edit("account", "crm1", ["Type": .text("Customer")])
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.state == .removed)
        #expect(world["crm"].row("account", "crm1")?.deletedAt == nil)
        world.edit("mkt", "name", .text("Anna"))
        try await world.sync()
        #expect(world.shown("crm", "name") == .text("Ann"))
        #expect(world.writes == [])
        world["crm"].edit("account", "crm1", ["Type": .text("Partner")])
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(world.shown("crm", "name") == .text("Anna"))
        #expect(try await world.plan().operations.isEmpty)
    }

    // MARK: Absence (R20)

    private func withoutFeed(_ policy: DeletePolicy) throws -> World {
        let world = try world(policy)
        var crm = world["crm"].snapshot
        crm.objects["account"]?.capabilities.hasDeletedListing = false
        crm.objects["account"]?.capabilities.hasChanges = false
        world["crm"].snapshot = crm
        return world
    }

    @Test func `R20 what a listing does not show and is there by id is not deleted`() async throws {
        let world = try withoutFeed(.propagate)
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
        let copy = try await copied(world)
        world["crm"].faults.unlisted = ["crm1"]
        for _ in 0..<3 {
            world.clock.advance(.seconds(4000))
            try await world.sync()
        }
        #expect(world.writes == [])
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(world["mkt"].rows("account").contains { $0.id == copy })
    }

    @Test func `R20 deleting elsewhere asks for two complete listings an hour apart`() async throws {
        let world = try withoutFeed(.propagate)
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
        _ = try await copied(world)
        let copy = try #require(world["mkt"].rows("account").first { $0.values["mkt_name"] == .text("Ann") }).id
        world["crm"].delete("account", "crm1", purged: true)
        try await world.sync()
        try await world.sync()
        #expect(world.writes == [])
        world.clock.advance(.seconds(3600))
        try await world.sync()
        #expect(world.writes == ["mkt: delete account \(copy) "])
        #expect(try world.entities().count == 1)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R20 a record that is missing once and back is as before`() async throws {
        let world = try withoutFeed(.propagate)
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Bob"), "crm_email": .text("bob@example.com")])
        _ = try await copied(world)
        world["crm"].delete("account", "crm1", purged: true)
        try await world.sync()
        world["crm"].undelete("account", "crm1")
        world.clock.advance(.seconds(7200))
        try await world.sync()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R20 a lost permission is not a deletion`() async throws {
        let world = try withoutFeed(.propagate)
        _ = try await world.seeded()
        world["crm"].faults.denied = ["crm1", "crm2"]
        world.clock.advance(.seconds(7200))
        try await world.sync()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(try world.entities().count == 2)
    }
}

@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Testing

/// R24: two entities become one, by themselves or by a person's word, and can be taken apart again.
@Suite struct IdentityTests {
    /// Ann is at crm alone, Anna at crm and mkt; a deal refers to Ann.
    private func world(_ amount: String? = nil) async throws -> World {
        var shape = WorldShape()
        shape.hasDeals = true
        shape.creates = []
        let world = try World(shape)
        world["crm"].add(
            "account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "crm_phone": .text("1")])
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Anna"), "crm_email": .text("anna@example.com")])
        world["mkt"].add("account", id: "mkt2", ["mkt_name": .text("Anna"), "mkt_email": .text("anna@example.com")])
        for (id, owner) in [("d1", "crm1"), ("d2", "crm2")] {
            var values: FieldValues = [
                "crm_name": .text(id), "crm_order_number": .text(id), "crm_partner": .text(owner),
            ]
            values["crm_amount"] = amount.flatMap { Money($0) }.map(FieldValue.money)
            world["crm"].add("deal", id: id, values)
        }
        try await world.sync()
        world.clearWrites()
        return world
    }

    private func partner(of deal: String, _ world: World) throws -> FieldValue? {
        try world.entity("crm", deal, object: "deal")?.values["partner"]
    }

    @Test func `R24 a merge at a remote makes two entities one where no money differs, and loses nothing`() async throws {
        let world = try await world()
        let (ann, anna) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
        world["crm"].merge("account", "crm1", into: "crm2")
        let report = try await world.sync()
        #expect(report.exitCode == .done)
        #expect(try world.entities().map(\.id) == [anna])
        let kept = try #require(try world.entities().first)
        #expect(kept.values["name"] == .text("Anna"))
        #expect(kept.values["phone"] == .text("1"))
        #expect(kept.provenance["phone"]?.from == "crm")
        #expect(world.shown("mkt", "phone", "mkt2") == .text("1"))
        let lost = try world.conflicts().flatMap(\.losers).map(\.value)
        #expect(Set(lost) == [.text("Ann"), .text("ann@example.com")])
        #expect(try partner(of: "d1", world) == .ref(anna))
        #expect(try world.reviews().isEmpty)
        #expect(try await world.plan().operations.isEmpty)
        // An old key of the one that is gone leads to the one that stayed.
        #expect(try world.store.read { try $0.mergedEntities.resolve(ann) } == anna)
        #expect(try await ReconcileRun(services: world.services).run().exitCode == .done)
        #expect(try Verify(services: world.services).run() == [])
    }

    @Test func `R24 the plan of an automatic merge shows it`() async throws {
        let world = try await world()
        let anna = try #require(try world.entity("crm", "crm2")).id
        world["crm"].merge("account", "crm1", into: "crm2")
        let plan = try await world.plan()
        let hub = plan.operations.filter { $0["remote"]?.string == "hub" && $0["object"]?.string == "partner" }
        #expect(hub.compactMap { $0["kind"]?.string }.sorted() == ["delete", "update"])
        #expect(hub.first { $0["kind"]?.string == "update" }?["entity"]?.string == anna.text)
        #expect(try world.entities().count == 2)
    }

    @Test func `R24 where both have sales a person decides, and accepting makes them one`() async throws {
        let world = try await world("10.00 USD")
        let (ann, anna) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
        world["crm"].merge("account", "crm1", into: "crm2")
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        #expect(try world.entities().count == 2)
        let review = try #require(try world.reviews().first { $0.kind == "merge" })
        #expect(review.candidates.array?.compactMap(\.string) == [ann.text, anna.text])
        let words = try Reviews(services: world.services).accept(review.id, candidate: nil, by: "ana")
        #expect(words.contains("entente review split merge_"))
        #expect(try world.entities().map(\.id) == [anna])
        #expect(try world.reviews().isEmpty)
        #expect(try await world.settle() != nil)
    }

    @Test func `R24 no sale changes hands before a person said so, though all is read again, and none drifts`() async throws {
        let world = try await world("10.00 USD")
        let (ann, anna) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
        world["crm"].merge("account", "crm1", into: "crm2")
        try await world.sync()
        world["crm"].edit("deal", "d1", ["crm_name": .text("edited")])
        _ = try await world.fullSync()
        #expect(try partner(of: "d1", world) == .ref(ann))
        #expect(try await ReconcileRun(services: world.services, isDeep: true).run().drift == [])
        let review = try #require(try world.reviews().first { $0.kind == "merge" })
        _ = try Reviews(services: world.services).accept(review.id, candidate: nil, by: "ana")
        #expect(try await world.settle() != nil)
        #expect(try partner(of: "d1", world) == .ref(anna))
        #expect(try await ReconcileRun(services: world.services, isDeep: true).run().drift == [])
    }

    @Test func `a merge that a person asked for is taken back whole`() async throws {
        let world = try await world()
        let reviews = Reviews(services: world.services)
        let (first, second) = (try #require(try world.entity("crm", "crm1")), try #require(try world.entity("crm", "crm2")))
        let (ann, anna) = (first.id, second.id)
        _ = try reviews.merge(anna.text, ann.text, by: "ana")
        try await world.sync()
        #expect(try world.entities().map(\.id) == [anna])
        // Two records at crm are one entity: one of them is nobody's.
        #expect(try world.links(of: anna).filter { $0.state == .live }.count == 2)
        #expect(try await ReconcileRun(services: world.services).run().kinds[.partner]?.duplicated == 1)
        #expect(world.shown("mkt", "phone", "mkt2") == .text("1"))
        #expect(try await world.plan().operations.isEmpty)
        #expect(try reviews.split(ann.text, by: "ana").contains("lives again"))
        #expect(try await world.settle() != nil)
        #expect(try world.entities().count == 2)
        #expect(try world.entity("crm", "crm1")?.values.filter { !$0.value.isBlank } == first.values.filter { !$0.value.isBlank })
        #expect(try world.entity("crm", "crm2")?.values.filter { !$0.value.isBlank } == second.values.filter { !$0.value.isBlank })
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(try world.link("crm", "crm1")?.entity == ann)
        #expect(try partner(of: "d1", world) == .ref(ann))
        #expect(world.shown("mkt", "phone", "mkt2") == .null)
        #expect(world.shown("crm", "name", "crm1") == .text("Ann"))
        #expect(throws: RunError.self) { try reviews.split(ann.text, by: "ana") }
        let actions = try world.store.read { try $0.audit.page(limit: 100).map(\.entry.action) }
        #expect(actions.suffix(2) == ["merge", "split"])
        #expect(try Verify(services: world.services).run() == [])
    }

    @Test func `R24 what people changed in a record while it was nobody's is read once the merge is taken back`() async throws {
        let world = try await world()
        let reviews = Reviews(services: world.services)
        let (ann, anna) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
        _ = try reviews.merge(anna.text, ann.text, by: "ana")
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.state == .merged)
        world.edit("crm", "phone", .text("9"), id: "crm1")
        try await world.sync()
        try await world.sync()
        _ = try reviews.split(ann.text, by: "ana")
        #expect(try await world.settle() != nil)
        #expect(try world.entity("crm", "crm1")?.values["phone"] == .text("9"))
        #expect(world.shown("crm", "phone", "crm1") == .text("9"))
        #expect(try await ReconcileRun(services: world.services).run().drift == [])
    }

    @Test func `what is not settled, not there or not alike is not merged`() async throws {
        let world = try await world()
        let reviews = Reviews(services: world.services)
        let ids = try ["crm1", "crm2"].map { try #require(try world.entity("crm", $0)).id.text }
        let deal = try #require(try world.entities(.deal).first).id.text
        #expect(throws: RunError.self) { try reviews.merge(ids[0], ids[0], by: "ana") }
        #expect(throws: RunError.self) { try reviews.merge(ids[0], deal, by: "ana") }
        #expect(throws: RunError.self) { try reviews.merge(ids[0], "p_nobody", by: "ana") }
        #expect(throws: RunError.self) { try reviews.split(ids[0], by: "ana") }
        world.edit("crm", "name", .text("Annie"), id: "crm2")
        world["mkt"].faults.lostRequests = 1
        try await world.sync()
        #expect(throws: RunError.self) { try reviews.merge(ids[0], ids[1], by: "ana") }
        #expect(try world.entities().count == 2)
        try await world.sync()
        _ = try reviews.merge(ids[1], ids[0], by: "ana")
        #expect(try world.entities().map(\.id.text) == [ids[1]])
    }

    @Test func `R21 a deletion that a person lets stand is carried to the other side`() async throws {
        var shape = WorldShape()
        shape.onDelete = ["mkt": .propagate]
        let world = try World(shape)
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        try await world.sync()
        world.clearWrites()
        let copy = try #require(world["mkt"].rows("account").first).id
        world["crm"].delete("account", "crm1")
        world["mkt"].edit("account", copy, ["mkt_phone": .text("1")])
        try await world.sync()
        let review = try #require(try world.reviews().first { $0.kind == "delete" })
        _ = try Reviews(services: world.services).accept(review.id, candidate: nil, by: "ana")
        try await world.sync()
        #expect(world.writes == ["mkt: delete account \(copy) "])
        #expect(try world.entities().isEmpty)
        #expect(try await world.settle() != nil)
        #expect(try world.store.read { try $0.settings.all(prefix: "deletion.") }.isEmpty)
    }

    @Test func `an entity that was merged says into which, and is set no more`() async throws {
        let world = try await world()
        let (ann, anna) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
        world["crm"].merge("account", "crm1", into: "crm2")
        try await world.sync()
        let view = try Show(services: world.services).entity(ann)
        #expect(view.mergedInto == anna)
        #expect(view.json["merged_into"]?.string == anna.text)
        #expect(try Show(services: world.services).entity(anna).json["merged_into"] == nil)
        let refusal = #expect(throws: RunError.self) { try HubEdit(services: world.services).set(ann, [("tier", "gold")], by: "ana") }
        #expect(refusal == .refused(.entity(.merged(ann, into: anna))))
    }

    @Test func `R33 more merges at once than deletions are allowed are for a person`() async throws {
        var shape = WorldShape()
        shape.creates = []
        shape.brakes.deletes = .init(count: 2, share: 0)
        let world = try World(shape)
        for index in 0..<6 {
            world["crm"].add("account", id: "crm\(index)", ["crm_name": .text("N\(index)"), "crm_email": .text("n\(index)@example.com")])
        }
        try await world.sync()
        for index in 0..<3 { world["crm"].merge("account", "crm\(index)", into: "crm5") }
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        #expect(report.reviews == 3)
        #expect(try world.entities().count == 6)
        #expect(try await world.sync().exitCode == .done)
        let reviews = Reviews(services: world.services)
        for item in try world.reviews() { _ = try reviews.accept(item.id, candidate: nil, by: "ana") }
        #expect(try world.entities().count == 3)
        #expect(try await world.settle() != nil)
    }

    @Test func `ids may be given by their ends, and an open conflict of the one that is gone is closed with it`() async throws {
        var shape = WorldShape()
        shape.policies["name"] = .manual
        shape.creates = []
        let world = try await World(shape).seeded()
        world["crm"].add("account", id: "crm3", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com")])
        world.edit("crm", "name", .text("Anna"))
        world.edit("mkt", "name", .text("Mine"))
        try await world.sync()
        let (ann, zoe) = (try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm3")).id)
        let conflict = try #require(try world.conflicts().first { $0.conflict.state == .open })
        _ = try Reviews(services: world.services).merge("…" + zoe.text.suffix(6), "…" + ann.text.suffix(6), by: "ana")
        #expect(try world.conflicts().allSatisfy { $0.conflict.state != .open })
        #expect(throws: RunError.self) { try Conflicts(services: world.services).resolve(conflict.conflict.id, take: "mkt", by: "ana") }
        #expect(try world.store.read { try $0.mergedEntities.resolve(ann) } == zoe)
        #expect(try Reviews(services: world.services).split("…" + ann.text.suffix(6), by: "ana").contains("lives again"))
        #expect(try world.store.read { try $0.mergedEntities.resolve(ann) } == ann)
    }
}

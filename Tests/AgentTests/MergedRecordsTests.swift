@testable import Agent
import Connectors
import Model
import Reconciliation
import Storage
import Synchronization
import Testing

/// R24: records that change hands, by a merge at a remote, by a person's merge, or by its being taken back.
@Suite struct MergedRecordsTests {
    /// Ann is at crm alone, Anna at crm and mkt.
    private func world() async throws -> (World, ann: EntityID, anna: EntityID) {
        var shape = WorldShape()
        shape.creates = []
        let world = try World(shape)
        world["crm"].add(
            "account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "crm_phone": .text("1")])
        world["crm"].add("account", id: "crm2", ["crm_name": .text("Anna"), "crm_email": .text("anna@example.com")])
        world["mkt"].add("account", id: "mkt2", ["mkt_name": .text("Anna"), "mkt_email": .text("anna@example.com")])
        try await world.sync()
        return (world, try #require(try world.entity("crm", "crm1")).id, try #require(try world.entity("crm", "crm2")).id)
    }

    @Test func `R24 a link that moves to a record which was nobody's takes what that record shows, though nothing changes in it`()
        async throws
    {
        let (world, ann, anna) = try await world()
        _ = try Reviews(services: world.services).merge(anna.text, ann.text, by: "ana")
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.state == .merged)
        world.edit("crm", "phone", .text("9"), id: "crm1")
        for _ in 0..<3 { try await world.sync() }
        world["crm"].merge("account", "crm2", into: "crm1")
        // The first sync moves the link, the second reads where it leads.
        for _ in 0..<2 { try await world.sync() }
        #expect(try await world.settle() != nil)
        #expect(try world.link("crm", "crm1")?.state == .live)
        #expect(try world.entity("crm", "crm1")?.id == anna)
        #expect(try world.entity("crm", "crm1")?.values["phone"] == .text("9"))
        #expect(world.shown("mkt", "phone", "mkt2") == .text("9"))
        #expect(try await ReconcileRun(services: world.services).run().drift == [])
    }

    @Test func `R24 a record that lives again and cannot be read by its id is looked for in the whole listing, once`() async throws {
        let (world, ann, anna) = try await world()
        let reviews = Reviews(services: world.services)
        _ = try reviews.merge(anna.text, ann.text, by: "ana")
        try await world.sync()
        // Deleted while it was nobody's: nobody was told.
        world["crm"].delete("account", "crm1", purged: true)
        try await world.sync()
        _ = try reviews.split(ann.text, by: "ana")
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.state != .live)
        #expect(try await world.settle() != nil)
        let reads = ReadCount()
        world["crm"].onCall { if $0 == "read" { reads.add() } }
        try await world.sync()
        #expect(reads.value == 0)
    }

    @Test func `S9 what a person types into a record while its entity is merged goes with the record when the merge is taken back`()
        async throws
    {
        let (world, ann, anna) = try await world()
        let reviews = Reviews(services: world.services)
        _ = try reviews.merge(ann.text, anna.text, by: "ana")
        #expect(try await world.settle() != nil)
        world.edit("mkt", "tier", .text("gold"), id: "mkt2")
        try await world.sync()
        #expect(world.shown("crm", "tier", "crm1") == .text("gold"))
        _ = try reviews.split(anna.text, by: "ana")
        #expect(try await world.settle() != nil)
        #expect(try world.entity("mkt", "mkt2")?.id == anna)
        #expect(world.shown("mkt", "tier", "mkt2") == .text("gold"))
        #expect(world.shown("crm", "tier", "crm2") == .text("gold"))
        #expect(world.shown("mkt", "name", "mkt2") == .text("Anna"))
        #expect(try await ReconcileRun(services: world.services).run().drift == [])
    }

    @Test func `S9 an identity key typed meanwhile stays with the entity that has it, and stands in the audit of the other`() async throws {
        let (world, ann, anna) = try await world()
        let reviews = Reviews(services: world.services)
        _ = try reviews.merge(ann.text, anna.text, by: "ana")
        #expect(try await world.settle() != nil)
        world.edit("mkt", "email", .text("new@example.com"), id: "mkt2")
        try await world.sync()
        _ = try reviews.split(anna.text, by: "ana")
        #expect(try await world.settle() != nil)
        #expect(world.shown("mkt", "email", "mkt2") == .text("anna@example.com"))
        let losers = try world.conflicts().filter { $0.conflict.entity == anna }.flatMap(\.losers).map(\.value)
        #expect(losers.contains(.text("new@example.com")))
    }

    @Test func `R12 a record whose key another entity's record has is not planned for ever: a person is told`() async throws {
        var shape = WorldShape()
        shape.externalKey["mkt"] = .some(nil)
        shape.unique = ["mkt": ["mkt_email"]]
        let world = try await World(shape).seeded()
        world["crm"].add("account", id: "crm9", ["crm_name": .text("Bea"), "crm_email": .text("bea@example.com")])
        world.edit("mkt", "email", .text("bea@example.com"))
        let report = try await world.sync()
        #expect(report.exitCode == .partial)
        try await world.sync()
        #expect(try world.reviews().contains { $0.kind == ReviewKind.failed.rawValue && $0.reason.contains("mkt1") })
        #expect(try await world.plan().operations.isEmpty)
    }
}

/// How often something was called.
private final class ReadCount: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func add() { count.withLock { $0 += 1 } }
}

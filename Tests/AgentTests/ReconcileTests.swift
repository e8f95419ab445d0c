@testable import Agent
import Foundation
import Model
import Reconciliation
import Storage
import Testing

@Suite struct ReconcileTests {
    private func counts(_ world: World, deep: Bool = false) async throws -> ReconcileReport.Counts {
        let report = try await ReconcileRun(services: world.services, isDeep: deep).run()
        return try #require(report.kinds[.partner])
    }

    @Test(arguments: [false, true])
    func `everything in step is told so, and nothing is changed`(deep: Bool) async throws {
        let world = try await World().seeded()
        let report = try await ReconcileRun(services: world.services, isDeep: deep).run()
        #expect(report.kinds[.partner] == ReconcileReport.Counts(inStep: 2))
        #expect(report.exitCode == .done)
        #expect(world.writes == [])
        #expect(try await world.sync().remotes["crm"]?.pulled == 0)
    }

    @Test func `drift is told with the field, the values and who moved`() async throws {
        let world = try await World().seeded()
        world.edit("mkt", "name", .text("Anna"))
        let report = try await ReconcileRun(services: world.services).run()
        #expect(report.kinds[.partner] == ReconcileReport.Counts(inStep: 1, drifted: 1))
        let drift = try #require(report.drift.first)
        #expect(drift.field == "name")
        #expect(drift.hub == .text("Ann"))
        #expect(drift.values == ["mkt": .text("Anna")])
        #expect(drift.by == "mkt")
        #expect(report.exitCode == .differences)
    }

    @Test func `missing, orphaned and waiting are told apart`() async throws {
        let world = try await World().seeded()
        world["crm"].delete("account", "crm1")
        world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
        let found = try await counts(world)
        #expect(found == ReconcileReport.Counts(inStep: 1, missing: 1, orphaned: 1))
        let other = try World()
        other["crm"].add("account", id: "a1", ["crm_email": .text("ann@example.com")])
        other["crm"].add("account", id: "a2", ["crm_email": .text("ann@example.com")])
        try await other.sync()
        #expect(try await counts(other) == ReconcileReport.Counts(waiting: 2))
    }

    @Test func `accepted divergences and removed records are accepted, not drift`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.upperCased = ["mkt_name"]
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        #expect(try await counts(world) == ReconcileReport.Counts(inStep: 1, accepted: 1))
        #expect(try await counts(world, deep: true) == ReconcileReport.Counts(inStep: 1, accepted: 1))
        world["crm"].delete("account", "crm2")
        try await world.sync()
        #expect(try await counts(world).missing == 0)
    }

    @Test func `a second record of an entity that has one is duplicated`() async throws {
        let world = try await World().seeded()
        world["mkt"].add("account", id: "mkt9", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        #expect(try await counts(world) == ReconcileReport.Counts(inStep: 2, duplicated: 1))
    }

    @Test func `what is held at first contact waits`() async throws {
        let world = try World()
        world["crm"].add("account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "mkt1", ["mkt_name": .text("Anne"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        #expect(try await counts(world) == ReconcileReport.Counts(waiting: 1))
    }

    @Test func `a remote that is down is told, and its records are not missing`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.isDown = true
        let report = try await ReconcileRun(services: world.services).run()
        #expect(report.exitCode == .partial)
        #expect(report.kinds[.partner]?.missing == 0)
        #expect(report.errors.keys.sorted() == ["mkt"])
    }

    @Test func `explain tells who set a value, by which rule, what lost and what was written`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "name", .text("Anna"))
        world.edit("mkt", "name", .text("Mine"))
        try await world.sync()
        let id = try #require(try world.entity("crm", "crm1")).id
        let explanation = try Explain(services: world.services).entity(id, field: "name")
        let field = try #require(explanation.fields.first)
        #expect(field.value == .text("Anna"))
        #expect(field.provenance?.from == "crm")
        #expect(field.provenance?.rule == "R5 prefer")
        #expect(field.lost.flatMap(\.losers).map(\.value) == [.text("Mine")])
        #expect(field.writes.map(\.record.remote) == ["mkt"])
        #expect(field.sides.map(\.value) == [.text("Anna"), .text("Anna")])
        #expect(throws: RunError.self) { try Explain(services: world.services).entity(id, field: "no_such_field") }
    }

    @Test func `verify finds a sound hub sound`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.upperCased = ["mkt_name"]
        world.edit("crm", "name", .text("Anna"))
        try world.set("tier", "gold")
        try await world.sync()
        #expect(try Verify(services: world.services).run() == [])
    }
}

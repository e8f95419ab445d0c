@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct MatchingTests {
    @Test func `R25 two records with one key wait for a person, and nothing is made at the other side`() async throws {
        let world = try World()
        world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["crm"].add("account", id: "a2", ["crm_name": .text("Anne"), "crm_email": .text("ann@example.com")])
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        #expect(try world.reviews().map(\.kind) == ["match", "match"])
        #expect(world["mkt"].rows("account").isEmpty)
        #expect(try await world.plan().operations.isEmpty)
        let again = try await world.fullSync()
        #expect(again.reviews == 0)
        #expect(again.waiting == 2)
    }

    @Test func `R25 an entity whose key a waiting record carries is not made there`() async throws {
        let world = try World()
        world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "m1", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        world["mkt"].add("account", id: "m2", ["mkt_name": .text("Ann"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        #expect(world["mkt"].rows("account").count == 2)
        #expect(world.writes == [])
        #expect(try world.reviews().count == 2)
        #expect(try await world.plan().operations.isEmpty)
        // One of the two is changed by a person at the remote: both are clear now.
        world["mkt"].edit("account", "m2", ["mkt_email": .text("other@example.com")])
        try await world.sync()
        #expect(try world.entity("mkt", "m1")?.id == (try world.entity("crm", "a1")?.id))
        #expect(try world.entity("mkt", "m2") != nil)
        #expect(try world.reviews().isEmpty)
    }

    @Test func `R25 a person links a waiting record, or makes it an entity of its own`() async throws {
        let world = try World()
        world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com")])
        try await world.sync()
        let copy = try #require(world["mkt"].rows("account").first)
        world["mkt"].add("account", id: "m8", ["mkt_name": .text("Anne"), "mkt_email": .text("ann@example.com")])
        try await world.sync()
        let review = try #require(try world.reviews().first)
        #expect(review.candidates.array?.isEmpty == false)
        #expect(throws: RunError.self) { try Reviews(services: world.services).accept(review.id, candidate: nil, by: "ana") }
        _ = try Reviews(services: world.services).reject(review.id, by: "ana")
        try await world.sync()
        #expect(try world.entity("mkt", "m8")?.id != (try world.entity("mkt", copy.id)?.id))
        #expect(try world.entity("mkt", "m8")?.values["name"] == .text("Anne"))
        // The address that both have stays with the first.
        #expect(try world.reviews().map(\.rule) == ["R25"])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R25 a record of another hub is left alone`() async throws {
        let world = try World()
        world["crm"].add(
            "account", id: "a1",
            ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "hub_key": .text("other:p_01JD3Z0000000000000000000A")])
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        #expect(try world.entities().isEmpty)
        #expect(world.writes == [])
    }

    @Test func `R25 an e-mail address that belongs to another entity is a review, not a second owner`() async throws {
        let world = try await World().seeded()
        world.edit("crm", "email", .text("bob@example.com"))
        let report = try await world.sync()
        #expect(report.exitCode == .raised)
        #expect(try world.hub("email") == .text("ann@example.com"))
        #expect(world.shown("mkt", "email") == .text("ann@example.com"))
        #expect(try await world.plan().operations.isEmpty)
    }
}

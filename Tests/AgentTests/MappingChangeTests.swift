@testable import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct MappingChangeTests {
    private func world(fields: [String]) async throws -> World {
        var shape = WorldShape()
        shape.fields = [("name", .text), ("email", .email), ("phone", .text), ("tier", .text)]
        var world = try World(shape)
        world.settings = narrowed(world.settings, to: fields)
        return try await world.seeded(["tier": .text("gold")])
    }

    private func narrowed(_ settings: Settings, to fields: [String]) -> Settings {
        var settings = settings
        settings.sync[0].rules = settings.sync[0].rules.filter { fields.contains($0.name) }
        settings.fingerprint = fields.joined(separator: ",")
        return settings
    }

    @Test func `R30 a field newly mapped starts at first contact: differences are held`() async throws {
        let whole = try World().settings
        var world = try await world(fields: ["name", "email", "phone"])
        #expect(try world.hub("tier") == nil)
        world.edit("mkt", "tier", .text("silver"))
        world.settings = whole
        let report = try await world.sync()
        #expect(report.held == ["mkt/account": 1])
        #expect(try world.hub("tier") == .text("gold"))
        #expect(world.shown("mkt", "tier") == .text("silver"))
        #expect(world.shown("mkt", "tier", "mkt2") == .text("gold"))
        #expect(world.writes == [])
    }

    @Test func `R30 a field no longer mapped is forgotten, so that it starts anew`() async throws {
        var world = try await world(fields: ["name", "email", "phone", "tier"])
        let whole = world.settings
        #expect(try world.link("crm", "crm1")?.remoteBase["tier"] == .text("gold"))
        world.settings = narrowed(whole, to: ["name", "email", "phone"])
        try await world.sync()
        #expect(try world.link("crm", "crm1")?.remoteBase["tier"] == nil)
        world.edit("crm", "tier", .text("silver"))
        try await world.sync()
        #expect(world.writes == [])
        world.settings = whole
        try await world.sync()
        #expect(world.shown("mkt", "tier") == .text("gold"))
        #expect(world.writes == [])
    }

    @Test func `R30 a field mapped to another one of the remote starts anew there, and clears nothing elsewhere`() async throws {
        var world = try await World().seeded(["phone": .text("12")])
        world.settings = narrowed(world.settings, to: ["name", "email", "phone"])
        try await world.sync()
        world.settings.sync[0].rules = world.settings.sync[0].rules.map { rule in
            var rule = rule
            if rule.name == "phone" { rule.sides["mkt"]?.remoteField = "mkt_tier" }
            return rule
        }
        try await world.sync()
        #expect(try world.hub("phone") == .text("12"))
        #expect(world.shown("crm", "phone") == .text("12"))
        #expect(world.shown("mkt", "tier") == .text("12"))
        #expect(world.shown("mkt", "phone") == .text("12"))
    }

    @Test func `R30 a second hub field fed by a remote field that was read before is filled`() async throws {
        var world = try await world(fields: ["name", "email"])
        var rule = try #require(world.settings.sync[0].rule("name"))
        rule.name = "persona"
        rule.sides = rule.sides.filter { $0.key == "crm" }
        rule.sides["crm"]?.writesOnUpdate = false
        world.settings.sync[0].rules.append(rule)
        try await world.sync()
        #expect(try world.hub("persona") == .text("Ann"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `a direction that becomes read-only cancels what was still to be written`() async throws {
        var world = try await World().seeded()
        world["mkt"].faults.isDown = true
        world.edit("crm", "name", .text("Anna"))
        try await world.sync()
        world["mkt"].faults.isDown = false
        for index in world.settings.remotes.indices where world.settings.remotes[index].name == "mkt" {
            world.settings.remotes[index].access = .readOnly
        }
        try await world.sync()
        #expect(world.writes == [])
        #expect(try world.outboxIsEmpty)
        #expect(try await world.plan().operations.isEmpty)
    }
}

import Agent
import Model
import Reconciliation
import Storage
import Testing

@Suite struct PolicyTests {
    /// Two sides in step on the field's first value; then both are edited, and one sync decides.
    private func world(
        _ policy: MergePolicy, type: FieldType = .text, first: FieldValue, crm: FieldValue, mkt: FieldValue
    ) async throws
        -> World
    {
        var shape = WorldShape()
        shape.fields = [("name", .text), ("email", .email), ("custom.x", type)]
        shape.policies = ["custom.x": policy]
        let world = try await World(shape).seeded(["custom.x": first])
        world.edit("crm", "custom.x", crm)
        world.clock.advance(.seconds(600))
        world.edit("mkt", "custom.x", mkt)
        try await world.sync()
        return world
    }

    private func expect(_ world: World, _ value: FieldValue, lost: FieldValue?) async throws {
        #expect(try world.hub("custom.x") == value)
        #expect(world.shown("crm", "custom.x") == value)
        #expect(world.shown("mkt", "custom.x") == value)
        let losers = try world.conflicts().flatMap(\.losers).map(\.value)
        #expect(losers == (lost.map { [$0] } ?? []))
        #expect(try await world.plan().operations.isEmpty)
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try world.conflicts().count == (lost == nil ? 0 : 1))
    }

    @Test func `R6 owner takes the owner's value and reverts the others`() async throws {
        let world = try await world(.owner("crm", othersIgnored: false), first: .text("a"), crm: .text("b"), mkt: .text("c"))
        try await expect(world, .text("b"), lost: .text("c"))
    }

    @Test func `R6 owner reverts a change of another side alone`() async throws {
        let world = try await world(.owner("crm", othersIgnored: false), first: .text("a"), crm: .text("a"), mkt: .text("c"))
        try await expect(world, .text("a"), lost: .text("c"))
    }

    @Test func `R6 owner hub reverts both sides`() async throws {
        var shape = WorldShape()
        shape.policies = ["tier": .owner("hub", othersIgnored: false)]
        let world = try await World(shape).seeded()
        try world.set("tier", "gold")
        try await world.sync()
        world.edit("crm", "tier", .text("silver"))
        world.edit("mkt", "tier", .text("bronze"))
        try await world.sync()
        #expect(world.shown("crm", "tier") == .text("gold"))
        #expect(world.shown("mkt", "tier") == .text("gold"))
        #expect(Set(try world.conflicts().flatMap(\.losers).map(\.value)) == [.text("silver"), .text("bronze")])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R6 owner with others ignored leaves the others their value`() async throws {
        let world = try await world(.owner("crm", othersIgnored: true), first: .text("a"), crm: .text("b"), mkt: .text("c"))
        #expect(try world.hub("custom.x") == .text("b"))
        #expect(world.shown("mkt", "custom.x") == .text("c"))
        #expect(try world.link("mkt", "mkt1")?.accepted["custom.x"] == "ignored")
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R6 prefer takes the first in the list, only where values are concurrent`() async throws {
        let world = try await world(.prefer(["mkt", "crm"]), first: .text("a"), crm: .text("b"), mkt: .text("c"))
        try await expect(world, .text("c"), lost: .text("b"))
        world.edit("crm", "custom.x", .text("d"))
        try await world.sync()
        #expect(world.shown("mkt", "custom.x") == .text("d"))
    }

    @Test func `R6 prefer_nonblank never takes a blank over a value`() async throws {
        let world = try await world(.preferNonblank, first: .text("a"), crm: .null, mkt: .text("c"))
        try await expect(world, .text("c"), lost: .null)
    }

    @Test func `R6 prefer_nonblank gives a blanked side its value back`() async throws {
        let world = try await world(.preferNonblank, first: .text("a"), crm: .null, mkt: .text("a"))
        #expect(world.shown("crm", "custom.x") == .text("a"))
        #expect(try world.hub("custom.x") == .text("a"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R7 latest takes what was written last`() async throws {
        let world = try await world(.latest, first: .text("a"), crm: .text("b"), mkt: .text("c"))
        try await expect(world, .text("c"), lost: .text("b"))
    }

    @Test func `R6 max and min take the larger and the smaller`() async throws {
        let large = try await world(.max, type: .integer, first: .integer(1), crm: .integer(7), mkt: .integer(5))
        try await expect(large, .integer(7), lost: .integer(5))
        let small = try await world(.min, type: .integer, first: .integer(9), crm: .integer(7), mkt: .integer(5))
        try await expect(small, .integer(5), lost: .integer(7))
    }

    @Test func `R6 set_union takes what any side added, without what any side took out`() async throws {
        let world = try await world(
            .setUnion, type: .set, first: .set(["a", "b"]), crm: .set(["a", "b", "c"]), mkt: .set(["b", "d"]))
        try await expect(world, .set(["b", "c", "d"]), lost: nil)
    }

    @Test func `R6 append_only grows and loses nothing`() async throws {
        let world = try await world(.appendOnly, first: .text("a"), crm: .text("a\nb"), mkt: .text("a\nc"))
        let value = try #require(try world.hub("custom.x")).display
        for line in ["a", "b", "c"] { #expect(value.contains(line)) }
        #expect(world.shown("crm", "custom.x") == world.shown("mkt", "custom.x"))
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R6 immutable sends a second value to review and writes nothing`() async throws {
        let world = try await world(.immutable, first: .text("a"), crm: .text("b"), mkt: .text("a"))
        #expect(try world.hub("custom.x") == .text("a"))
        #expect(world.shown("mkt", "custom.x") == .text("a"))
        #expect(try world.reviews().map(\.kind) == ["conflict"])
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R8 manual freezes the field on all sides while the rest flows, and a person's decision goes everywhere`() async throws {
        let world = try await world(.manual, first: .text("a"), crm: .text("b"), mkt: .text("c"))
        #expect(world.writes == [])
        world.edit("crm", "name", .text("Anna"))
        let report = try await world.sync()
        #expect(world.shown("mkt", "name") == .text("Anna"))
        #expect(world.shown("mkt", "custom.x") == .text("c"))
        #expect(report.reviews == 0)
        #expect(report.waiting == 1)
        let conflict = try #require(try world.conflicts().first { $0.conflict.state.rawValue == "open" })
        #expect(Set(conflict.losers.map(\.from)) == ["hub", "crm", "mkt"])
        _ = try Conflicts(services: world.services).resolve(conflict.conflict.id, take: "mkt", by: "ana")
        try await world.sync()
        #expect(world.shown("crm", "custom.x") == .text("c"))
        #expect(try world.hub("custom.x") == .text("c"))
        #expect(try world.reviews().isEmpty)
        #expect(try await world.plan().operations.isEmpty)
    }

    @Test func `R8 one side's change alone is taken under manual`() async throws {
        let world = try await world(.manual, first: .text("a"), crm: .text("b"), mkt: .text("a"))
        try await expect(world, .text("b"), lost: nil)
    }

    @Test func `R9 a field that is fought over becomes a war, is frozen and goes to review`() async throws {
        var shape = WorldShape()
        shape.policies = ["name": .owner("crm", othersIgnored: false)]
        let world = try await World(shape).seeded()
        for round in 0..<6 {
            world.edit("mkt", "name", .text("mine \(round)"))
            try await world.sync()
        }
        #expect(try world.reviews().map(\.rule) == ["R9"])
        #expect(world.shown("mkt", "name") == .text("mine 5"))
        #expect(world.shown("crm", "name") == .text("Ann"))
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
    }

    @Test func `R9 a remote's own workflow that rewrites our value ends in a war, not in writing for ever`() async throws {
        let world = try await World().seeded()
        world["mkt"].faults.rewritten = ["mkt_name": "GmbH"]
        world.edit("crm", "name", .text("Anna"))
        for _ in 0..<8 { try await world.sync() }
        world.clearWrites()
        try await world.sync()
        #expect(world.writes == [])
        #expect(try await world.plan().operations.isEmpty)
    }
}

import Agent
import Foundation
import Model
import Reconciliation
import Storage
import Testing

@Suite struct PlanTests {
    /// A hub in a file, in a folder that goes when the test is over.
    private func withFile(_ shape: WorldShape = WorldShape(), _ body: (World, String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("plan-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(try World(shape, store: Store(path: folder + "/hub.db", access: .readWrite)), folder)
    }

    private func ids(_ report: PlanReport) -> [String] { report.operations.compactMap { $0["id"]?.string } }

    private func contents(_ folder: String) -> [Data?] {
        ["hub.db", "hub.db-wal"].map { FileManager.default.contents(atPath: folder + "/" + $0) }
    }

    @Test func `R31 a plan leaves the store and the remotes as they are`() async throws {
        try await withFile { world, folder in
            _ = try await world.seeded()
            world.edit("crm", "name", .text("Anna"))
            world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe")])
            let before = contents(folder)
            let plan = try await world.plan(saveTo: folder + "/a.plan")
            #expect(contents(folder) == before)
            #expect(world.writes == [])
            #expect(plan.exitCode == .differences)
            #expect(try FileManager.default.attributesOfItem(atPath: folder + "/a.plan")[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func `R32 the operations of a plan are those that apply sends, and nothing is left over`() async throws {
        try await withFile { world, folder in
            _ = try await world.seeded()
            world.edit("crm", "name", .text("Anna"))
            world["mkt"].add("account", id: "m9", ["mkt_name": .text("Zoe"), "mkt_email": .text("zoe@example.com")])
            let path = folder + "/a.plan"
            let plan = try await world.plan(saveTo: path)
            #expect(Set(plan.operations.compactMap { $0["kind"]?.string }) == ["create", "update", "link"])
            let report = try await world.apply(path)
            #expect(report.stale == [])
            #expect(report.new == [])
            #expect(world.shown("mkt", "name") == .text("Anna"))
            #expect(world["crm"].rows("account").count == 3)
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `R32 apply sends exactly the file's operations and reports what is stale and what is new`() async throws {
        try await withFile { world, folder in
            _ = try await world.seeded()
            world.edit("crm", "name", .text("Anna"))
            let path = folder + "/a.plan"
            let planned = ids(try await world.plan(saveTo: path))
            world.edit("crm", "name", .text("Annabel"))
            world.edit("crm", "name", .text("Bobby"), id: "crm2")
            let report = try await world.apply(path)
            #expect(world.writes == [])
            #expect(Set(report.stale ?? []) == Set(planned))
            #expect(report.new?.count == 2)
            try await world.sync()
            #expect(world.shown("mkt", "name") == .text("Annabel"))
            #expect(world.shown("mkt", "name", "mkt2") == .text("Bobby"))
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `R32 a plan of another configuration is refused`() async throws {
        try await withFile { world, folder in
            _ = try await world.plan(saveTo: folder + "/a.plan")
            var other = world
            other.settings.fingerprint = "another"
            await #expect(throws: RunError.self) { try await other.apply(folder + "/a.plan") }
        }
    }

    @Test func `R26 values that differ at first contact are held until a plan is applied`() async throws {
        try await withFile { world, folder in
            world["crm"].add(
                "account", id: "crm1", ["crm_name": .text("Ann"), "crm_email": .text("ann@example.com"), "crm_phone": .text("1")])
            world["mkt"].add(
                "account", id: "mkt1", ["mkt_name": .text("Anne"), "mkt_email": .text("ann@example.com"), "mkt_tier": .text("x")])
            let first = try await world.sync()
            #expect(first.exitCode == .raised)
            #expect(first.held == ["mkt/account": 1])
            #expect(world.shown("mkt", "name") == .text("Anne"))
            // Blanks are filled meanwhile.
            #expect(world.shown("mkt", "phone") == .text("1"))
            #expect(world.shown("crm", "tier") == .text("x"))
            let again = try await world.sync()
            #expect(again.exitCode == .done)
            #expect(again.waiting == 1)
            let path = folder + "/a.plan"
            let plan = try await world.plan(saveTo: path)
            #expect(plan.operations.count == 1)
            #expect(plan.exitCode == .differences)
            let report = try await world.apply(path)
            #expect(report.exitCode == .done)
            #expect(world.shown("mkt", "name") == .text("Ann"))
            #expect(try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Anne")])
            #expect(try await world.plan().operations.isEmpty)
            try await world.sync()
            #expect(try world.reviews().isEmpty)
        }
    }

    @Test func `R26 a hub value is held like a remote's`() async throws {
        try await withFile { world, folder in
            _ = try HubEdit(services: world.services).add(.partner, [("name", "Ann"), ("email", "ann@example.com")], by: "ana")
            world["crm"].add("account", id: "crm1", ["crm_name": .text("Anne"), "crm_email": .text("ann@example.com")])
            try await world.sync()
            #expect(try world.hub("name") == .text("Ann"))
            #expect(world.shown("crm", "name") == .text("Anne"))
            let path = folder + "/a.plan"
            _ = try await world.plan(saveTo: path)
            try await world.apply(path)
            #expect(try world.hub("name") == .text("Anne"))
            #expect(try world.conflicts().flatMap(\.losers).map(\.value) == [.text("Ann")])
            #expect(try await world.settle() != nil)
        }
    }
}

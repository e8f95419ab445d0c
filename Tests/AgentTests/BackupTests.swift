@testable import Agent
import Connectors
import Foundation
import Model
import Reconciliation
import Storage
import Testing

/// Taking the hub out, putting it back, and telling that it was put back.
@Suite struct BackupTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("backup-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await body(folder)
    }

    private func journaled(_ world: World) async throws -> SyncReport {
        world.clock.advance(.seconds(60))
        let services = world.services
        let report = try await RunJournal(services: services).sync("sync") { (run) async throws(RunError) in
            try await SyncRun(services: services, run: run).run()
        }
        world.clock.advance(.seconds(60))
        return report
    }

    private func world(_ folder: String) async throws -> World {
        try await World(store: Store(path: folder + "/hub.db", access: .readWrite)).seeded(["phone": .text("1")])
    }

    private func mode(_ path: String) throws -> Int? { try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int }

    @Test func `a backup is whole, closed to others and replaces nothing`() async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            let report = try Backup.make(of: world.services, at: folder + "/copy.db")
            #expect(report.entities[.partner] == 2)
            #expect(report.bytes > 0)
            #expect(try mode(folder + "/copy.db") == 0o600)
            let copy = try Store(path: folder + "/copy.db", access: .readOnly)
            let there = try copy.read { try $0.entities.page(.partner, limit: 10) }
            #expect(try there == world.entities())
            try copy.close()
            #expect(throws: RunError.self) { try Backup.make(of: world.services, at: folder + "/copy.db") }
            #expect(!FileManager.default.fileExists(atPath: folder + "/copy.db.partial"))
        }
    }

    @Test func `a restored hub reads everything first, writes nothing, and loses nothing that happened since`() async throws {
        try await withFolder { folder in
            var world = try await world(folder)
            _ = try await journaled(world)
            _ = try Backup.make(of: world.services, at: folder + "/copy.db")
            // Since the backup: an edit that was carried over, one made in the hub, and a record that entente made at mkt.
            world.edit("crm", "name", .text("Anna"))
            try world.set("tier", "gold")
            world["crm"].add("account", id: "crm3", ["crm_name": .text("Zoe"), "crm_email": .text("zoe@example.com")])
            _ = try await journaled(world)
            let zoe = try #require(try world.entity("crm", "crm3")).id
            #expect(world.shown("mkt", "name") == .text("Anna"))
            try world.store.close()
            let now = world.clock.now()
            let report = try Backup.restore(folder + "/copy.db", to: folder + "/hub.db", at: now)
            #expect(report.entities[.partner] == 2)
            let before = try #require(report.before)
            #expect(FileManager.default.fileExists(atPath: before))
            world.store = try Store(path: folder + "/hub.db", access: .readWrite)
            #expect(try world.entity("crm", "crm3") == nil)
            world.clearWrites()
            let audit = try await journaled(world)
            #expect(audit.isAudit)
            #expect(audit.json["audit"]?.bool == true)
            #expect(world.writes == [])
            #expect(try world.hub("name") == .text("Anna"))
            #expect(try world.hub("tier") == .text("gold"))
            #expect(try world.entities().count == 3)
            #expect(try world.entity("crm", "crm3")?.id == zoe)
            let copy = try #require(world["mkt"].rows("account").first { $0.values["mkt_name"] == .text("Zoe") })
            #expect(try world.entity("mkt", copy.id)?.id == zoe)
            let next = try await journaled(world)
            #expect(!next.isAudit)
            #expect(next.exitCode == .done)
            #expect(world["mkt"].rows("account").count == 3)
            #expect(try await world.plan().operations.isEmpty)
        }
    }

    @Test func `a store that was emptied is refused, one that was never filled is not`() async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            _ = try await journaled(world)
            try Backup.refuseEmptied(folder + "/hub.db")
            try world.store.close()
            for suffix in ["", "-wal", "-shm"] where FileManager.default.fileExists(atPath: folder + "/hub.db" + suffix) {
                try Data().write(to: URL(filePath: folder + "/hub.db" + suffix))
            }
            let detail = "it is empty, and \(folder)/hub.db.epoch says that it was not"
            #expect(throws: RunError.store(.damaged(path: folder + "/hub.db", detail: detail))) {
                try Backup.refuseEmptied(folder + "/hub.db")
            }
            try Data().write(to: URL(filePath: folder + "/new.db"))
            try Backup.refuseEmptied(folder + "/new.db")
            try Backup.refuseEmptied(folder + "/missing.db")
        }
    }

    @Test func `a file that was copied back by hand is recognised, and so is another hub's`() async throws {
        try await withFolder { folder in
            var world = try await world(folder)
            _ = try await journaled(world)
            try world.store.copy(to: folder + "/old.db")
            #expect(try await !journaled(world).isAudit)
            #expect(try await !journaled(world).isAudit)
            try world.store.close()
            #expect(try mode(folder + "/hub.db.epoch") == 0o600)
            for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: folder + "/hub.db" + suffix) }
            try FileManager.default.copyItem(atPath: folder + "/old.db", toPath: folder + "/hub.db")
            world.store = try Store(path: folder + "/hub.db", access: .readWrite)
            #expect(try await journaled(world).isAudit)
            #expect(try await !journaled(world).isAudit)
            // A remote that cannot be read keeps the hub from writing.
            try world.store.write { try Restoration.demandAudit("test", at: world.clock.now(), $0) }
            world["mkt"].faults.isDown = true
            #expect(try await journaled(world).isAudit)
            world["mkt"].faults.isDown = false
            #expect(try await journaled(world).isAudit)
            #expect(try await !journaled(world).isAudit)
        }
    }

    @Test func `a run stands in the journal under the id that its report has`() async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            let report = try await journaled(world)
            #expect(try world.store.read { try $0.runs.recent(limit: 1).first?.id } == report.run)
        }
    }

    @Test func `a backup that is none or damaged is refused, and the store stays`() async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            try world.store.close()
            let path = folder + "/none.db"
            #expect(throws: RunError.self) { try Backup.restore(path, to: folder + "/hub.db", at: world.clock.now()) }
            try Data("no database".utf8).write(to: URL(fileURLWithPath: path))
            #expect(throws: RunError.self) { try Backup.restore(path, to: folder + "/hub.db", at: world.clock.now()) }
            let store = try Store(path: folder + "/hub.db", access: .readOnly)
            #expect(try store.read { try $0.entities.count(.partner) } == 2)
            try store.close()
        }
    }

    @Test(arguments: [false, true])
    func `what is exported is imported again, from JSON Lines or from comma-separated text`(isSheet: Bool) async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            world.edit("crm", "name", .text("A \"quoted\", long\nname"))
            world.edit("mkt", "name", .text("=HYPERLINK(\"x\")"))
            _ = try await journaled(world)
            let out = try HubExport(services: world.services).run(to: folder + "/out")
            #expect(out.rows["partner"] == 2)
            #expect(out.rows["conflict"] == 1)
            #expect(out.rows["lease"] == nil)
            #expect(try mode(folder + "/out/partner.jsonl") == 0o600)
            #expect(throws: RunError.self) { try HubExport(services: world.services).run(to: folder + "/out") }
            if isSheet {
                for name in try FileManager.default.contentsOfDirectory(atPath: folder + "/out") where name.hasSuffix(".jsonl") {
                    try FileManager.default.removeItem(atPath: folder + "/out/" + name)
                }
            }
            var other = world
            other.store = try Store(path: folder + "/other.db", access: .readWrite)
            let back = try HubImport(services: other.services).run(from: folder + "/out")
            #expect(back.rows == out.rows)
            #expect(try other.entities() == world.entities())
            #expect(try other.link("crm", "crm1") == world.link("crm", "crm1"))
            #expect(try other.conflicts().map(\.conflict) == world.conflicts().map(\.conflict))
            #expect(throws: RunError.self) { try HubImport(services: other.services).run(from: folder + "/out") }
            #expect(try await journaled(other).isAudit)
            #expect(try await journaled(other).exitCode == .done)
            #expect(try await other.plan().operations.isEmpty)
            #expect(try Verify(services: other.services).run() == [])
        }
    }

    @Test func `an export that lost a row or a file is refused and leaves the hub empty`() async throws {
        try await withFolder { folder in
            let world = try await world(folder)
            _ = try HubExport(services: world.services).run(to: folder + "/out")
            var other = world
            other.store = try Store(path: folder + "/other.db", access: .readWrite)
            let path = folder + "/out/partner.jsonl"
            let whole = try String(contentsOfFile: path, encoding: .utf8)
            for broken in [
                String(whole.split(separator: "\n")[0]) + "\n", "nonsense\n" + whole,
                whole.replacing("\"rev\":", with: "\"rev\":\"x\",\"r\":"),
            ] {
                try broken.write(toFile: path, atomically: false, encoding: .utf8)
                #expect(throws: RunError.self) { try HubImport(services: other.services).run(from: folder + "/out") }
                #expect(try other.entities().isEmpty)
            }
            #expect(throws: RunError.self) { try HubImport(services: other.services).run(from: folder) }
        }
    }
}

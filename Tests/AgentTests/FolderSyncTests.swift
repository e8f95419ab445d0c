import Agent
import Connectors
import Foundation
import HTTP
import Model
import Reconciliation
import Testing
import YAML

/// A directory of files in the place of a remote: kept in step three ways, with the hub in the middle, like any other.
@Suite struct FolderSyncTests {
    private static let manifest = """
        dsl: 1
        connector: files
        version: 1
        status: beta
        config: {path: {type: text}}
        folder: {path: "{{ config.path }}"}
        objects:
          account:
            file: accounts.csv
            id: id
            external_key: hub_key
            unique: [mkt_email]
            fields: {mkt_email: {type: email}}
        """

    /// A world whose remote `mkt` is the file.
    private final class Office: Sendable {
        let world: World
        let folder: String
        let connector: Connector

        private struct Silence: HTTPTransport {
            func send(_ request: Request) async throws(HTTPError) -> Response { throw .unreachable(host: "", reason: "nobody is asked") }
        }

        init(_ text: String, _ change: (inout WorldShape) -> Void = { _ in }) throws {
            var shape = WorldShape()
            change(&shape)
            world = try World(shape)
            folder = NSTemporaryDirectory() + "entente-office-\(UUID().uuidString)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            let manifest = try #require(Manifest.load(Array(FolderSyncTests.manifest.utf8), file: "files.yaml").0)
            connector = try Connector(
                manifest: manifest, config: ["path": .text(folder)],
                services: ConnectorServices(transport: Silence(), clock: world.clock, randomness: world.bits))
            try put(text)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }

        func put(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: folder + "/accounts.csv")) }

        func text() throws -> String { String(decoding: try Data(contentsOf: URL(filePath: folder + "/accounts.csv")), as: UTF8.self) }

        /// Lines without the first, each without its id and the hub's key, which the test cannot know.
        func change(_ part: String, to other: String) throws {
            let text = try text()
            #expect(text.contains(part))
            try put(text.replacing(part, with: other))
        }

        @discardableResult
        func sync() async throws -> SyncReport {
            var services = world.services
            let settings = try #require(services.settings.remotes.first { $0.name == "mkt" })
            services.remotes["mkt"] = Remote(settings: settings, source: connector, sink: connector) { RemoteUsage(offset: .zero) }
            world.clock.advance(.seconds(60))
            return try await SyncRun(services: services, options: SyncOptions()).run()
        }
    }

    private static let header = "id,mkt_name,mkt_email,mkt_phone,mkt_tier,hub_key\n"

    private func office(_ change: (inout WorldShape) -> Void = { _ in }) async throws -> Office {
        let office = try Office(Self.header + "m1,Ann,ANN@one.example,,,\nm9,Cy,cy@three.example,,,\n", change)
        office.world["crm"].add("account", id: "a1", ["crm_name": .text("Ann"), "crm_email": .text("ann@one.example")])
        office.world["crm"].add("account", id: "a2", ["crm_name": .text("Bob"), "crm_email": .text("bob@two.example")])
        try await office.sync()
        return office
    }

    @Test func `R25 the first sync links rows that share a key and makes what is missing on either side`() async throws {
        let office = try await office()
        #expect(try office.world.entity("crm", "a1")?.id == (try office.world.entity("mkt", "m1")?.id))
        #expect(try office.text().contains(",Bob,bob@two.example,"))
        #expect(office.world["crm"].rows("account").contains { $0.values["crm_name"] == .text("Cy") })
        #expect(try office.world.entities().count == 3)
    }

    @Test func `a second sync changes no byte`() async throws {
        let office = try await office()
        let text = try office.text()
        office.world.clearWrites()
        let report = try await office.sync()
        #expect(try office.text() == text)
        #expect(office.world.writes == [])
        #expect(report.hubCreated + report.hubUpdated + report.linked + report.conflicts == 0)
    }

    @Test func `edits of both sides are merged field by field`() async throws {
        let office = try await office()
        try office.change("m1,Ann,ANN@one.example,,", to: "m1,Ann,ANN@one.example,,gold")
        office.world["crm"].edit("account", "a1", ["crm_phone": .text("555")])
        try await office.sync()
        #expect(office.world["crm"].value("account", "a1", "crm_tier") == .text("gold"))
        #expect(try office.text().contains("m1,Ann,ANN@one.example,555,gold,"))
        let entity = try #require(try office.world.entity("crm", "a1"))
        #expect(entity.values["tier"] == .text("gold") && entity.values["phone"] == .text("555"))
    }

    @Test func `a row that is taken out ends its link alone, and a deletion elsewhere takes its row out (R21)`() async throws {
        let office = try await office { $0.onDelete["mkt"] = .propagate }
        let row = try #require(try office.text().split(separator: "\n").first { $0.contains("Bob") })
        office.world["crm"].delete("account", "a2")
        try await office.sync()
        #expect(try !office.text().contains(row))
        try office.change("m1,Ann,ANN@one.example,,,\n", to: "")
        let report = try await office.sync()
        #expect(report.remotes["mkt"]?.deleted ?? 0 == 0)
        #expect(office.world["crm"].rows("account").contains { $0.id == "a1" })
    }

    @Test func `a file that is gone or cut deletes nothing`() async throws {
        for broken in ["", "missing"] {
            let office = try await office { $0.onDelete["crm"] = .propagate }
            if broken == "missing" {
                try FileManager.default.removeItem(atPath: office.folder + "/accounts.csv")
            } else {
                try office.put(broken)
            }
            office.world.clearWrites()
            _ = try? await office.sync()
            #expect(office.world.writes == [])
            #expect(try office.world.entities().count == 3)
        }
    }
}

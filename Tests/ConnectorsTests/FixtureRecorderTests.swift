import Connectors
import Foundation
import HTTP
import Model
import Sandbox
import Testing
import YAML

/// Fixtures recorded from a live remote: they hold when they are played, and say nothing that is nobody's business.
@Suite struct FixtureRecorderTests {
    private func recorded(_ bench: SandboxBench, _ object: String, _ fields: [String: RemoteType]) async throws -> [RecordedFixture] {
        let recorder = try FixtureRecorder(bench.manifest, config: bench.config, url: bench.address, services: bench.services)
        return try await recorder.record(object, fields: fields)
    }

    private func played(_ fixtures: [RecordedFixture], _ manifest: Manifest) async throws -> FixtureRun.Report {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recorded-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(fixtures.map(\.text).joined().utf8).write(to: folder.appending(path: "recorded.yaml"))
        return await FixtureRun(manifest).run(folder: folder.path)
    }

    @Test func `what is recorded of HubSpot holds when it is played`() async throws {
        let bench = try SandboxBench.hubspot(records: 40)
        let fixtures = try await recorded(bench, "contact", ["email": .email, "firstname": .text, "phone": .phone])
        let report = try await played(fixtures, bench.manifest)
        #expect(report.findings.map(\.description).filter { !$0.contains("no fixture") } == [])
        #expect(report.steps == fixtures.count)
        let places = Set(fixtures.map(\.place))
        for place in ["check", "objects.contact.discover", "objects.contact.read.full", "objects.contact.read.changes"] {
            #expect(places.contains(place), "\(place)")
        }
        #expect(places.contains("objects.contact.read.by_ids[1]") && places.contains("objects.contact.links.company.read"))
    }

    @Test func `what is recorded of Salesforce holds when it is played`() async throws {
        let bench = try SandboxBench.salesforce(records: 40)
        let fixtures = try await recorded(bench, "account", ["Name": .text, "Website": .url])
        let report = try await played(fixtures, bench.manifest)
        #expect(report.findings.map(\.description).filter { !$0.contains("no fixture") } == [])
        #expect(fixtures.count >= 6)
    }

    @Test func `no secret and no address of a person is recorded`() async throws {
        for bench in [try SandboxBench.hubspot(records: 40), try SandboxBench.salesforce(records: 40)] {
            let isHubSpot = bench.manifest.connector == "hubspot"
            let fields: [String: RemoteType] = isHubSpot ? ["email": .email, "phone": .phone] : ["Email": .email, "Phone": .phone]
            let text = try await recorded(bench, "contact", fields).map(\.text).joined()
            let addresses = text.split(whereSeparator: { !($0.isLetter || $0.isNumber || "@._+-".contains($0)) }).filter {
                $0.contains("@")
            }
            #expect(addresses.contains { $0.hasPrefix("person1@") })
            #expect(addresses.filter { !$0.hasSuffix("@example.com") || !$0.hasPrefix("person") } == [])
            for case .secret(let secret) in bench.config.values { #expect(!text.contains(secret.reveal())) }
        }
    }

    @Test func `nothing is written at the remote`() async throws {
        let bench = try SandboxBench.hubspot(records: 20)
        _ = try await recorded(bench, "company", ["name": .text, "domain": .text])
        let writes = bench.port.log.entries.filter { entry in
            !["GET", "HEAD"].contains(entry.method) && !["/search", "/batch/read"].contains { entry.path.hasSuffix($0) }
        }
        #expect(writes.map(\.path) == [])
    }
}

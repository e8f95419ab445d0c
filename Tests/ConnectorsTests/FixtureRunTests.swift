import Connectors
import Foundation
import Testing
import YAML

@Suite struct FixtureRunTests {
    @Test(arguments: BatteryTests.cases)
    func `every request of a manifest has a fixture, and every fixture holds (X33)`(test: BatteryTests.Case) async throws {
        let folder = SandboxBench.connectors.appending(path: "fixtures/\(test.connector)")
        let report = await FixtureRun(try SandboxBench.manifest(test.connector)).run(folder: folder.path)
        #expect(report.findings.map(\.description) == [])
        #expect(report.steps >= report.places.count && report.places.count > 10)
    }

    @Test func `the files of a folder have fixtures, and every one holds`() async throws {
        let folder = SandboxBench.connectors.appending(path: "fixtures/folder")
        let report = await FixtureRun(try SandboxBench.manifest("folder")).run(folder: folder.path)
        #expect(report.findings.map(\.description) == [])
        #expect(report.places.count == 3)
    }

    @Test(arguments: BatteryTests.apart)
    func `manifests with suites of their own have fixtures for every request too`(name: String) async throws {
        let folder = SandboxBench.connectors.appending(path: "fixtures/\(name)")
        let report = await FixtureRun(try SandboxBench.manifest(name)).run(folder: folder.path)
        #expect(report.findings.map(\.description) == [])
        #expect(report.steps >= report.places.count && report.places.count > 4)
    }

    private func findings(_ fixture: String) async throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "fixture-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(fixture.utf8).write(to: folder.appending(path: "one.yaml"))
        let report = await FixtureRun(try SandboxBench.manifest("hubspot")).run(folder: folder.path)
        return report.findings.map(\.description).filter { $0.hasPrefix("one.yaml") }
    }

    private let check = "place: check\nresponse: {body: {portalId: 1}}\n"

    @Test func `a fixture that another request is asked for fails`() async throws {
        let found = try await findings(check + "request: {call: GET https://api.hubapi.com/account}\nexpect: {ok: true}\n")
        #expect(found.count == 1, "\(found)")
        #expect(found.first?.contains("account-info/v3/details") == true, "\(found)")
    }

    @Test func `a fixture that expects something else fails`() async throws {
        let found = try await findings(check + "request: {call: GET https://api.hubapi.com/account-info/v3/details}\nexpect: {ok: false}\n")
        #expect(found.first?.contains("ok true, not false") == true, "\(found)")
    }

    @Test func `a place that does not exist names the nearest`() async throws {
        let found = try await findings("place: chek\nresponse: {}\nrequest: {call: GET /}\nexpect: {ok: true}\n")
        #expect(found.first?.contains("did you mean \"check\"?") == true, "\(found)")
    }

    @Test func `a query or a body that the fixture does not name fails`() async throws {
        let found = try await findings(
            "place: objects.contact.read.deleted\nrequest: {call: GET /objects/contacts}\nresponse: {body: {results: []}}\nexpect: {tombstones: []}\n"
        )
        #expect(found.first?.contains("query: asked") == true, "\(found)")
    }
}

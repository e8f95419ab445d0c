import Foundation
import Model
import Testing

/// `connector test --record`: fixtures from a remote that answers.
@Suite struct RecordingTests {
    private static let config = """
        version: 1
        program: {name: Northwind, currency: USD, instance: northwind}
        remotes:
          acme: {connector: acme, with: {url: "${env:ACME_URL}", app: northwind, secret: "${env:ACME_SECRET}"}}
        sync:
          customer:
            match: [external_key, email]
            remotes: {acme: {object: person}}
            fields:
              email: {policy: {prefer: [acme]}, acme: mail}
              lifetime_value: {policy: latest, acme: worth}

        """

    @Test func `what was recorded plays, holds no secret and no address, and is not overwritten`() async throws {
        try await AcmeProcess.open { acme in
            let folder = try Repository.freshFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            try FileManager.default.createDirectory(at: folder.appending(path: "connectors"), withIntermediateDirectories: true)
            try Data(Self.config.utf8).write(to: folder.appending(path: "config.yaml"))
            try Data(try manifest().utf8).write(to: folder.appending(path: "connectors/acme.yaml"))
            let record = try await run(["--record", "acme", "--json"], folder, acme)
            #expect(record.code == 0, "\(record)")
            let path = "connectors/fixtures/acme/person.yaml"
            #expect(record.json?["recorded"]?[path]?.integer ?? 0 >= 5, "\(record)")
            let text = Program.text(folder.appending(path: path))
            #expect(text.contains("objects.person.read.full") && text.contains("objects.person.discover"))
            #expect(!text.contains("acme-s3cr3t") && !text.contains("@acme.example"), "\(text)")
            #expect(try await acme.log().allSatisfy { $0["method"] == "GET" })

            let play = try await run([], folder, acme)
            let findings = play.out.split(separator: "\n").dropLast()
            #expect(findings.allSatisfy { $0.contains("found no fixture") && $0.contains(".write.") }, "\(play)")
            let again = try await run(["--record", "acme"], folder, acme)
            #expect(again.code == 1 && again.err.contains("is there already"), "\(again)")
            #expect(try await run(["--record", "acm"], folder, acme).code == 64)
        }
    }

    /// The tutorial's manifest.
    private func manifest() throws -> String {
        let page = try Repository.text("docs/CONNECTORS.md")
        let start = try #require(page.range(of: "`connectors/acme.yaml`:\n\n```yaml\n")?.upperBound)
        let end = try #require(page[start...].range(of: "```")?.lowerBound)
        return String(page[start..<end])
    }

    private func run(_ options: [String], _ folder: URL, _ acme: AcmeProcess) async throws -> Program.End {
        let environment = ProcessInfo.processInfo.environment.merging(["ACME_URL": acme.url, "ACME_SECRET": "acme-s3cr3t"]) { $1 }
        return try await Program(
            Repository.binary, ["connector", "test", "connectors/acme.yaml"] + options, in: folder, environment: environment
        ).end()
    }
}

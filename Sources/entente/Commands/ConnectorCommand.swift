import Agent
import ArgumentParser
import Connectors
import Foundation
import Model
import YAML

/// `entente connector`
struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Manifests: what they can do, whether they are sound, their fixtures run offline.",
        discussion: "Example:\n  entente connector list\n  entente connector lint connectors/hubspot.yaml",
        subcommands: [List.self, Describe.self, Lint.self, Test.self])

    /// `entente connector list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The connectors there are.", discussion: "Example:\n  entente connector list --json")

        @Option(name: .long, help: "The folder of manifests.")
        var folder = "connectors"

        @Flag(name: .long, help: "Print JSON Lines.")
        var json = false

        func run() async throws {
            let manifests = ManifestFolder.all(in: folder)
            Console(json: json).show(
                rows: manifests.map(ConnectorWords.json),
                table: {
                    Table(
                        ["connector", "version", "status", "objects"],
                        rows: manifests.map {
                            [$0.connector, String($0.version), $0.status.rawValue, $0.objects.map(\.name).joined(separator: ", ")]
                        })
                }, empty: "no manifest in \(folder)")
        }
    }

    /// `entente connector describe`
    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a connector asks for and can do.", discussion: "Example:\n  entente connector describe salesforce")

        @Argument(help: "The connector's name, or its file.")
        var connector: String

        @Option(name: .long, help: "The folder of manifests.")
        var folder = "connectors"

        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let manifest = try ManifestFolder.one(connector, in: folder)
            Console(json: json).show(ConnectorWords.json(manifest)) { ConnectorWords.lines(manifest) }
        }
    }

    /// `entente connector lint`
    struct Lint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Whether a manifest is sound; each finding names file, line and column.",
            discussion: "Example:\n  entente connector lint connectors/hubspot.yaml")

        @Argument(help: "Manifests.")
        var files: [String]

        @Flag(name: .long, help: "Print JSON Lines.")
        var json = false

        func run() async throws {
            var found: [String] = []
            for file in files {
                let (manifest, diagnostics) = Manifest.load(path: file)
                found += diagnostics.map(\.description)
                if let manifest, diagnostics.isEmpty { found += ManifestLint.findings(manifest).map(\.description) }
            }
            for line in found { print(json ? JSON.string(line).text : line) }
            if !json, found.isEmpty { print("sound") }
            if !found.isEmpty { throw ArgumentParser.ExitCode(Agent.ExitCode.configuration.rawValue) }
        }
    }

    /// `entente connector test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a manifest's fixtures offline.", discussion: "Example:\n  entente connector test connectors/hubspot.yaml")

        @Argument(help: "A manifest.")
        var file: String

        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let manifest = try ManifestFolder.one(file, in: "connectors")
            let folder = (manifest.file as NSString).deletingLastPathComponent + "/fixtures/\(manifest.connector)"
            let report = await FixtureRun(manifest).run(folder: folder)
            let document: JSON = [
                "steps": .integer(report.steps), "findings": .array(report.findings.map { .string($0.description) }),
            ]
            Console(json: json).show(document) {
                report.findings.map(\.description) + ["\(report.steps) exchanges played, \(report.findings.count) findings"]
            }
            if report.steps == 0 || !report.findings.isEmpty { throw ArgumentParser.ExitCode(Agent.ExitCode.failed.rawValue) }
        }
    }
}

/// The manifests of a folder.
enum ManifestFolder {
    /// Every manifest that can be read, by name.
    static func all(in folder: String) -> [Manifest] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { Manifest.load(path: "\(folder)/\($0)").0 }
    }

    /// One manifest, by name or by file.
    static func one(_ name: String, in folder: String) throws -> Manifest {
        let path = FileManager.default.fileExists(atPath: name) ? name : ManifestShelf.path(of: name, in: ManifestShelf.folders(configured: [folder]))
        guard let path else {
            let known = all(in: folder).map(\.connector).joined(separator: ", ")
            Console.tell("entente: no connector is called \(name); there are \(known)")
            throw ArgumentParser.ExitCode(Agent.ExitCode.usage.rawValue)
        }
        let (manifest, diagnostics) = Manifest.load(path: path)
        guard let manifest, diagnostics.isEmpty else {
            for diagnostic in diagnostics { Console.tell(diagnostic.description) }
            throw ArgumentParser.ExitCode(Agent.ExitCode.configuration.rawValue)
        }
        return manifest
    }
}

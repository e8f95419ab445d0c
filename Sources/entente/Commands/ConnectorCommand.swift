import Agent
import ArgumentParser
import Model

/// `entente connector`
struct ConnectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connector",
        abstract: "Manifests: what they can do, whether they are sound, their fixtures run offline.",
        discussion: "Example:\n  entente connector list\n  entente connector lint connectors/hubspot.yaml",
        subcommands: [List.self, Describe.self, New.self, Lint.self, Test.self])

    /// `entente connector list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The connectors there are.", discussion: "Example:\n  entente connector list --json")

        @Option(name: .long, help: "The folder of manifests, instead of those that the configuration names.")
        var folder: String?

        @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
        var config = "config.yaml"

        @Flag(name: .long, help: "Print JSON Lines.")
        var json = false

        func run() async throws {
            let bench = ConnectorBench(folder: folder, config: config)
            let manifests = bench.all()
            Console(json: json).show(
                rows: manifests.map(ConnectorWords.json), table: { ConnectorWords.table(manifests) },
                empty: "no manifest in \(bench.folders.joined(separator: " or "))")
            for file in bench.unsound() { Console.tell("entente: \(file) is not sound; see `entente connector lint \(file)`") }
        }
    }

    /// `entente connector describe`
    struct Describe: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a connector asks for and can do.", discussion: "Example:\n  entente connector describe salesforce")

        @Argument(help: "The connector's name, or its file.")
        var connector: String

        @Option(name: .long, help: "The folder of manifests, instead of those that the configuration names.")
        var folder: String?

        @Option(name: .long, help: ArgumentHelp("The configuration.", valueName: "path"))
        var config = "config.yaml"

        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            let manifest = try Session.answer { () throws(RunError) in try ConnectorBench(folder: folder, config: config).one(connector) }
            Console(json: json).show(ConnectorWords.json(manifest)) { ConnectorWords.lines(manifest) }
        }
    }

    /// `entente connector new`
    struct New: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a commented manifest to begin with, which is sound as it stands; what is there is never overwritten.",
            discussion: "Example:\n  entente connector new acme")

        @Argument(help: "The connector's name: small letters, digits, _ and -.")
        var name: String

        @Option(name: .long, help: "The folder to write it into.")
        var folder = "connectors"

        func validate() throws {
            guard !RemoteSettings.isName(name) else { return }
            throw ValidationError("name: found \(name), expected small letters, digits, _ and -")
        }

        func run() async throws {
            let path = try Session.answer { () throws(RunError) in try ConnectorBench.begin(name, in: folder) }
            for line in ["wrote \(path)", "next: fill it in, then `entente connector lint \(path)`"] { print(line) }
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
            let found = ConnectorBench.findings(files)
            for line in found { print(json ? JSON.string(line).text : line) }
            if !json, found.isEmpty { print("sound") }
            if !found.isEmpty { throw ArgumentParser.ExitCode(Agent.ExitCode.configuration.rawValue) }
        }
    }

    /// `entente connector test`
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run a manifest's fixtures offline, or record some from a live remote.",
            discussion: """
                Example:
                  entente connector test connectors/hubspot.yaml
                  entente connector test connectors/hubspot.yaml --record marketing
                """)

        @Argument(help: "A manifest.")
        var file: String

        @Option(
            name: .long,
            help: ArgumentHelp("Record fixtures from this remote of the configuration; nothing is changed there.", valueName: "remote"))
        var record: String?

        @Option(name: .long, help: ArgumentHelp("The configuration, for --record.", valueName: "path"))
        var config = "config.yaml"

        @Flag(name: .long, help: "Print one JSON document.")
        var json = false

        func run() async throws {
            if let record {
                let (file, config, json) = (file, config, json)
                return try await Session.run(json: json) { (console) async throws(RunError) in
                    let recorded = try await Wiring.record(record, config: config)
                    let written = try ConnectorBench().write(recorded, besides: file)
                    let document = JSON.object(JSONObject(written.map { ($0.path, .integer($0.exchanges)) }))
                    console.show(["recorded": document]) {
                        written.map { "recorded \($0.exchanges) exchanges into \($0.path)" }
                            + ["next: look them through, since names and other texts stay as they were"]
                    }
                    return .done
                }
            }
            let manifest = try Session.answer { () throws(RunError) in try ConnectorBench().one(file) }
            let report = await ConnectorBench().play(manifest, from: file)
            let document: JSON = [
                "steps": .integer(report.steps), "findings": .array(report.findings.map(JSON.string)),
            ]
            Console(json: json).show(document) {
                report.findings + ["\(report.steps) exchanges played, \(report.findings.count) findings"]
            }
            if report.steps == 0 || !report.findings.isEmpty { throw ArgumentParser.ExitCode(Agent.ExitCode.failed.rawValue) }
        }
    }
}

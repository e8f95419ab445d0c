import ArgumentParser
import Foundation
import Model
import Sandbox

/// `entente sandbox`
struct SandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sandbox",
        abstract: "Strict, stateful stand-ins of the vendors on loopback, until SIGTERM.",
        discussion: "Example:\n  entente sandbox --records 20000 --seed 3 --config-for trial")

    @Option(name: .long, help: "The first of consecutive ports; 0 for any free ones.")
    var port = 8801

    @Option(name: .long, help: ArgumentHelp("Only these vendors, separated by commas.", valueName: "vendors"))
    var only: String?

    @Option(name: .long, help: "All data and all chance follow from it.")
    var seed: UInt64 = 1

    @Option(name: .long, help: "Records of each vendor.")
    var records = 200

    @Option(name: .long, help: ArgumentHelp("Pin the clock to this instant, such as 2026-11-22T10:00:00Z.", valueName: "instant"))
    var now: String?

    @Option(name: .long, help: ArgumentHelp("Faults, such as 'response-lost@salesforce:POST *=#3'.", valueName: "spec"))
    var faults = ""

    @Option(name: .long, help: ArgumentHelp("Write a config.yaml, a key and an .env that lead here into this folder.", valueName: "folder"))
    var configFor: String?

    @Flag(name: .long, help: "Print one JSON document once all ports are open.")
    var json = false

    func run() async throws {
        var pinned: Timestamp?
        if let now {
            guard let instant = Timestamp(iso: now) else { throw ValidationError("--now: found \(now), expected 2026-11-22T10:00:00Z") }
            pinned = instant
        }
        let (json, configFor, port) = (json, configFor, port)
        do {
            let setup = try SandboxSetup(
                seed: seed, records: records, now: pinned ?? SystemClock().now(), pinned: pinned != nil,
                only: only.map { $0.split(separator: ",").map(String.init) }, faults: faults)
            let place = try SandboxPlace(folder: configFor)
            defer { place.removeIfTemporary() }
            let server = Task {
                try await SandboxServer(setup.ports, firstPort: port).run { numbers in
                    do {
                        let document = try place.write(setup, ports: numbers)
                        Self.tell(document, json: json, place: place)
                    } catch {
                        Console.tell("entente: \(error)")
                    }
                }
            }
            let signals = Signals { server.cancel() }
            try await server.value
            withExtendedLifetime(signals) {}
        } catch let error as SandboxError {
            Console.tell("entente: \(SandboxWords.of(error))")
            throw ArgumentParser.ExitCode(EX_USAGE)
        }
    }

    private static func tell(_ document: JSON, json: Bool, place: SandboxPlace) {
        if json {
            Console.say(document.text)
        } else {
            for (name, vendor) in document["vendors"]?.object?.members ?? [] {
                let facts = (vendor.object?.members ?? []).map { "\($0.name) \($0.value.string ?? "")" }
                Console.say("\(name): \(facts.joined(separator: ", "))")
            }
            if !place.isTemporary { Console.say("next: cd \(place.folder); set -a; . ./.env; set +a; entente plan") }
        }
    }
}

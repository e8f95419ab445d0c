import Agent
import ArgumentParser
import Sandbox

/// `entente demo`
struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole loop against a sandbox of its own, each step said in one line.",
        discussion: "Example:\n  entente demo --seed 7")

    @Option(name: .long, help: "All data follows from it.")
    var seed: UInt64 = 7

    @Option(name: .long, help: "Records of each vendor.")
    var records = 500

    func run() async throws {
        let (seed, records) = (seed, records)
        do {
            try await DemoStage.open(records: records, seed: seed) { stage in
                let vendors = stage.setup.ports.map(\.vendor.name).joined(separator: ", ")
                Console.say("sandbox    \(vendors): \(records) records each, seed \(seed), over loopback HTTP")
                try await Wiring.withServices(stage.options, environment: stage.environment) { (services) async throws(RunError) in
                    try await Self.staged { try await Story(stage: stage, services: services).tell() }
                }
            }
            // Money begins at a sandbox of its own, whose clock nobody has moved: an order of tomorrow earns nothing today.
            try await DemoStage.open(records: records / 5, seed: seed) { stage in
                try await Self.staged { try await MoneyStory(stage: stage).tell() }
            }
        } catch let error as RunError {
            Console.tell("entente: \(ErrorWords.of(error))")
            throw ArgumentParser.ExitCode(error.exitCode.rawValue)
        } catch let error as SandboxError {
            Console.tell("entente: \(SandboxWords.of(error))")
            throw ArgumentParser.ExitCode(Agent.ExitCode.failed.rawValue)
        }
        Console.say(
            "next       entente sandbox --config-for trial, then in another terminal: cd trial; set -a; . ./.env; set +a; entente plan")
    }

    /// Tells a story; what goes wrong on the stage itself is said as such.
    private static func staged(_ story: () async throws -> Void) async throws(RunError) {
        do { try await story() } catch let error as RunError { throw error } catch {
            throw .refused(.copy(.demo(cause: "\(error)")))
        }
    }
}

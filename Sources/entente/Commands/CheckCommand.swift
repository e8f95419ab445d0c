import Agent
import ArgumentParser
import Model

/// `entente check`
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "See whether configuration, credentials, mapped fields, clocks and store are in order; nothing is changed.",
        discussion: "Example:\n  entente check crm")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Only these remotes.")
    var remotes: [String] = []

    func run() async throws {
        let (common, remotes) = (common, remotes)
        try await Session.run(common) { (console) async throws(RunError) in
            try await Wiring.withServices(common) { (services) async throws(RunError) in
                var chosen = services
                for name in remotes where services.remotes[name] == nil {
                    throw .unknownRemote(name, known: services.remotes.keys.sorted())
                }
                if !remotes.isEmpty { chosen.remotes = services.remotes.filter { remotes.contains($0.key) } }
                let findings = await CheckRun(services: chosen, resolver: Wiring.secrets(common)).run()
                console.show(["findings": .array(findings.map(CheckWords.json))]) { findings.map(CheckWords.line) }
                return Agent.ExitCode.mostUrgent(findings.filter { $0.severity == .error }.map(\.exitCode) + [.done])
            }
        }
    }
}

import Agent
import ArgumentParser

/// `entente status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Last runs, how far each remote was read, open work, schedules.",
        discussion: "Example:\n  entente status --json")

    @OptionGroup var common: CommonOptions

    func run() async throws {
        let common = common
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common)
            let status = try Status(services: services)
            console.show(status.json) { StatusWords.lines(status, on: console.screen(of: services)) }
            return .done
        }
    }
}

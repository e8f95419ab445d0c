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
            let status = try Status(services: try Wiring.hub(common))
            console.show(status.json) { StatusWords.lines(status, width: console.width) }
            return .done
        }
    }
}

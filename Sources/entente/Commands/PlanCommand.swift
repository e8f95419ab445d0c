import Agent
import ArgumentParser
import Model

/// `entente plan`
struct PlanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show every field that a sync would change, on every side, and why; nothing is written.",
        discussion: "Example:\n  entente plan -o first.plan\n  entente apply first.plan")

    @OptionGroup var common: CommonOptions

    @OptionGroup var selection: SyncSelection

    @Option(
        name: [.customShort("o"), .long], help: ArgumentHelp("Save the plan, to be carried out by `entente apply`.", valueName: "file"))
    var output: String?

    @Flag(name: .long, help: "Print every row, not the first of each object.")
    var all = false

    func run() async throws {
        let (common, output, all) = (common, output, all)
        let chosen = selection.options
        try await Session.run(common) { (console) async throws(RunError) in
            try await Wiring.withServices(common) { (services) async throws(RunError) in
                let plan = try await PlanRun(services: services, options: chosen).run(saveTo: output)
                console.show(plan.json) { PlanWords.lines(plan, all: all, savedTo: output) }
                SyncWords.tellErrors(plan.sync)
                return plan.exitCode
            }
        }
    }
}

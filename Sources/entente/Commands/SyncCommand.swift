import Agent
import ArgumentParser
import Model

/// `entente sync`
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Pull, match, merge, plan, push and confirm.",
        discussion: "Example:\n  entente sync crm --only partner --json")

    @OptionGroup var common: CommonOptions

    @OptionGroup var selection: SyncSelection

    @Flag(name: .long, help: "Stop after the plan and print it.")
    var dryRun = false

    func run() async throws {
        let (common, dryRun) = (common, dryRun)
        let chosen = selection.options
        try await Session.run(common) { (console) async throws(RunError) in
            try await Wiring.withServices(common) { (services) async throws(RunError) in
                if dryRun {
                    let plan = try await PlanRun(services: services, options: chosen).run()
                    console.show(plan.json) { PlanWords.lines(plan, all: false) }
                    return plan.exitCode
                }
                let report = try await RunJournal(services: services).sync("sync") { (run) async throws(RunError) in
                    try await SyncRun(services: services, options: chosen, run: run).run()
                }
                console.show(report.json) { SyncWords.lines(report) }
                SyncWords.tellErrors(report)
                return report.exitCode
            }
        }
    }
}

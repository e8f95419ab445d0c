import Agent
public import ArgumentParser
public import Model

/// `entente sync`
struct SyncCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sync",
        abstract: "Pull, match, merge, plan, push and confirm.",
        discussion: "Example:\n  entente sync crm --only partner --json")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Only these remotes.")
    var remotes: [String] = []

    @Option(name: .long, help: "Only this kind of entity; may be given more than once.")
    var only: [EntityKind] = []

    @Flag(name: .long, help: "Read everything, whatever the cursors say.")
    var full = false

    @Flag(name: .long, help: "Stop after the plan and print it.")
    var dryRun = false

    func run() async throws {
        let (common, dryRun) = (common, dryRun)
        var options = SyncOptions()
        options.remotes = remotes
        options.kinds = only
        options.isFull = full
        let chosen = options
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

extension EntityKind: ExpressibleByArgument {}

import Agent
import ArgumentParser
import Model

/// `entente reconcile`
struct ReconcileCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Read all sides in full and compare every mapped field.",
        discussion: "Example:\n  entente reconcile partner --remote crm --deep")

    @OptionGroup var common: CommonOptions

    @Argument(help: "Only this kind of entity.")
    var entity: EntityKind?

    @Option(name: .long, help: "Only this remote; may be given more than once.")
    var remote: [String] = []

    @Flag(name: .long, help: "Forget what was seen before: links and every field of every record are read and compared again.")
    var deep = false

    @Flag(name: .long, help: "Then sync, to mend what can be mended.")
    var fix = false

    func run() async throws {
        let (common, deep, fix) = (common, deep, fix)
        var options = SyncOptions()
        options.remotes = remote
        options.kinds = entity.map { [$0] } ?? []
        let chosen = options
        try await Session.run(common) { (console) async throws(RunError) in
            try await Wiring.withServices(common) { (services) async throws(RunError) in
                let report = try await ReconcileRun(services: services, options: chosen, isDeep: deep).run()
                guard fix else {
                    console.show(report.json) { ReconcileWords.lines(report, on: console.screen(of: services)) }
                    return report.exitCode
                }
                if !console.isJSON { console.show(lines: ReconcileWords.lines(report, on: console.screen(of: services))) }
                var full = chosen
                full.isFull = true
                let all = full
                let sync = try await RunJournal(services: services).sync("reconcile") { (run) async throws(RunError) in
                    try await SyncRun(services: services, options: all, run: run).run()
                }
                console.show(sync.json) { SyncWords.lines(sync) }
                return sync.exitCode
            }
        }
    }
}

import Agent
import ArgumentParser

/// `entente apply`
struct ApplyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry out a saved plan: exactly its operations, each verified again.",
        discussion: "Example:\n  entente apply first.plan --approve crm/account/creates --by ana@northwind.example")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The plan, made by `entente plan -o FILE`.")
    var file: String

    @Option(
        name: .long,
        help: ArgumentHelp("A brake to release, or `all` of this plan; may be given more than once.", valueName: "remote/object/brake"))
    var approve: [String] = []

    @Option(name: .long, help: "Who approves.")
    var by: String?

    func validate() throws {
        if !approve.isEmpty, by == nil { throw ValidationError("--approve needs --by NAME: an approval has a name") }
    }

    func run() async throws {
        let (common, file, approve, by) = (common, file, approve, by)
        try await Session.run(common) { (console) async throws(RunError) in
            let plan = try PlanFile.read(file)
            return try await Wiring.withServices(common) { (services) async throws(RunError) in
                let apply = try ApplyRun(services: services, file: plan, path: file, approve: approve, by: by)
                let report = try await RunJournal(services: services).sync("apply") { (run) async throws(RunError) in
                    try await apply.run(as: run)
                }
                console.show(report.json) { SyncWords.lines(report) }
                SyncWords.tellErrors(report)
                return report.exitCode
            }
        }
    }
}

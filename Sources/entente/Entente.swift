import Agent
import ArgumentParser

/// The command line: one file a command, each of which prepares a run, makes it and prints what it found.
@main
struct Entente: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "entente",
        abstract: "Keeps partners, customers, referrals and deals in step between a local hub and CRMs, shops and payment providers.",
        discussion: """
            Start with a sandbox of the vendors:
              entente demo
            or with your own remotes:
              entente init crm=salesforce marketing=hubspot
              entente check && entente plan -o first.plan && entente apply first.plan
            """,
        version: "0.1.0",
        subcommands: [
            InitCommand.self, CheckCommand.self, SyncCommand.self, PlanCommand.self, ApplyCommand.self, ReconcileCommand.self,
            ConflictsCommand.self,
            ReviewCommand.self, LinkCommand.self, ClicksCommand.self, EarnCommand.self, CommissionsCommand.self, RewardsCommand.self,
            ReassignCommand.self,
            ReportCommand.self, StatementCommand.self,
            AddCommand.self, SetCommand.self, ShowCommand.self,
            ExplainCommand.self, VerifyCommand.self, PayoutsCommand.self,
            StatusCommand.self, ConnectorCommand.self, BackupCommand.self, RestoreCommand.self, ExportCommand.self, ImportCommand.self,
            SandboxCommand.self, DemoCommand.self, SchemaCommand.self,
            CompletionsCommand.self, ManCommand.self,
        ])

    /// Runs the command that the words of the command line name.
    static func main() async {
        if let complaint = CommandNames.complaint(about: Array(CommandLine.arguments.dropFirst()), in: Self.self) {
            Console.tell("entente: \(complaint)")
            exit(withError: ArgumentParser.ExitCode(Agent.ExitCode.usage.rawValue))
        }
        await main(nil)
    }
}

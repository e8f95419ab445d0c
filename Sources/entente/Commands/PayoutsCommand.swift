import Agent
import ArgumentParser
import Model

/// `entente payouts`
struct PayoutsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "payouts",
        abstract: "Pay partners what they are owed, once: plan, approve, send, settle.",
        discussion: """
            Example:
              entente payouts plan
              entente payouts approve --all --by ana@northwind.example
              entente payouts send
              entente payouts settle
            """,
        subcommands: [
            List.self, Show.self, Plan.self, PayoutDecision.Approve.self, Send.self, Settle.self, PayoutDecision.Withdraw.self,
            PayoutDecision.Authorise.self, PayoutDecision.Abandon.self, PayoutDecision.Destinations.self,
        ], defaultSubcommand: List.self)

    /// `entente payouts list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The payouts, oldest first.", discussion: "Example:\n  entente payouts list --state unknown")

        @OptionGroup var common: CommonOptions

        @Option(
            name: .long,
            help: "Only those that are draft, approved, submitted, unknown, paid, failed, returned, unclaimed or withdrawn.")
        var state: String?

        @Option(name: .long, help: "At most so many.")
        var limit = 100

        func run() async throws {
            let (common, state, limit) = (common, state, limit)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let found = try Payouts(services: services, terms: services.settings.payouts.terms).list(state: state, limit: limit)
                console.show(rows: found.map(\.json), table: { PayoutWords.table(found) }, empty: "no payouts")
                return .done
            }
        }
    }

    /// `entente payouts show`
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "One payout with its claims, requests and bookings.", discussion: "Example:\n  entente payouts show payout_01J...")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The payout's id, or how it ends.")
        var id: String

        func run() async throws {
            let (common, id) = (common, id)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let proof = try Payouts(services: services, terms: services.settings.payouts.terms).show(id)
                console.show(proof.json) { PayoutWords.lines(proof, on: console.screen(of: services)) }
                return .done
            }
        }
    }

    /// `entente payouts plan`
    struct Plan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Freeze what is due into payouts, and claim it; talks to nobody.",
            discussion: "Example:\n  entente payouts plan --dry-run\n  entente payouts plan --cut-off 2026-10-31")

        @OptionGroup var common: CommonOptions

        @Option(name: .long, help: ArgumentHelp("The last day that counts, in the program's zone.", valueName: "day"))
        var cutOff: String?

        @Flag(name: .long, help: "Say what would be paid, and write nothing.")
        var dryRun = false

        func run() async throws {
            let (common, cutOff, dryRun) = (common, cutOff, dryRun)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common, writes: !dryRun)
                let rail = try PayoutRail(services)
                let day = try rail.cutOff(cutOff, services)
                let planner = PayoutPlanRun(services: services, rail: rail)
                let report: PayoutPlanReport
                if dryRun {
                    report = try planner.run(cutOff: day, isDry: true)
                } else {
                    report = try await RunJournal(services: services).keep("payouts plan") { (run) async throws(RunError) in
                        let report = try planner.run(cutOff: day, as: run)
                        return (report, report.exitCode, report.json)
                    }
                }
                console.show(report.json) { PayoutWords.lines(report) }
                return report.exitCode
            }
        }
    }

    /// `entente payouts send`
    struct Send: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send approved payouts, once and only once; look up what an earlier run left open.",
            discussion: "Example:\n  entente payouts send\n  entente payouts send --approve sum/USD --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Option(name: .long, parsing: .upToNextOption, help: "Brakes to let pass in this run, by name, or `all`.")
        var approve: [String] = []

        @Option(name: .long, help: "Who lets the brakes pass.")
        var by: String?

        func validate() throws {
            if !approve.isEmpty, by == nil { throw ValidationError("--approve needs --by NAME") }
        }

        func run() async throws {
            let (common, approve, by) = (common, approve, by)
            try await Session.run(common) { (console) async throws(RunError) in
                let report = try await Wiring.withServices(common) { (services) async throws(RunError) in
                    let rail = try PayoutRail(services)
                    return try await RunJournal(services: services).keep("payouts send") { (run) async throws(RunError) in
                        let report = try await PayoutSendRun(services: services, rail: rail, approving: approve, by: by).run(as: run)
                        return (report, report.exitCode, report.json)
                    }
                }
                console.show(report.json) { PayoutWords.lines(report) }
                return report.exitCode
            }
        }
    }

    /// `entente payouts settle`
    struct Settle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare ledger, payouts and each provider's own record, item by item; sends nothing.",
            discussion: "Example:\n  entente payouts settle\n  entente payouts settle --from paid.csv")

        @OptionGroup var common: CommonOptions

        @Option(name: .long, help: ArgumentHelp("What a bank paid, for the method manual.", valueName: "file"))
        var from: String?

        func run() async throws {
            let (common, from) = (common, from)
            try await Session.run(common) { (console) async throws(RunError) in
                if let from { return try await Self.settle(common, from: from, console) }
                let report = try await Wiring.withServices(common) { (services) async throws(RunError) in
                    let rail = try PayoutRail(services)
                    return try await RunJournal(services: services).keep("payouts settle") { (run) async throws(RunError) in
                        let report = try await PayoutSettleRun(services: services, rail: rail).run(as: run)
                        return (report, report.exitCode, report.json)
                    }
                }
                console.show(report.json) { PayoutWords.lines(report) }
                return report.exitCode
            }
        }

        private static func settle(_ common: CommonOptions, from path: String, _ console: Console) async throws(RunError) -> Agent.ExitCode
        {
            let services = try Wiring.hub(common, writes: true)
            let rail = try PayoutRail(services)
            let report = try await RunJournal(services: services).keep("payouts settle") { (run) async throws(RunError) in
                let report = try PaidFileRun(services: services, rail: rail).run(from: path, as: run)
                return (report, report.exitCode, report.json)
            }
            console.show(report.json) { ["\(report.rows) rows, \(report.payouts.count) payouts moved"] }
            return report.exitCode
        }
    }
}

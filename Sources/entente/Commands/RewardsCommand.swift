import Agent
import ArgumentParser
import Model

/// `entente rewards`
struct RewardsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rewards",
        abstract: "What partners and customers are due beside money: coupons, credits, badges, tiers; list them and give them.",
        discussion: "Example:\n  entente rewards\n  entente rewards give --dry-run && entente rewards give",
        subcommands: [List.self, Give.self], defaultSubcommand: List.self)

    /// `entente rewards list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Every reward with its state.", discussion: "Example:\n  entente rewards list --json")

        @OptionGroup var common: CommonOptions

        func run() async throws {
            let common = common
            try await Session.run(common) { (console) async throws(RunError) in
                let found = try RewardList(services: try Wiring.hub(common)).all()
                console.show(
                    rows: found.map(\.json), table: { RewardWords.table(found) }, empty: "nobody is due anything; `entente earn` grants it")
                return .done
            }
        }
    }

    /// `entente rewards give`
    struct Give: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give what is due, and take back what fell; a second time changes nothing.",
            discussion: "Example:\n  entente rewards give --dry-run")

        @OptionGroup var common: CommonOptions

        @Flag(name: .long, help: "Write nothing, ask nobody.")
        var dryRun = false

        func run() async throws {
            let (common, dryRun) = (common, dryRun)
            try await Session.run(common) { (console) async throws(RunError) in
                if dryRun {
                    let report = try await RewardRun(services: try Wiring.hub(common)).run(isDry: true)
                    console.show(report.json) { RewardWords.lines(report) }
                    return .done
                }
                return try await Wiring.withServices(common) { (services) async throws(RunError) in
                    let report = try await RewardRun(services: services).run()
                    console.show(report.json) { RewardWords.lines(report) }
                    return report.exitCode
                }
            }
        }
    }
}

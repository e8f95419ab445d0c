import Agent
import ArgumentParser
import Model

/// A person's decisions about payouts, carried out under the lease.
enum PayoutDecision {
    /// Carries it out, and shows the payouts as they are then.
    private static func make(
        _ common: CommonOptions, _ command: String,
        _ decision: @escaping @Sendable (PayoutDecisions) throws(RunError) -> [PayoutView]
    ) async throws {
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common, writes: true)
            let decisions = PayoutDecisions(services: services, rail: try PayoutRail(services))
            let views = try await RunJournal(services: services).keep("payouts \(command)") { (_) async throws(RunError) in
                let views = try decision(decisions)
                return (views, .done, .array(views.map(\.json)))
            }
            console.show(rows: views.map(\.json), table: { PayoutWords.table(views) }, empty: "nothing to \(command)")
            return views.contains { $0.missing > 0 } ? .raised : .done
        }
    }

    /// `entente payouts approve`
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign payouts: exactly this partner, account, amount and claims. Over the limit two persons must.",
            discussion: "Example:\n  entente payouts approve --all --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The payouts' ids, or how they end.")
        var ids: [String] = []

        @Flag(name: .long, help: "All drafts, and what lacks an approval since a limit was lowered.")
        var all = false

        @Option(name: .long, help: "Who approves.")
        var by: String

        func validate() throws {
            if ids.isEmpty != all { throw ValidationError("name payouts, or all of them with --all") }
        }

        func run() async throws {
            let (ids, by) = (ids, by)
            try await PayoutDecision.make(common, "approve") { (decisions) throws(RunError) in try decisions.approve(ids, by: by) }
        }
    }

    /// `entente payouts withdraw`
    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take payouts back that were not sent; what they claimed waits for the next plan.",
            discussion: "Example:\n  entente payouts withdraw payout_01J... --by ana@northwind.example --why \"wrong month\"")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The payouts' ids, or how they end.")
        var ids: [String]

        @Option(name: .long, help: "Who withdraws them.")
        var by: String

        @Option(name: .long, help: "Why.")
        var why: String?

        func run() async throws {
            let (ids, by, why) = (ids, by, why)
            try await PayoutDecision.make(common, "withdraw") { (decisions) throws(RunError) in
                try decisions.withdraw(ids, by: by, why: why)
            }
        }
    }

    /// What a person says of one unknown payout.
    struct Look: ParsableArguments {
        @Argument(help: "The payout's id, or how it ends.")
        var id: String

        @Option(name: .long, help: "Who looked.")
        var by: String

        /// Carries out what the person decided.
        func decide(_ common: CommonOptions, _ command: String, authorise: Bool) async throws {
            let (id, by) = (id, by)
            try await PayoutDecision.make(common, command) { (decisions) throws(RunError) in
                [try decisions.decide(id, authorise: authorise, by: by)]
            }
        }
    }

    /// `entente payouts authorise`
    struct Authorise: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "After a look at the provider's own books: an unknown payout was not paid, and may be sent under a new key (P6).",
            discussion: "Example:\n  entente payouts authorise payout_01J... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions
        @OptionGroup var look: Look

        func run() async throws { try await look.decide(common, "authorise", authorise: true) }
    }

    /// `entente payouts abandon`
    struct Abandon: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "After a look at the provider's own books: an unknown payout was not paid and shall not be; its claims are free.",
            discussion: "Example:\n  entente payouts abandon payout_01J... --by ana@northwind.example")

        @OptionGroup var common: CommonOptions
        @OptionGroup var look: Look

        func run() async throws { try await look.decide(common, "abandon", authorise: false) }
    }

    /// `entente payouts destinations`
    struct Destinations: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Where partners' money goes, and who stands for it; with --approve, stand for new ones.",
            discussion:
                "Example:\n  entente payouts destinations\n  entente payouts destinations --approve p_01J... --by ana@northwind.example"
        )

        @OptionGroup var common: CommonOptions

        @Option(name: .long, parsing: .upToNextOption, help: "The partners whose destination is right, by id or how it ends.")
        var approve: [String] = []

        @Option(name: .long, help: "Who stands for them.")
        var by: String?

        func validate() throws {
            if !approve.isEmpty, by == nil { throw ValidationError("--approve needs --by NAME") }
        }

        func run() async throws {
            let (common, approve, by) = (common, approve, by)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common, writes: true)
                let decisions = PayoutDecisions(services: services, rail: try PayoutRail(services))
                let views = try await RunJournal(services: services).keep("payouts destinations") { (_) async throws(RunError) in
                    for text in approve {
                        let partner = try GivenID(services: services).entity(text, kind: .partner)
                        _ = try decisions.approveDestination(of: partner, by: by ?? "")
                    }
                    return (try decisions.destinations(), .done, .null)
                }
                console.show(
                    rows: views.map(\.json), table: { PayoutWords.table(views) }, empty: "no partner has a payout method and account")
                return .done
            }
        }
    }
}

import Agent
import ArgumentParser
import Model

/// `entente link`
struct LinkCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "link",
        abstract: "The partners' links and coupons: mint, list, retire.",
        discussion: "Example:\n  entente link mint p_01J... --campaign spring --coupon ACME10\n  entente link list",
        subcommands: [Mint.self, List.self, Retire.self])

    /// `entente link mint`
    struct Mint: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a partner's link; the same partner, target, campaign and coupon give the same link again.",
            discussion: """
                With experiments in config.yaml it says in which arms partner and link are.
                Example:
                  entente link mint p_01J... --to https://shop.example/offer --campaign spring
                  entente link mint p_01J... --coupon ACME10 --by ana@northwind.example
                """)

        @OptionGroup var common: CommonOptions

        @Argument(help: "The partner's id, or how it ends.")
        var partner: String

        @Option(name: .long, help: ArgumentHelp("Where it leads, on one of links.hosts; links.target if left out.", valueName: "url"))
        var to: String?

        @Option(name: .long, help: "The campaign it belongs to.")
        var campaign: String?

        @Option(name: .long, help: "The coupon that stands for it in a shop; it stands for no other link.")
        var coupon: String?

        @Option(name: .long, help: "Who makes it.")
        var by: String?

        func run() async throws {
            let (common, partner, to, campaign, coupon, by) = (common, partner, to, campaign, coupon, by)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common, writes: true)
                let known = try GivenID(services: services).entity(partner, kind: .partner)
                let arms = try ExperimentArms(services.settings, Wiring.secrets(common))
                var view = try LinkRegister(services: services).mint(known, target: to, campaign: campaign, coupon: coupon, by: by)
                view.arms = try arms?.given(to: view.link, services) ?? []
                console.show(view.json) { LinkWords.lines(view) }
                return .done
            }
        }
    }

    /// `entente link list`
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "All links, or those of one partner, with those that are retired.",
            discussion: "Example:\n  entente link list p_01J...")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The partner's id, or how it ends.")
        var partner: String?

        @Option(name: .long, help: "At most so many.")
        var limit = 100

        func run() async throws {
            let (common, partner, limit) = (common, partner, limit)
            try await Session.run(common) { (console) async throws(RunError) in
                let services = try Wiring.hub(common)
                let known = try partner.map { text throws(RunError) in try GivenID(services: services).entity(text, kind: .partner) }
                let links = try LinkRegister(services: services).list(known, limit: limit)
                console.show(rows: links.map(\.json), table: { LinkWords.table(links) }, empty: "no link")
                return .done
            }
        }
    }

    /// `entente link retire`
    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a link out of use: later clicks on it earn nothing, and its code and coupon are never given again.",
            discussion: "Example:\n  entente link retire 7k2m9q4x8n3p5r6t --by ana@northwind.example")

        @OptionGroup var common: CommonOptions

        @Argument(help: "The link's code.")
        var code: String

        @Option(name: .long, help: "Who retires it.")
        var by: String

        func run() async throws {
            let (common, code, by) = (common, code, by)
            try await Session.run(common) { (console) async throws(RunError) in
                let view = try LinkRegister(services: try Wiring.hub(common, writes: true)).retire(code, by: by)
                console.show(view.json) { LinkWords.lines(view) }
                return .done
            }
        }
    }
}

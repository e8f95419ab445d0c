import Agent
import ArgumentParser
import Model

/// `entente earn`
struct EarnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "earn",
        abstract: "Compute what every partner has earned, and book what changed; a second time changes nothing.",
        discussion: "Example:\n  entente earn --dry-run\n  entente earn")

    @OptionGroup var common: CommonOptions

    @Flag(name: .long, help: "Write nothing.")
    var dryRun = false

    func run() async throws {
        let (common, dryRun) = (common, dryRun)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common, writes: !dryRun)
            let report = try await EarningsRun(services: services).run(isDry: dryRun)
            console.show(report.json) { EarnWords.lines(report) }
            return report.exitCode
        }
    }
}

/// `entente reassign`
struct ReassignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reassign",
        abstract: "Give a deal to another partner; the next earn takes from one and gives to the other.",
        discussion: "Example:\n  entente reassign d_01J... --to p_01J... --by ana@northwind.example --why \"registered by phone\"")

    @OptionGroup var common: CommonOptions

    @Argument(help: "The deal's id, or how it ends.")
    var deal: String

    @Option(name: .long, help: "The partner's id, or how it ends.")
    var to: String

    @Option(name: .long, help: "Who decides.")
    var by: String

    @Option(name: .long, help: "Why.")
    var why: String

    func run() async throws {
        let (common, deal, to, by, why) = (common, deal, to, by, why)
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common, writes: true)
            let given = GivenID(services: services)
            let (deal, partner) = (try given.entity(deal, kind: .deal), try given.entity(to, kind: .partner))
            let touch = try CommissionList(services: services).reassign(deal, to: partner, by: by, why: why)
            console.show(["touch": .string(touch), "deal": .string(deal.text), "partner": .string(partner.text)]) {
                ["\(deal.text) is \(partner.text)'s from now on; next: `entente earn`"]
            }
            return .done
        }
    }
}

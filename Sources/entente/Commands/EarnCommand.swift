import Agent
import ArgumentParser
import Model

/// `entente earn`
struct EarnCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "earn",
        abstract: "Compute what every partner has earned, and book what changed; a second time changes nothing.",
        discussion: """
            Example:
              entente earn --dry-run && entente earn
              entente earn --terms other.yaml --from 2026-01-01 --to 2026-03-31
            """)

    @OptionGroup var common: CommonOptions

    @Flag(name: .long, help: "Write nothing.")
    var dryRun = false

    @Option(name: .long, help: ArgumentHelp("Write nothing, and say what history would have cost under a file's terms.", valueName: "file"))
    var terms: String?

    @Option(name: .long, help: ArgumentHelp("With --terms: the first day that counts.", valueName: "day"))
    var from: String?

    @Option(name: .long, help: ArgumentHelp("With --terms: the last day that counts.", valueName: "day"))
    var to: String?

    func run() async throws {
        let (common, dryRun, terms, from, to) = (common, dryRun, terms, from, to)
        try await Session.run(common) { (console) async throws(RunError) in
            if let terms {
                let (first, last) = (try Self.day(from, "--from"), try Self.day(to, "--to"))
                let report = try EarningSimulation(services: try Wiring.hub(common)).run(terms, from: first, until: last)
                console.show(report.json) { EarnWords.lines(report) }
                return .done
            }
            let services = try Wiring.hub(common, writes: !dryRun)
            let report = try await EarningsRun(services: services).run(isDry: dryRun)
            console.show(report.json) { EarnWords.lines(report) }
            return report.exitCode
        }
    }
}

extension EarnCommand {
    private static func day(_ text: String?, _ option: String) throws(RunError) -> CalendarDate? {
        guard let text else { return nil }
        guard let day = CalendarDate(text) else { throw .badValue(field: option, found: text, expected: "a day such as 2026-03-31") }
        return day
    }
}

/// `entente reassign`
struct ReassignCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reassign",
        abstract: "Give a deal to another partner: taken from one and granted to the other at once.",
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
            let report = try await Reassignment(services: services).give(deal, to: partner, by: by, why: why)
            console.show(report.json) { EarnWords.lines(report) }
            return report.earned?.exitCode ?? .done
        }
    }
}

import Agent
import ArgumentParser
import Model

/// `entente report`
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Key figures of the program, of partners, of a quarter; experiments; what is suspicious, and how fresh the hub is.",
        discussion: """
            Example:
              entente report program --from 2026-01-01 --to 2026-03-31
              entente report partner p_01J... --json
              entente report quarter --csv > quarter.csv
            """,
        subcommands: [Program.self, Partner.self, Quarter.self, Experiments.self, Fraud.self, Freshness.self])

    /// The days, the currency and the form of a report.
    struct Options: ParsableArguments {
        @Option(name: .long, help: ArgumentHelp("The first day; left out, the day on which anything began.", valueName: "day"))
        var from: String?

        @Option(name: .long, help: ArgumentHelp("The last day; left out, today.", valueName: "day"))
        var to: String?

        @Option(name: .long, help: ArgumentHelp("Turn amounts into one currency, at a rate that is named.", valueName: "code"))
        var currency: String?

        @Flag(name: .long, help: "Print comma-separated text, one block a table.")
        var csv = false

        /// What was asked for.
        func question() throws(RunError) -> ReportQuestion {
            ReportQuestion(from: try Self.day(from, "--from"), to: try Self.day(to, "--to"), currency: try code())
        }

        private func code() throws(RunError) -> Currency? {
            guard let currency else { return nil }
            guard let found = Currency(currency), found.isListed else {
                throw .badValue(field: "--currency", found: currency, expected: "a code of ISO 4217 such as USD")
            }
            return found
        }

        private static func day(_ text: String?, _ option: String) throws(RunError) -> CalendarDate? {
            guard let text else { return nil }
            guard let day = CalendarDate(text) else { throw .badValue(field: option, found: text, expected: "a day such as 2026-03-31") }
            return day
        }
    }

    /// `entente report program`
    struct Program: PlainReport {
        static let configuration = CommandConfiguration(
            abstract: "Return, activity, funnel and quality of the whole program.",
            discussion: "Example:\n  entente report program --from 2026-01-01 --to 2026-03-31 --currency USD")

        @OptionGroup var common: CommonOptions
        @OptionGroup var options: Options

        static func make(_ services: Services, _ question: ReportQuestion) throws(RunError) -> Report {
            try ProgramReport(services: services).run(question)
        }
    }

    /// `entente report partner`
    struct Partner: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What one partner brought, earned and is owed; without an id, all of them side by side.",
            discussion: "Example:\n  entente report partner p_01J...\n  entente report partner --csv")

        @OptionGroup var common: CommonOptions
        @OptionGroup var options: Options

        @Argument(help: "The partner's id, or how it ends.")
        var partner: String?

        func run() async throws {
            let partner = partner
            try await Self.print(common, options) { (services, question) throws(RunError) in
                guard let partner else { return try PartnerReport(services: services).all(question) }
                let id = try GivenID(services: services).entity(partner, kind: .partner)
                return try PartnerReport(services: services).run(id, question)
            }
        }
    }

    /// `entente report quarter`
    struct Quarter: PlainReport {
        static let configuration = CommandConfiguration(
            abstract: "The last whole quarter, or the one that holds --to, against the four before it.",
            discussion: "Example:\n  entente report quarter --to 2026-06-30")

        @OptionGroup var common: CommonOptions
        @OptionGroup var options: Options

        static func make(_ services: Services, _ question: ReportQuestion) throws(RunError) -> Report {
            try QuarterReport(services: services).run(question)
        }
    }

    /// `entente report experiments`
    struct Experiments: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What each arm of each experiment came to, whether it differs from the first, and who is in which.",
            discussion: "Each has days of its own.\nExample:\n  entente report experiments --csv")

        @OptionGroup var common: CommonOptions

        @Flag(name: .long, help: "Print comma-separated text, one block a table.")
        var csv = false

        func run() async throws {
            let secrets = Wiring.secrets(common)
            try await Self.print(common, csv: csv) { (services) throws(RunError) in
                try ExperimentReport(services: services, arms: ExperimentArms(services.settings, secrets)).run()
            }
        }
    }

    /// `entente report fraud`
    struct Fraud: PlainReport {
        static let configuration = CommandConfiguration(
            abstract: "Findings that wait and for how long, what was decided, and clicks that do not count.",
            discussion: "Example:\n  entente report fraud --from 2026-01-01")

        @OptionGroup var common: CommonOptions
        @OptionGroup var options: Options

        static func make(_ services: Services, _ question: ReportQuestion) throws(RunError) -> Report {
            try FraudReport(services: services).run(question)
        }
    }

    /// `entente report freshness`
    struct Freshness: PlainReport {
        static let configuration = CommandConfiguration(
            abstract: "How old what the hub knows is, by remote and object, and what keeps it from being newer.",
            discussion: "Example:\n  entente report freshness --json")

        @OptionGroup var common: CommonOptions
        @OptionGroup var options: Options

        static func make(_ services: Services, _: ReportQuestion) throws(RunError) -> Report {
            try FreshnessReport(services: services).run()
        }
    }
}

/// A report that is asked for by its days and nothing else.
protocol PlainReport: AsyncParsableCommand, SendableMetatype {
    var common: CommonOptions { get }
    var options: ReportCommand.Options { get }

    static func make(_ services: Services, _ question: ReportQuestion) throws(RunError) -> Report
}

extension PlainReport {
    func run() async throws { try await Self.print(common, options, Self.make) }
}

extension AsyncParsableCommand {
    /// Makes a report and prints it in the form that was asked for.
    fileprivate static func print(
        _ common: CommonOptions, _ options: ReportCommand.Options,
        _ make: @escaping @Sendable (Services, ReportQuestion) throws(RunError) -> Report
    ) async throws {
        try await print(common, csv: options.csv) { (services) throws(RunError) in try make(services, try options.question()) }
    }

    /// Makes a report that has days of its own.
    fileprivate static func print(
        _ common: CommonOptions, csv: Bool, _ make: @escaping @Sendable (Services) throws(RunError) -> Report
    ) async throws {
        guard !(common.json && csv) else { throw ValidationError("--json and --csv exclude each other") }
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common)
            let report = try make(services)
            if csv {
                Console.write(ReportWords.csv(report))
            } else {
                console.show(report.json) { ReportWords.lines(report, on: console.screen(of: services)) }
            }
            return .done
        }
    }
}

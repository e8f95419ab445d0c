public import Agent
public import ArgumentParser
import Model

/// `entente clicks`
struct ClicksCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clicks",
        abstract: "Clicks on the partners' links, read from logs.",
        discussion: "Example:\n  entente clicks import /var/log/nginx/access.log",
        subcommands: [Import.self])

    /// `entente clicks import`
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read a log of clicks: what a web server writes, JSON Lines or CSV; the same lines again change nothing.",
            discussion: """
                Addresses and visitors are stored as hashes under links.key. Lines that cannot be read are listed, the rest goes on.
                Example:
                  entente clicks import /var/log/nginx/access.log
                  gunzip -c access.log.2.gz | entente clicks import - --format web
                """)

        @OptionGroup var common: CommonOptions

        @Argument(help: "The log; - reads the standard input.")
        var file: String

        @Option(
            name: .long,
            help: ArgumentHelp("jsonl, csv or web (common and combined logs); told from the first lines if left out.", valueName: "form"))
        var format: ClickFormat?

        func run() async throws {
            let (common, file, format) = (common, file, format)
            try await Session.run(common) { (console) async throws(RunError) in
                let progress = ProgressLine(isQuiet: common.quiet || common.json)
                defer { progress.end() }
                var services = try Wiring.hub(common, writes: true)
                services.progress = { progress.show($0) }
                let report = try ClickImport(services: services, resolver: Wiring.secrets(common)).run(file, format: format)
                console.show(report.json) { ClickWords.lines(report) }
                return report.exitCode
            }
        }
    }
}

extension ClickFormat: ExpressibleByArgument {}

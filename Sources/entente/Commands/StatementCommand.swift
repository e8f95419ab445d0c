public import Agent
public import ArgumentParser
import Model

/// `entente statement`
struct StatementCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "statement",
        abstract: "What a partner is told of a month: earned, adjusted, paid, carried over, each line with its deal and rule.",
        discussion: """
            Example:
              entente statement p_01J... --month 2026-03 -o ann-2026-03.html
              entente statement p_01J... --month 2026-03 --by happened
            """)

    /// The forms of a statement.
    enum Form: String, CaseIterable, ExpressibleByArgument, Sendable {
        case markdown, html, csv, json

        /// The form that a file's name asks for.
        init(file: String?) {
            let ending = file?.split(separator: ".").last.map { $0.lowercased() } ?? ""
            self = ["html": .html, "htm": .html, "csv": .csv, "json": .json][ending] ?? .markdown
        }

        func text(_ statement: Statement) -> String {
            switch self {
            case .markdown: StatementWords.markdown(statement)
            case .html: StatementWords.html(statement)
            case .csv: StatementWords.csv(statement)
            case .json: statement.json.text + "\n"
            }
        }
    }

    @OptionGroup var common: CommonOptions

    @Argument(help: "The partner's id, or how it ends.")
    var partner: String

    @Option(name: .long, help: ArgumentHelp("The month, by the program's clocks.", valueName: "month"))
    var month: String

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The file to write, which must not be there yet; left out, it is printed.", valueName: "file"))
    var output: String?

    @Option(name: .long, help: "markdown, html, csv or json; left out, as the file's name ends, else markdown.")
    var format: Form?

    @Option(
        name: .long, help: "booked takes what was booked in the month; happened takes what happened in it, as far as it is known today.")
    var by = Statement.Basis.booked

    func run() async throws {
        let (common, partner, month, output, basis) = (common, partner, month, output, by)
        let form = format ?? (common.json ? .json : Form(file: output))
        try await Session.run(common) { (console) async throws(RunError) in
            let services = try Wiring.hub(common)
            let id = try GivenID(services: services).entity(partner, kind: .partner)
            let statement = try StatementReader(services: services).read(id, month: month, by: basis)
            if let output {
                try NewFile.write(form.text(statement), to: output)
                let rows = statement.accounts.reduce(0) { $0 + $1.lines.count }
                console.show(["file": .string(output), "lines": .integer(rows)]) { ["\(output): \(rows) lines"] }
            } else {
                Console.write(form.text(statement))
            }
            if !statement.otherMonths.isEmpty {
                Console.tell("nothing was booked in \(month), but in \(statement.otherMonths.joined(separator: ", "))")
            }
            return .done
        }
    }
}

extension Statement.Basis: ExpressibleByArgument {}

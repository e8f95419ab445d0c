import Agent
import Model
import ProgramRules
import Storage

/// Reports in words, and as comma-separated text.
enum ReportWords {
    static func lines(_ report: Report, on screen: Screen) -> [String] {
        var lines = [title(report, screen)]
        for table in report.tables where !table.rows.isEmpty {
            lines += ["", table.name.replacing("_", with: " ")]
            let rows = table.rows.map { row in zip(table.columns, row).map { text($1, row, screen) } }
            lines += Table(table.columns.map { $0.replacing("_", with: " ") }, rows: rows).lines(width: screen.width)
        }
        let notes = report.notes.map(note)
        return lines + (notes.isEmpty ? [] : [""] + notes)
    }

    private static func title(_ report: Report, _ screen: Screen) -> String {
        guard let period = report.period else { return "\(report.name), \(screen.time(report.asOf))" }
        return "\(report.name), \(period.from.text) to \(period.to.text), as of \(screen.time(report.asOf))"
    }

    private static func text(_ cell: ReportCell, _ row: [ReportCell], _ screen: Screen) -> String {
        switch cell {
        case .nothing: "-"
        case .text, .count, .money: cell.plain
        case .ratio(let quotient): row.first == .text("program_roi") ? "\(quotient.text) (\(quotient.percentText))" : quotient.text
        case .share(let quotient): quotient.percentText
        case .time(let moment): screen.time(moment)
        case .duration(let duration): duration.inWords
        }
    }

    private static func note(_ note: ReportNote) -> String {
        switch note {
        case .rate(let rate): "converted at \(rate)"
        case .noRate(let code): "no rate for \(code): its amounts stand apart and are in no total"
        case .severalCurrencies:
            "money of several currencies: no return and no cost of a customer without --currency CODE, which converts at a rate it names"
        case .waiting(let count): "\(count) commissions wait and stand in no total: `entente review` says for what"
        case .costly(let share): "customers have cost \(share) of what they may cost (terms.allowable_cac)"
        case .unfinished: "these days are not over yet"
        case .nothingEarned: "nothing was earned yet: `entente earn` computes it"
        case .noExperiment: "config.yaml has no experiments"
        }
    }

    /// One block a table: its name before each row, its columns above, an empty line between two.
    static func csv(_ report: Report) -> String {
        report.tables.map { table in
            let rows = table.rows.map { row in line([table.name] + row.map(\.plain)) }
            return line(["table"] + table.columns) + rows.joined()
        }.joined(separator: "\r\n")
    }

    /// A line of fields that no spreadsheet takes for a formula.
    static func line(_ fields: [String]) -> String {
        CSVForm.sheet(fields.map { $0.isEmpty ? .null : .text($0) })
    }
}

extension Duration {
    /// The duration as a person reads it: `3 d 4 h`, `2 h 5 min`, `12 s`.
    fileprivate var inWords: String {
        let seconds = milliseconds / 1_000
        if seconds >= 86_400 { return "\(seconds / 86_400) d \(seconds % 86_400 / 3_600) h" }
        if seconds >= 3_600 { return "\(seconds / 3_600) h \(seconds % 3_600 / 60) min" }
        return seconds >= 60 ? "\(seconds / 60) min" : "\(seconds) s"
    }
}

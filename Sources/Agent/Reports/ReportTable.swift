public import Model
public import ProgramRules

/// One cell of a report.
public enum ReportCell: Sendable, Equatable {
    /// Nothing can be said.
    case nothing
    /// A text, such as a name.
    case text(String)
    /// A whole number.
    case count(Int)
    /// An amount.
    case money(Money)
    /// A quotient of two whole numbers, such as a return on investment.
    case ratio(Quotient)
    /// A part of a whole.
    case share(Quotient)
    /// A moment.
    case time(Timestamp)
    /// How long something takes or took.
    case duration(Duration)

    /// An amount, if there is one.
    static func of(_ amount: Money?) -> ReportCell { amount.map(ReportCell.money) ?? .nothing }
    /// A moment, if there is one.
    static func of(_ moment: Timestamp?) -> ReportCell { moment.map(ReportCell.time) ?? .nothing }
    /// A duration, if there is one.
    static func of(_ duration: Duration?) -> ReportCell { duration.map(ReportCell.duration) ?? .nothing }
    /// A text, if there is one.
    static func of(_ text: String?) -> ReportCell { text.map(ReportCell.text) ?? .nothing }
    /// A ratio, if there is one.
    static func of(ratio: Quotient?) -> ReportCell { ratio.map(ReportCell.ratio) ?? .nothing }
    /// A share, if there is one.
    static func of(share: Quotient?) -> ReportCell { share.map(ReportCell.share) ?? .nothing }

    /// The cell as `--json` prints it. Units: durations in seconds.
    var json: JSON {
        switch self {
        case .nothing: .null
        case .text(let text): .string(text)
        case .count(let number): .integer(number)
        case .money(let amount): amount.json
        case .ratio(let quotient), .share(let quotient):
            [
                "value": .string(quotient.text), "percent": .string(String(quotient.percentText.dropLast(2))),
                "above": .integer(quotient.above), "below": .integer(quotient.below),
            ]
        case .time(let moment): .string(moment.iso)
        case .duration(let duration): .integer(duration.milliseconds / 1_000)
        }
    }

    /// The cell as `--csv` prints it: numbers and times as in JSON, shares in per cent.
    public var plain: String {
        switch self {
        case .nothing: ""
        case .text(let text): text
        case .count(let number): String(number)
        case .money(let amount): amount.amountText
        case .ratio(let quotient): quotient.text
        case .share(let quotient): String(quotient.percentText.dropLast(2))
        case .time(let moment): moment.iso
        case .duration(let duration): String(duration.milliseconds / 1_000)
        }
    }
}

/// One table of a report.
public struct ReportTable: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The names of its columns.
    public let columns: [String]
    /// Its rows, each with a cell a column.
    public let rows: [[ReportCell]]

    /// Describes a table.
    init(_ name: String, _ columns: [String], _ rows: [[ReportCell]]) {
        self.name = name
        self.columns = columns
        self.rows = rows
    }

    /// The rows as `--json` prints them.
    var json: JSON {
        .array(rows.map { row in .object(JSONObject(zip(columns, row).map { ($0, $1.json) })) })
    }
}

/// What must be known of a report to read it rightly.
public enum ReportNote: Sendable, Equatable {
    /// Amounts were converted at this rate.
    case rate(String)
    /// There is no rate for a currency: its amounts stand apart.
    case noRate(String)
    /// Money of several currencies is involved: what would add them up is left out.
    case severalCurrencies
    /// So many commissions wait for something and stand in no total.
    case waiting(Int)
    /// Customers have cost this much of what they may cost, in per cent.
    case costly(String)
    /// The days are not over.
    case unfinished
    /// Nothing was earned yet.
    case nothingEarned
    /// There is no experiment.
    case noExperiment

    /// The note's name, and what it is about.
    var parts: (name: String, detail: String?) {
        switch self {
        case .rate(let text): ("rate", text)
        case .noRate(let code): ("no_rate", code)
        case .severalCurrencies: ("several_currencies", nil)
        case .waiting(let count): ("waiting", String(count))
        case .costly(let share): ("costly", share)
        case .unfinished: ("unfinished", nil)
        case .nothingEarned: ("nothing_earned", nil)
        case .noExperiment: ("no_experiment", nil)
        }
    }
}

/// A report: tables of facts.
public struct Report: Sendable, Equatable {
    /// Its name.
    public let name: String
    /// The days it is about; nil for one that is about now.
    public let period: ReportPeriod?
    /// The instant of which it tells.
    public let asOf: Timestamp
    /// Its tables.
    public let tables: [ReportTable]
    /// What must be known to read it rightly.
    public let notes: [ReportNote]

    /// Describes a report.
    init(_ name: String, period: ReportPeriod? = nil, asOf: Timestamp, tables: [ReportTable], notes: [ReportNote] = []) {
        self.name = name
        self.period = period
        self.asOf = asOf
        self.tables = tables
        self.notes = notes
    }

    /// The report as `--json` prints it.
    public var json: JSON {
        var object = JSONObject([("report", .string(name))])
        object["from"] = period.map { .string($0.from.text) }
        object["to"] = period.map { .string($0.to.text) }
        object["at"] = .string(asOf.iso)
        for table in tables { object[table.name] = table.json }
        object["notes"] = .array(
            notes.map { note in
                var object = JSONObject([("note", .string(note.parts.name))])
                object["detail"] = note.parts.detail.map(JSON.string)
                return .object(object)
            })
        return .object(object)
    }
}

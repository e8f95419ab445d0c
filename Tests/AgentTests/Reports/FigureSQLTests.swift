@testable import Agent
import Foundation
import GRDB
import Model
import ProgramRules
import Testing

/// The SQL of docs/MONEY.md against the report command: two ways to each figure, one result.
@Suite struct FigureSQLTests {
    /// The blocks of SQL on the page: what makes views, and the figures by name.
    private static func page() throws -> (views: [String], figures: [String: String]) {
        let text = try String(contentsOf: SettingsSample.root.appending(path: "docs/MONEY.md"), encoding: .utf8)
        let blocks = text.split(separator: "```sql\n").dropFirst().compactMap { $0.split(separator: "```").first.map(String.init) }
        var views: [String] = []
        var figures: [String: String] = [:]
        for block in blocks {
            if block.hasPrefix("-- ") {
                let name = block.prefix { $0 != "\n" }.dropFirst(3)
                figures[String(name)] = block
            } else {
                views.append(block)
            }
        }
        return (views, figures)
    }

    @Test(arguments: [1, 2, 3, 4, 5, 6] as [UInt64], ["USD", "EUR"])
    func `every figure of the page is the one that the command prints (L4)`(seed: UInt64, currency: String) async throws {
        let (views, figures) = try Self.page()
        try await ReportPlot.open(seed) { plot in
            // A period that is over, one that is not, and the year.
            for (from, to) in [("2026-03-01", "2026-08-31"), ("2026-02-10", "2027-12-31"), ("2026-01-01", "2026-12-31")] {
                let question = ReportQuestion(from: CalendarDate(from), to: CalendarDate(to))
                let report = try ProgramReport(services: plot.world.services).run(question)
                let period = try #require(report.period)
                let costs = try #require(plot.world.settings.terms?.costs.costs(from: period.from, until: period.costsUntil))
                let values: [String: (any DatabaseValueConvertible)?] = [
                    "from": period.start.milliseconds, "until": period.end.milliseconds, "now": period.asOf.milliseconds,
                    "currency": currency, "platform": currency == "USD" ? costs.platform : 0,
                    "management": currency == "USD" ? costs.management : 0,
                ]
                try Self.compare(try Self.rows(plot.path, views, figures, values), report, currency)
            }
        }
    }

    /// What the blocks of the page give on a file that is opened for reading alone.
    private static func rows(
        _ path: String, _ views: [String], _ figures: [String: String], _ values: [String: (any DatabaseValueConvertible)?]
    ) throws -> [String: [[String]]] {
        var configuration = Configuration()
        configuration.readonly = true
        return try DatabaseQueue(path: path, configuration: configuration).read { database -> [String: [[String]]] in
            for view in views { try database.execute(sql: view) }
            return try figures.mapValues { sql in
                let used = values.filter { sql.contains(":\($0.key)") }
                return try Row.fetchAll(database, sql: sql, arguments: StatementArguments(used)).map { row in
                    Array(row.databaseValues).map { $0.isNull ? "" : String(describing: $0.storage.value ?? "") }
                }
            }
        }
    }

    /// Equal, but for the last place of what is rounded: the command rounds half-even, SQLite upwards.
    private static func areAlike(_ left: [[String]], _ right: [[String]]) -> Bool {
        func isAlike(_ left: String, _ right: String) -> Bool {
            func scaled(_ text: String) -> Int64? { Int64(text.filter { $0 != "." }) }
            guard left != right else { return true }
            let places = [left, right].map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }
            guard places[0] == places[1], let first = scaled(left), let second = scaled(right) else { return false }
            return abs(first - second) <= 1 && (places[0] > 0 || abs(first) > 100)
        }
        return left.count == right.count
            && zip(left, right).allSatisfy { left, right in left.count == right.count && zip(left, right).allSatisfy(isAlike) }
    }

    /// What the command says in the words of the SQL.
    private static func compare(_ found: [String: [[String]]], _ report: Report, _ currency: String) throws {
        let told = Told(report)
        var seen: Set<String> = []
        func expect(_ name: String, _ rows: [[String]]) {
            seen.insert(name)
            let sql = (found[name] ?? []).filter { $0 != [""] }.sorted { $0.joined() < $1.joined() }
            let command = rows.sorted { $0.joined() < $1.joined() }
            #expect(Self.areAlike(sql, command), "\(name) in \(currency): by SQL \(sql), by the command \(command)")
        }
        for name in ["revenue", "commissions"] { expect(name, told.money(name)) }
        for name in ["average_earnings", "median_earnings", "earnings_per_click"] {
            expect(name, told.money(name).filter { $0[0] == currency }.map { [$0[1]] } + told.lacking(name, currency, found))
        }
        expect("top_fifth_share", told.values("top_fifth_share", currency))
        for name in [
            "clicks", "referrals", "sales", "click_to_sale", "referral_to_sale", "customers_won", "days_since_sale", "new_partners",
            "approved_partners",
        ] { expect(name, told.values(name, nil)) }
        expect("activity", [30, 60, 90].flatMap { days in told.values("activity_\(days)_days", nil).map { ["\(days)"] + $0 } })
        expect("funnel", told.table("funnel"))
        expect("months", told.table("months").filter { $0[2] != "0" }.map { [$0[0], $0[2]] })
        expect("lifetime_value", told.quality("lifetime_value").map { [$0[0], $0[2], $0[3]] })
        expect("tickets_per_customer", told.quality("tickets_per_customer").map { [$0[0], $0[3]] })
        expect(
            "retention",
            [3, 6, 12].flatMap { months in told.quality("retention_\(months)_months").map { [$0[0], "\(months)", $0[3]] } })
        if told.isOfOneCurrency {
            for name in ["program_roi", "cost_per_customer"] where currency == "USD" { expect(name, told.values(name, currency)) }
        }
        seen.formUnion(["program_roi", "cost_per_customer"])
        // What is compared must be there: a program in which nothing happens has equal figures too.
        if report.period?.from.text == "2026-01-01" {
            #expect(
                found.filter { $0.key != "program_roi" && $0.key != "cost_per_customer" && !$0.value.isEmpty }.count >= 20
                    || currency == "EUR")
            #expect(told.table("funnel").allSatisfy { $0[1] != "0" } && told.quality("retention_6_months").count == 2)
            #expect(
                told.money("revenue").count + told.money("commissions").count >= 2
                    && told.values("sales", nil).first.map { $0 != ["0"] } == true)
        }
        #expect(seen == Set(found.keys), "the page and the test name other figures")
    }
}

/// A report's cells as the SQL of the page prints them.
private struct Told {
    let report: Report

    init(_ report: Report) { self.report = report }

    var isOfOneCurrency: Bool { !report.notes.contains(.severalCurrencies) }

    private func cells(_ name: String) -> [[ReportCell]] { report.tables.first { $0.name == name }?.rows ?? [] }

    private func text(_ cell: ReportCell) -> String {
        guard case .money(let amount) = cell else { return cell.plain }
        return String(amount.minor)
    }

    /// The rows of a table.
    func table(_ name: String) -> [[String]] { cells(name).map { $0.map(text) } }

    /// Currency and minor units of an amount that is not zero.
    func money(_ name: String) -> [[String]] {
        table("figures").filter { $0[0] == name && !$0[2].isEmpty && ($0[2] != "0" || name.contains("earnings")) }.map { [$0[1], $0[2]] }
    }

    /// The value of a figure, if it has one.
    func values(_ name: String, _ currency: String?) -> [[String]] {
        table("figures").filter { $0[0] == name && $0[1] == currency ?? "" && !$0[2].isEmpty }.map { [$0[2]] }
    }

    /// The command leaves out a currency in which nothing moved; the SQL then has at most a zero.
    func lacking(_ name: String, _ currency: String, _ found: [String: [[String]]]) -> [[String]] {
        let isTold = table("figures").contains { $0[0] == name && $0[1] == currency }
        return isTold ? [] : (found[name] ?? []).filter { $0 == ["0"] }
    }

    /// The rows of a figure of quality that have a value.
    func quality(_ name: String) -> [[String]] { table("quality").filter { $0[1] == name && !$0[3].isEmpty } }
}

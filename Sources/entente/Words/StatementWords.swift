import Agent
import Model
import ProgramRules

/// A partner's statement as text that can be sent: Markdown, HTML or comma-separated. The same facts give the same bytes.
enum StatementWords {
    /// Markdown.
    static func markdown(_ statement: Statement) -> String {
        var lines = ["# Statement of \(marked(statement.name)) for \(statement.month.text)", ""]
        lines += [marked(introduction(statement)), ""]
        for account in statement.accounts {
            lines += ["## \(account.currency.code)", "", "| | amount |", "|---|---:|"]
            lines += summary(account).map { "| \($0.name) | \($0.amount.amountText) |" }
            if !account.lines.isEmpty {
                lines += ["", "| \(headings.joined(separator: " | ")) |", "|---|---|---|---|---|---|---|---:|---:|"]
                lines += account.lines.map { line in "| \(cells(line, statement.zone).map(marked).joined(separator: " | ")) |" }
            }
            if !account.payments.isEmpty {
                lines += ["", "| paid on | by | payout | amount |", "|---|---|---|---:|"]
                lines += account.payments.map { "| \(cells($0, statement.zone).map(marked).joined(separator: " | ")) |" }
            }
            lines.append("")
        }
        if statement.accounts.isEmpty { lines += ["Nothing was booked up to the end of this month.", ""] }
        return (lines + [ending(statement)]).joined(separator: "\n") + "\n"
    }

    /// A page of HTML that needs nothing else.
    static func html(_ statement: Statement) -> String {
        func row(_ cells: [String], _ tag: String = "td") -> String {
            "<tr>" + cells.map { "<\(tag)>\(escaped($0))</\(tag)>" }.joined() + "</tr>"
        }
        var lines = [
            "<!DOCTYPE html>", "<html lang=\"en\"><head><meta charset=\"utf-8\">",
            "<title>Statement of \(escaped(statement.name)) for \(statement.month.text)</title>",
            "<style>body{font-family:sans-serif;max-width:60em;margin:2em auto}table{border-collapse:collapse;margin:1em 0}"
                + "td,th{border:1px solid #ccc;padding:.3em .6em;text-align:left}code{word-break:break-all}</style></head><body>",
            "<h1>Statement of \(escaped(statement.name)) for \(statement.month.text)</h1>", "<p>\(escaped(introduction(statement)))</p>",
        ]
        for account in statement.accounts {
            lines += ["<h2>\(account.currency.code)</h2>", "<table>"]
            lines += summary(account).map { row([$0.name, $0.amount.amountText]) } + ["</table>"]
            if !account.lines.isEmpty {
                lines += ["<table>", row(headings, "th")] + account.lines.map { row(cells($0, statement.zone)) } + ["</table>"]
            }
            if !account.payments.isEmpty {
                lines += ["<table>", row(["paid on", "by", "payout", "amount"], "th")]
                lines += account.payments.map { row(cells($0, statement.zone)) } + ["</table>"]
            }
        }
        if statement.accounts.isEmpty { lines.append("<p>Nothing was booked up to the end of this month.</p>") }
        return (lines + ["<p><code>\(escaped(ending(statement)))</code></p>", "</body></html>"]).joined(separator: "\n") + "\n"
    }

    /// Comma-separated: what is carried over, every line, every payment, and the end of the ledger.
    static func csv(_ statement: Statement) -> String {
        var text = ReportWords.line(
            [
                "partner", "month", "currency", "line", "booked", "happened", "what", "deal", "rule", "reason", "reference", "amount",
                "ledger_row",
            ])
        let head = [statement.partner.text, statement.month.text]
        for account in statement.accounts {
            func sum(_ name: String, _ amount: Money) -> String {
                ReportWords.line(head + [account.currency.code, name, "", "", "", "", "", "", "", amount.amountText, ""])
            }
            text += sum("opening", account.opening)
            for line in account.lines {
                let cells = cells(line, statement.zone)
                text += ReportWords.line(
                    head + [
                        account.currency.code, line.kind.rawValue, cells[0], cells[1], line.what, line.deal ?? "", line.rule ?? "",
                        line.reason, line.reference, line.amount.amountText, String(line.row),
                    ])
            }
            text += sum("closing", account.closing)
            for payment in account.payments {
                let day = statement.zone.day(of: payment.at).text
                text += ReportWords.line(
                    head + [
                        account.currency.code, "paid", "", day, payment.method, "", "", "", payment.payout, payment.amount.amountText, "",
                    ])
            }
            text += sum("under_way", account.underWay)
        }
        let end = ["", "ledger", "", "", "", "", "", "", statement.ledger.hash, "", String(statement.ledger.sequence)]
        return text + ReportWords.line(head + end)
    }

    private static let headings = ["booked", "happened", "line", "what", "deal", "rule", "reference", "ledger row", "amount"]

    private static func introduction(_ statement: Statement) -> String {
        let basis =
            switch statement.basis {
            case .booked: "what was booked in the month; what became known later stands on a later statement"
            case .happened: "what happened in the month, as far as it is known"
            }
        return "Program \(statement.program), partner \(statement.partner.text): \(basis). Days are of \(statement.zone.identifier)."
    }

    private static func ending(_ statement: Statement) -> String {
        "Ledger: row \(statement.ledger.sequence), hash \(statement.ledger.hash)"
    }

    private static func summary(_ account: Statement.Balance) -> [(name: String, amount: Money)] {
        let sums = StatementLine.Kind.allCases.map { kind in (name: name(kind), amount: account.sum(kind)) }
        let shown = sums.enumerated().filter { $0.offset < 2 || $0.element.amount.minor != 0 }.map(\.element)
        return [(name: "balance carried from before", amount: account.opening)] + shown
            + [
                (name: "balance carried forward", amount: account.closing), (name: "arrived in this month", amount: account.paid),
                (name: "under way at its end", amount: account.underWay),
            ]
    }

    private static func name(_ kind: StatementLine.Kind) -> String {
        switch kind {
        case .earned: "earned"
        case .adjusted: "adjusted"
        case .reward: "rewards"
        case .payout: "taken into payouts"
        case .returned: "came back from payouts"
        }
    }

    private static func cells(_ line: StatementLine, _ zone: ProgramZone) -> [String] {
        let what = line.reason == line.kind.rawValue ? line.what : "\(line.what) (\(line.reason))"
        return [
            zone.day(of: line.booked).text, zone.day(of: line.happened).text, name(line.kind), what, line.deal ?? "", line.rule ?? "",
            line.reference, String(line.row), line.amount.amountText,
        ]
    }

    private static func cells(_ payment: StatementPayment, _ zone: ProgramZone) -> [String] {
        let received = payment.received.map { " (\($0.text))" } ?? ""
        return [zone.day(of: payment.at).text, payment.method, payment.payout, payment.amount.amountText + received]
    }

    /// A text in which nothing is taken for Markdown.
    private static func marked(_ text: String) -> String {
        let marks = Dictionary(uniqueKeysWithValues: "\\`*<>[]|#".unicodeScalars.map { ($0, "\\\($0)") })
        let line = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).joined(separator: " ")
        return ScalarText.replacing(in: line, marks)
    }

    private static func escaped(_ text: String) -> String {
        ScalarText.replacing(in: text, ["&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;", "'": "&#39;"])
    }
}

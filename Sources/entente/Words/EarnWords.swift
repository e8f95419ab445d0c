import Agent
import Model
import Storage

/// What was earned in words.
enum EarnWords {
    static func lines(_ report: EarningsRun.Report) -> [String] {
        let sums = report.sums.map(\.text).joined(separator: ", ")
        var lines = ["\(report.commissions) commissions\(sums.isEmpty ? "" : ", in all \(sums)"); \(report.changed) new or changed"]
        if report.isDry { lines[0] += "; nothing was written" }
        if report.booked > 0 { lines.append("  \(report.booked) rows were added to the ledger") }
        if report.waiting > 0 { lines.append("  \(report.waiting) wait: `entente review` says for what") }
        if report.findings > 0 { lines.append("  \(report.findings) findings hold commissions: `entente review` shows the evidence") }
        if report.refused > 0 { lines.append("  \(report.refused) refunds exceed their sale: `entente review` lists them") }
        return lines
    }

    static func table(_ views: [CommissionList.View]) -> Table {
        Table(
            ["id", "partner", "kind", "amount", "state", "rule", "earned"],
            rows: views.map { view in
                let row = view.commission
                return [
                    row.id, row.partner.text, row.kind, row.amount.text, ([view.state] + view.findings).joined(separator: " "),
                    "\(row.rule) \(row.rate)", row.earnedAt?.iso ?? "",
                ]
            })
    }
}

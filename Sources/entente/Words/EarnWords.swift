import Agent
import Model
import Storage

/// What was earned in words.
enum EarnWords {
    static func lines(_ report: EarningsRun.Report) -> [String] {
        let sums = report.sums.map(\.text).joined(separator: ", ")
        var lines = ["\(report.commissions) commissions\(sums.isEmpty ? "" : ", in all \(sums)")"]
        if !report.isDry { lines[0] += "; \(report.changed) new or changed, \(report.lines) lines were looked at" }
        if report.isDry { lines[0] += "; nothing was written" }
        if report.booked > 0 { lines.append("  \(report.booked) rows were added to the ledger") }
        if report.waiting > 0 { lines.append("  \(report.waiting) wait: `entente review` says for what") }
        if report.findings > 0 { lines.append("  \(report.findings) findings hold commissions: `entente review` shows the evidence") }
        for month in report.costs where month.judgement != .within {
            let share = "\(month.share / 100) % of what \(month.customers) customers won may cost"
            let held = month.held > 0 ? "; \(month.held) new commissions wait for a person" : ""
            lines.append("  \(month.month): \(month.spent.text) spent, \(share)\(held)")
        }
        if report.rewards > 0 { lines.append("  \(report.rewards) rewards granted: `entente rewards give` gives what is due") }
        if report.fallen > 0 { lines.append("  \(report.fallen) rewards fell with what they were for") }
        if report.refused > 0 { lines.append("  \(report.refused) refunds exceed their sale: `entente review` lists them") }
        return lines
    }

    static func lines(_ report: Reassignment.Report) -> [String] {
        var lines = ["\(report.deal.text) is \(report.partner.text)'s from now on"]
        lines += report.moved.map { "  \($0.account) \($0.amount.text)" }
        if report.earned == nil { lines.append("  config.yaml has no terms: nothing was booked") }
        if report.earned != nil, report.moved.isEmpty { lines.append("  nothing was earned with it: nothing was booked") }
        return lines
    }

    static func lines(_ report: EarningSimulation.Report) -> [String] {
        func text(_ amounts: [Money]?) -> String {
            let all = (amounts ?? []).map(\.text).joined(separator: ", ")
            return all.isEmpty ? "nothing" : all
        }
        let rows = Set(report.was.keys).union(report.would.keys).sorted().map { id in
            [id.text, text(report.was[id]), text(report.would[id])]
        }
        let table = Table(
            ["partner", "was", "would have been"], rows: rows + [["all", text(report.totals.was), text(report.totals.would)]])
        return table.lines(width: 160) + (report.waiting > 0 ? ["\(report.waiting) would wait"] : [])
    }

    static func lines(_ proof: CommissionProof, on screen: Screen) -> [String] {
        let row = proof.view.commission
        var lines = ["\(row.id): \(row.amount.text), \(proof.view.state), of \(row.partner.text)"]
        lines.append("  for \(row.kind) \(row.line)\(row.deal.map { ", deal \($0.text)" } ?? "")")
        lines.append(
            "  rule \(row.rule) version \(row.version)\(row.rulePlace.map { " (\($0))" } ?? "") of \(row.book): \(row.rate) of \(row.base)")
        for credit in proof.credits {
            let end = credit.refusal.map { "does not count: \($0)" } ?? "\(credit.weight) of 10000 by \(credit.model)"
            lines.append("  \(credit.kind) \(credit.touch) \(screen.time(credit.at)), \(credit.partner.text): \(end)")
        }
        for stage in proof.history {
            lines.append("  deal \(stage.state ?? "-") \(stage.amount?.text ?? "")  \(screen.time(stage.stateAt ?? stage.seenAt))")
        }
        for entry in row.entries.array ?? [] {
            let parts = [entry["amount"]?["amount"], entry["reason"], entry["cause"], entry["at"]].map { $0?.string ?? "" }
            lines.append("  \(parts[0]) \(parts[1]): \(parts[2]) at \(parts[3])")
        }
        lines.append(
            "  hold of \(row.holdDays) days\(row.dueAt.map { ", over \(screen.time($0))" } ?? ", not begun: the customer has not paid")")
        for finding in proof.findings {
            lines.append("  finding \(finding.test): \(finding.verdict.map { "\($0) by \(finding.decidedBy ?? "")" } ?? "open")")
        }
        for entry in proof.ledger {
            let booked = "\(entry.account) \(entry.amount.text) (\(entry.causeKind) \(entry.cause)) at \(screen.time(entry.at))"
            lines.append("  ledger row \(entry.sequence): \(booked), hash \(entry.hash.prefix(12))")
        }
        lines += proof.payouts.flatMap { PayoutWords.lines($0, on: screen) }.map { "  \($0)" }
        return lines
    }

    static func lines(_ proof: BalanceProof, on screen: Screen) -> [String] {
        let owed = proof.owed.map(\.text).joined(separator: ", ")
        let rows = proof.lines.map { line in
            [
                String(line.entry.sequence), screen.time(line.entry.at), line.entry.amount.negated?.text ?? "", line.owed.text,
                "\(line.entry.causeKind) \(line.entry.cause)", line.commission ?? line.entry.subject, line.payout ?? "",
            ]
        }
        let table = Table(["row", "booked", "amount", "owed after", "cause", "about", "payout"], rows: rows)
        return ["\(proof.partner.text) is owed \(owed.isEmpty ? "nothing" : owed)"] + table.lines(width: 200)
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

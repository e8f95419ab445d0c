import Agent
import Model
import ProgramRules
import Storage

/// Payouts in words.
enum PayoutWords {
    static func table(_ views: [PayoutView]) -> Table {
        Table(
            ["id", "partner", "amount", "method", "account", "state", "approved by", "note"],
            rows: views.map { view in
                [
                    view.row.id, view.name, view.row.amount.text, view.row.provider, view.row.account, view.row.state,
                    view.approvals.map(\.by).joined(separator: ", "), note(view),
                ]
            })
    }

    static func table(_ views: [DestinationView]) -> Table {
        Table(
            ["partner", "name", "method", "account", "since", "approved by", "payable from"],
            rows: views.map { view in
                [
                    view.row.partner.text, view.name, view.row.provider, view.row.account, view.row.since.iso,
                    view.row.approvedBy ?? "nobody",
                    view.payableFrom?.iso ?? "",
                ]
            })
    }

    static func lines(_ report: PayoutPlanReport) -> [String] {
        var lines = report.drafts.isEmpty ? ["nothing is due up to \(report.cutOff.text)"] : []
        lines += table(report.payouts).lines(width: 160, unlessEmpty: report.payouts.isEmpty)
        if report.payouts.isEmpty {
            lines += report.drafts.map { draft in
                let rate = draft.exchange.map { " at \($0.text)" } ?? ""
                return "would pay \(draft.amount.text)\(rate) by \(draft.destination.provider) to \(draft.destination.account)"
            }
        }
        lines += report.carried.map { "carried over: \($0.partner.text), \($0.currency.code): \($0.reason.text.replacing("_", with: " "))" }
        if !report.payouts.isEmpty { lines.append("next: `entente payouts approve --all --by NAME`, then `entente payouts send`") }
        return lines
    }

    static func lines(_ report: PayoutSendReport) -> [String] {
        var lines = report.brakes.map { "brake \($0.name): \($0.found), allowed \($0.allowed): nothing was sent" }
        if !report.brakes.isEmpty {
            lines.append("to let it pass: `entente payouts send --approve \(report.brakes.map(\.name).joined(separator: " ")) --by NAME`")
        }
        lines += table(report.payouts).lines(width: 160, unlessEmpty: report.payouts.isEmpty)
        lines += report.waiting.map { "waits: \($0.row.id): \(note($0))" }
        lines += report.withdrawn.map { "withdrawn: \($0.row.id): \($0.row.reason ?? "")" }
        lines += report.unreachable.sorted { $0.key < $1.key }.map { "\($0.key): not reached: \($0.value)" }
        lines += report.refused.sorted { $0.key < $1.key }.map { "\($0.key): refused: \($0.value); the payouts stay approved" }
        lines += report.orphaned.sorted { $0.key < $1.key }.map { method, count in
            "\(method): \(count) requests are open, and payouts of config.yaml names nobody who pays by \(method)"
        }
        if report.count(.unknown) > 0 { lines.append("unknown: look at `entente payouts show ID`; `entente payouts settle` looks them up") }
        return lines.isEmpty ? ["nothing to send"] : lines
    }

    static func lines(_ report: PayoutSettleReport) -> [String] {
        var lines = ["\(report.items) items compared"]
        lines += report.findings.sorted { $0.key < $1.key }.flatMap { method, found in
            found.map { "\(method): \($0.reason)\(report.decided.contains($0) ? " (decided)" : "")" }
        }
        if report.isAuditDue { lines.append("the store was put back: nothing is paid until a settle agrees with each provider's own list") }
        lines += report.unreachable.sorted { $0.key < $1.key }.map { "\($0.key): \(ErrorWords.of($0.value, remote: $0.key))" }
        lines += report.states.sorted { $0.key < $1.key }.filter { $0.value > 0 }.map { "\($0.key): \($0.value)" }
        return lines
    }

    static func lines(_ proof: PayoutProof, on screen: Screen) -> [String] {
        let row = proof.view.row
        var lines = ["\(row.id): \(row.amount.text) to \(proof.view.name) by \(row.provider) (\(row.account)): \(row.state)"]
        if let rate = proof.view.rate { lines.append("for \(proof.view.owed.text) at \(rate.text)") }
        if let item = row.item { lines.append("the provider calls it \(item)\(row.rawState.map { ", \($0)" } ?? "")") }
        lines += proof.view.approvals.map { "approved by \($0.by) at \(screen.time($0.at))" }
        lines += proof.claims.map { claim in
            let owed = Money(minor: claim.owed, currency: proof.view.owed.currency).text
            let about = proof.commissions[claim.entry].map { " of \($0)" } ?? ""
            return "claims ledger entry \(claim.entry): \(owed)\(about)\(claim.releasedAt.map { ", let go at \(screen.time($0))" } ?? "")"
        }
        for (shipment, steps) in proof.shipments {
            lines.append("request \(shipment.id), key \(shipment.id)-\(shipment.epoch): \(shipment.phase) \(shipment.providerID ?? "")")
            lines += steps.map { "  \(screen.time($0.at)) \($0.action) \($0.outcome) \($0.detail["said"]?.string ?? "")" }
        }
        lines += proof.booked.map { "ledger \($0.sequence): \($0.amount.text) on \($0.account) (\($0.causeKind)) at \(screen.time($0.at))" }
        return lines
    }

    private static func note(_ view: PayoutView) -> String {
        var parts = view.findings.map { $0.text.replacing("_", with: " ") }
        if let rate = view.rate { parts.append("\(view.owed.text) at \(rate.text)") }
        if view.missing > 0 { parts.append("\(view.missing) more must approve") }
        if let reason = view.row.reason { parts.append(reason) }
        if let raw = view.row.rawState { parts.append(raw) }
        return parts.joined(separator: "; ")
    }
}

extension Table {
    /// The lines; none of a table without rows.
    fileprivate func lines(width: Int, unlessEmpty isEmpty: Bool) -> [String] { isEmpty ? [] : lines(width: width) }
}

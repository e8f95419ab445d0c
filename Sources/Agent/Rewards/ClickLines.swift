import Model
import ProgramRules
import Storage

/// The lines of accepted clicks, where a rule pays for clicks or did (C2).
struct ClickLines {
    let tx: Transaction
    /// What rules pay for today, and what was ever paid for: a rule that is gone must not take back what was earned under it (C1).
    let kinds: Set<CommissionKind>

    /// A line for each click: it depends on the click alone, and on whose link it was on.
    func lines() throws -> [CommissionLine] {
        guard kinds.contains(.click) else { return [] }
        return try tx.clicks.accepted().map { click in
            SingleLines.click(
                click.id, partner: try tx.mergedEntities.resolve(click.partner), at: click.at, facts: SaleFacts(campaign: click.campaign))
        }
    }
}

public import Model

/// Lines that belong to one partner from the start: clicks, leads, milestones. What is paid on them waits from the moment it was earned.
public enum SingleLines {
    /// An accepted click.
    public static func click(_ id: String, partner: EntityID, at instant: Timestamp, facts: SaleFacts = SaleFacts()) -> CommissionLine {
        line(id, .click, partner, instant, facts, amounts: nil)
    }

    /// A lead that reached a state.
    public static func lead(
        _ referral: EntityID, state: String, partner: EntityID, customer: EntityID?, at instant: Timestamp, facts: SaleFacts = SaleFacts()
    ) -> CommissionLine {
        var line = line("\(referral.text)/\(state)", .lead(state), partner, instant, facts, amounts: nil)
        line.customer = customer
        return line
    }

    /// A bonus for a milestone that was reached.
    public static func bonus(_ milestone: String, partner: EntityID, at instant: Timestamp) -> CommissionLine {
        line("milestone/\(milestone)/\(partner.text)", .bonus(milestone), partner, instant, SaleFacts(), amounts: nil)
    }

    private static func line(
        _ id: String, _ kind: CommissionKind, _ partner: EntityID, _ at: Timestamp, _ facts: SaleFacts, amounts: SaleAmounts?
    ) -> CommissionLine {
        CommissionLine(
            id: id, kind: kind, facts: facts, shares: [Share(partner: partner, weight: LargestRemainder.whole)],
            changes: [
                LineChange(at: at, cause: id, reason: .earned, effect: .stands),
                LineChange(at: at, cause: id, reason: .earned, effect: .paid),
            ])
    }
}

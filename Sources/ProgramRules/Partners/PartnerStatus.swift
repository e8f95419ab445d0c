/// Where a partner stands with the program. Source: the partner's field `status`.
public enum PartnerStatus: String, CaseIterable, Hashable, Sendable {
    /// Asked to join.
    case applied
    /// Was asked to join.
    case invited
    /// Belongs to the program.
    case approved
    /// Was refused.
    case declined
    /// Earns, but is not paid until a person lifts it.
    case suspended
    /// Was thrown out.
    case banned
    /// Does not take part any more; what was agreed is kept.
    case archived
}

/// What a partner's status may allow or forbid.
public enum PartnerAct: String, CaseIterable, Hashable, Sendable {
    /// Earn for a click.
    case click
    /// Earn for a lead.
    case lead
    /// Earn for a sale, a stage, a bonus or a recruited partner's sale.
    case sale
    /// Earn for a renewal.
    case renewal
    /// Be paid.
    case payout
}

extension PartnerStatus {
    /// The table of status against act: invited, approved and archived earn and are paid; suspended earns and is not paid; the others
    /// do neither.
    public func allows(_ act: PartnerAct) -> Bool {
        switch (self, act) {
        case (.invited, _), (.approved, _), (.archived, _): true
        case (.suspended, .payout): false
        case (.suspended, _): true
        case (.applied, _), (.declined, _), (.banned, _): false
        }
    }
}

public import Model

/// Why a commission changed.
public enum EntryReason: String, CaseIterable, Hashable, Sendable {
    /// The deal was won, the lead or stage reached, the click accepted.
    case earned
    /// The deal was re-opened or lost.
    case undone
    /// The deal's amounts changed.
    case amounts
    /// Money was refunded.
    case refund
    /// The customer disputes the payment.
    case dispute
    /// A refund failed or a dispute was won.
    case restored
    /// The partner reached another step of a tier table.
    case tier
    /// A cap took effect, or stopped to.
    case cap
    /// A person gave the deal to another partner (L2).
    case reassigned
    /// A person voided it, after a finding.
    case voided
}

/// What happens to a line.
public enum LineEffect: Hashable, Sendable {
    /// It counts from now on.
    case stands
    /// It does not count any more.
    case falls
    /// Its amounts are known.
    case amounts(SaleAmounts)
    /// The money came: the hold begins.
    case paid
    /// Money is taken back.
    case takes(Money)
    /// What an event took comes back.
    case givesBack(event: String)
    /// Whose it is changes.
    case shares([Share])
    /// A partner earns nothing with it any more; the others keep their parts.
    case bars(EntityID)
}

/// One change of a line, with its cause.
public struct LineChange: Hashable, Sendable {
    /// When.
    public let at: Timestamp
    /// The event, touch or reassignment behind it.
    public let cause: String
    /// What kind of cause.
    public let reason: EntryReason
    /// What it does.
    public let effect: LineEffect

    /// Describes a change.
    public init(at: Timestamp, cause: String, reason: EntryReason, effect: LineEffect) {
        self.at = at
        self.cause = cause
        self.reason = reason
        self.effect = effect
    }
}

/// Something that can earn once for each partner (C8): a deal, a later payment, a lead, a stage, a click.
public struct CommissionLine: Hashable, Sendable {
    /// The line's id. Promises: the same sale has the same id whatever source told of it.
    public var id: String
    /// What it pays for.
    public var kind: CommissionKind
    /// The deal, if there is one.
    public var deal: EntityID?
    /// The customer, if known.
    public var customer: EntityID?
    /// What the conditions of the rules read.
    public var facts: SaleFacts
    /// Whose it is from the start.
    public var shares: [Share]
    /// What happens to it, in order.
    public var changes: [LineChange]

    /// The line with which a recruited partner earns what the recruiter's line is made of; any other line itself.
    public static func origin(_ id: String) -> String {
        id.firstRange(of: recruited).map { String(id[..<$0.lowerBound]) } ?? id
    }

    /// What stands between a line and the recruited partner in the id of what the recruiter earns.
    static let recruited = "/recruited/"

    /// Describes a line.
    public init(
        id: String, kind: CommissionKind, deal: EntityID? = nil, customer: EntityID? = nil, facts: SaleFacts = SaleFacts(),
        shares: [Share], changes: [LineChange]
    ) {
        self.id = id
        self.kind = kind
        self.deal = deal
        self.customer = customer
        self.facts = facts
        self.shares = shares
        self.changes = changes
    }
}

public import Model

/// What makes a commission unique (C8).
public struct CommissionKey: Hashable, Comparable, Sendable {
    /// The line that earns.
    public let line: String
    /// Who earns.
    public let partner: EntityID
    /// What for.
    public let kind: CommissionKind

    /// Describes a key.
    public init(line: String, partner: EntityID, kind: CommissionKind) {
        self.line = line
        self.partner = partner
        self.kind = kind
    }

    /// The key as text, for the causes of the ledger.
    public var text: String { "\(kind.text) \(line) \(partner.text)" }

    /// Orders by line, partner, kind.
    public static func < (left: CommissionKey, right: CommissionKey) -> Bool {
        (left.line, left.partner, left.kind) < (right.line, right.partner, right.kind)
    }
}

/// What is frozen on a commission when it is created (C1): a later change of the terms does not touch it (W15).
public struct FrozenTerms: Hashable, Sendable {
    /// The book of terms under which it was created and is computed for ever.
    public let book: String
    /// The rule's id.
    public let rule: String
    /// The rule's version.
    public let version: String
    /// What the version pays, as text.
    public let rate: String
    /// What a percentage is taken of.
    public let base: CommissionBase
    /// How long it waits after the payment. Units: days.
    public let holdDays: Int
    /// The exchange rate, where the deal is in another currency.
    public let exchange: ExchangeRate?

    /// Describes what is frozen.
    public init(
        book: String, rule: String, version: String, rate: String, base: CommissionBase, holdDays: Int, exchange: ExchangeRate?
    ) {
        self.book = book
        self.rule = rule
        self.version = version
        self.rate = rate
        self.base = base
        self.holdDays = holdDays
        self.exchange = exchange
    }
}

/// One change of a commission's amount: it becomes a transaction of the ledger and is never edited.
public struct CommissionEntry: Hashable, Sendable {
    /// The commission.
    public let key: CommissionKey
    /// When it was caused.
    public let at: Timestamp
    /// The event behind it.
    public let cause: String
    /// What kind of cause.
    public let reason: EntryReason
    /// The change; below zero for a clawback.
    public let amount: Money
    /// The rate that gave the new amount.
    public let rate: String

    /// Describes a change.
    public init(key: CommissionKey, at: Timestamp, cause: String, reason: EntryReason, amount: Money, rate: String) {
        self.key = key
        self.at = at
        self.cause = cause
        self.reason = reason
        self.amount = amount
        self.rate = rate
    }
}

/// A commission as the events make it.
public struct Commission: Hashable, Sendable {
    /// What makes it unique.
    public let key: CommissionKey
    /// The deal, if there is one.
    public let deal: EntityID?
    /// The customer, if known.
    public let customer: EntityID?
    /// What was frozen when it was created.
    public let frozen: FrozenTerms
    /// What stands of it.
    public let amount: Money
    /// How it came about, in the order of time.
    public let entries: [CommissionEntry]
    /// When it was earned; nil if it does not stand.
    public let earnedAt: Timestamp?
    /// When the customer paid; nil if not yet.
    public let paidAt: Timestamp?

    /// When the hold is over (C7); nil while nothing was paid.
    public var dueAt: Timestamp? { paidAt.map { $0 + .seconds(Int64(frozen.holdDays) * 86_400) } }
}

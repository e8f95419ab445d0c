public import Model

/// Why something was posted (L1): every entry names its cause.
public struct LedgerCause: Hashable, Sendable {
    /// What kind of cause.
    public enum Kind: Hashable, Sendable {
        /// A commission was earned or changed.
        case commission(EntryReason)
        /// A commission was booked otherwise before news came late.
        case correction
        /// A reward was granted.
        case reward
        /// A payout claimed entries.
        case claimed
        /// A payout let its claims go.
        case released
        /// A provider reported a payout or an item of it in this state.
        case provider(String)
        /// A provider charged for a payout.
        case fee

        /// The kind as text.
        public var text: String {
            switch self {
            case .commission(let reason): "commission:\(reason.rawValue)"
            case .correction: "correction"
            case .reward: "reward"
            case .claimed: "claimed"
            case .released: "released"
            case .provider(let state): "provider:\(state)"
            case .fee: "fee"
            }
        }
    }

    /// What kind of cause.
    public var kind: Kind
    /// The event, touch, payout or finding.
    public var id: String
    /// When it happened, at its source.
    public var at: Timestamp

    /// Describes a cause.
    public init(_ kind: Kind, id: String, at: Timestamp) {
        self.kind = kind
        self.id = id
        self.at = at
    }
}

/// An amount on an account.
public struct Posting: Hashable, Sendable {
    /// The account.
    public var account: Account
    /// The amount: above zero a debit, below a credit.
    public var amount: Money
    /// What it is about: a commission's key, a payout.
    public var subject: String
    /// The exchange rate behind it with its source and day, as text (L4).
    public var exchange: String?

    /// Describes a posting.
    public init(_ account: Account, _ amount: Money, subject: String, exchange: String? = nil) {
        self.account = account
        self.amount = amount
        self.subject = subject
        self.exchange = exchange
    }
}

/// Postings that belong together and sum to zero in each currency (L1).
public struct LedgerTransaction: Hashable, Sendable {
    /// When it is booked.
    public var at: Timestamp
    /// Why.
    public var cause: LedgerCause
    /// What is posted.
    public var postings: [Posting]

    /// Describes a transaction.
    public init(at: Timestamp, cause: LedgerCause, postings: [Posting]) {
        self.at = at
        self.cause = cause
        self.postings = postings
    }

    /// A move of one amount from one account to another: a debit of the first and a credit of the second.
    public static func move(
        _ amount: Money, debit: Account, credit: Account, subject: String, at: Timestamp, cause: LedgerCause, exchange: String? = nil
    ) -> LedgerTransaction? {
        guard let opposite = amount.negated else { return nil }
        return LedgerTransaction(
            at: at, cause: cause,
            postings: [
                Posting(debit, amount, subject: subject, exchange: exchange),
                Posting(credit, opposite, subject: subject, exchange: exchange),
            ])
    }

    /// What does not sum to zero, by currency; empty if all does.
    public var imbalance: [Currency: Int128] {
        var sums: [Currency: Int128] = [:]
        for posting in postings { sums[posting.amount.currency, default: 0] += Int128(posting.amount.minor) }
        return sums.filter { $0.value != 0 }
    }
}

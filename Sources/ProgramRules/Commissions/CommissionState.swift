public import Model

/// Where a commission stands on its way to money.
public enum CommissionState: String, CaseIterable, Hashable, Sendable {
    /// Earned; the customer has not paid, or the hold is not over.
    case pending
    /// A finding is open, or the program spends too much: a person decides.
    case held
    /// May be claimed by a payout.
    case approved
    /// Claimed by a payout that is under way.
    case claimed
    /// All of it was paid.
    case paid
    /// Nothing of it stands.
    case voided

    /// What decides the state.
    public struct Facts: Hashable, Sendable {
        /// What stands, in minor units.
        public var amount: Int64
        /// When the hold is over; nil while the customer has not paid.
        public var dueAt: Timestamp?
        /// How many findings wait for a person.
        public var openFindings: Int
        /// What payouts under way have claimed of it, in minor units.
        public var claimed: Int64
        /// What was paid of it, in minor units.
        public var paid: Int64

        /// Describes a commission.
        public init(amount: Int64, dueAt: Timestamp?, openFindings: Int = 0, claimed: Int64 = 0, paid: Int64 = 0) {
            self.amount = amount
            self.dueAt = dueAt
            self.openFindings = openFindings
            self.claimed = claimed
            self.paid = paid
        }
    }

    /// The state at an instant. Promises: time alone moves only from pending to approved, and never past an open finding (C7).
    public init(_ facts: Facts, at now: Timestamp) {
        if facts.amount == 0 {
            self = .voided
        } else if facts.claimed != 0 {
            self = .claimed
        } else if facts.paid >= facts.amount {
            self = .paid
        } else if facts.openFindings > 0 {
            self = .held
        } else if let due = facts.dueAt, due <= now {
            self = .approved
        } else {
            self = .pending
        }
    }
}

import Crypto
public import Model

/// A ledger entry that a payout may claim: something owed to a partner for a commission.
public struct ClaimableEntry: Hashable, Sendable {
    /// The number of the ledger's row.
    public var sequence: Int64
    /// The partner.
    public var partner: EntityID
    /// What is owed; below zero for a clawback.
    public var owed: Money
    /// The commission.
    public var commission: String
    /// How the commission stands.
    public var state: CommissionState
    /// When its hold is over; nil while it is not known.
    public var dueAt: Timestamp?
    /// True if a payout that can no more be withdrawn holds another entry of the same commission: then what is taken back of it is taken at
    /// once.
    public var wasClaimedBefore: Bool
    /// What no payout claims of the same commission: of one that is taken back, all entries must be claimed, or none. Units: minor units.
    public var openOwed: Int64
    /// False if what the ledger owes the partner is not the sum of what no payout claims (L5): then a person must look.
    public var isAccounted: Bool

    /// Describes an entry.
    public init(
        sequence: Int64, partner: EntityID, owed: Money, commission: String, state: CommissionState, dueAt: Timestamp?,
        wasClaimedBefore: Bool = false, openOwed: Int64 = 0, isAccounted: Bool = true
    ) {
        self.sequence = sequence
        self.partner = partner
        self.owed = owed
        self.commission = commission
        self.state = state
        self.dueAt = dueAt
        self.wasClaimedBefore = wasClaimedBefore
        self.openOwed = openOwed
        self.isAccounted = isAccounted
    }

    /// True if it corrects what was paid of a commission that is taken back: such entries count whatever state the commission is in, and
    /// of a commission of which nothing stands all of them do, or the partner would bear a part twice.
    var isCorrection: Bool { wasClaimedBefore && (owed.minor < 0 || state == .voided) }
}

/// One payout, frozen (P1): to whom, where, how much, for which entries. What is decided later does not change it.
public struct PayoutIntent: Hashable, Sendable {
    /// An entry that the intent claims.
    public struct Claim: Hashable, Sendable {
        /// The number of the ledger's row.
        public let entry: Int64
        /// What it is worth, in minor units.
        public let owed: Int64

        /// Describes a claim.
        public init(entry: Int64, owed: Int64) {
            self.entry = entry
            self.owed = owed
        }
    }

    /// The intent's id: idempotency keys are made of it (P3).
    public let id: String
    /// The partner.
    public let partner: EntityID
    /// Where the money goes.
    public let destination: Destination
    /// How much is paid.
    public let amount: Money
    /// What it is for, by row.
    public let claims: [Claim]
    /// The rate at which what is owed is paid; nil where both are of one currency.
    public let exchange: ExchangeRate?

    /// Freezes an intent.
    public init(
        id: String, partner: EntityID, destination: Destination, amount: Money, claims: [Claim], exchange: ExchangeRate? = nil
    ) {
        self.id = id
        self.partner = partner
        self.destination = destination
        self.amount = amount
        self.claims = claims.sorted { $0.entry < $1.entry }
        self.exchange = exchange
    }

    /// What the payout takes off the partner's balance: in another currency than what is paid, the sum of the claims.
    public var owed: Money {
        guard let exchange else { return amount }
        return Money(minor: Int64(clamping: claims.map { Int128($0.owed) }.reduce(0, +)), currency: exchange.from)
    }

    /// The hash of everything frozen: what an approval signs (R36).
    public var hash: String {
        var content = JSONObject([
            ("id", .string(id)), ("partner", .string(partner.text)), ("provider", .string(destination.provider)),
            ("account", .string(destination.account)), ("minor", .integer(amount.minor)), ("currency", .string(amount.currency.code)),
            ("claims", .array(claims.map { .array([.integer($0.entry), .integer($0.owed)]) })),
        ])
        content["exchange"] = exchange?.json
        return SHA256.hash(data: JSON.object(content).canonicalBytes).hexadecimal
    }
}

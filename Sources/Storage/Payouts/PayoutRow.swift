public import Model

/// A payout as it is stored: what was frozen, and how far it is.
public struct PayoutRow: Sendable, Equatable {
    /// Its id, `payout_...`.
    public var id: String
    /// The partner.
    public var partner: EntityID
    /// The method by which the money goes.
    public var provider: String
    /// The account there.
    public var account: String
    /// How much.
    public var amount: Money
    /// Its state, as text.
    public var state: String
    /// Where the money is, as text.
    public var place: String
    /// Counts the changes, for compare-and-set (P4).
    public var revision: Int64
    /// The hash of all that was frozen: what an approval signs.
    public var hash: String
    /// The last day that counted.
    public var cutOff: String
    /// When it was frozen.
    public var createdAt: Timestamp
    /// When its state last changed.
    public var changedAt: Timestamp
    /// The run that froze it.
    public var runID: String
    /// What the provider calls it; nil while that is not known.
    public var item: String?
    /// The provider's word for its state.
    public var rawState: String?
    /// What the provider kept for it, booked. Units: minor units of the payout's currency.
    public var fee: Int64
    /// Why it was withdrawn, refused or came back.
    public var reason: String?
    /// The rate at which the claims are paid; nil where they are of the same currency.
    public var exchange: JSON?

    /// Describes one.
    public init(
        id: String, partner: EntityID, provider: String, account: String, amount: Money, state: String, place: String, revision: Int64,
        hash: String, cutOff: String, createdAt: Timestamp, changedAt: Timestamp, runID: String, item: String? = nil,
        rawState: String? = nil, fee: Int64 = 0, reason: String? = nil, exchange: JSON? = nil
    ) {
        self.id = id
        self.partner = partner
        self.provider = provider
        self.account = account
        self.amount = amount
        self.state = state
        self.place = place
        self.revision = revision
        self.hash = hash
        self.cutOff = cutOff
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.runID = runID
        self.item = item
        self.rawState = rawState
        self.fee = fee
        self.reason = reason
        self.exchange = exchange
    }
}

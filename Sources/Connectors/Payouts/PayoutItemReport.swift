public import Model

/// What a provider says of one payout.
public struct PayoutItemReport: Sendable, Hashable {
    /// Our key of it, the intent's id; nil if it names none.
    public var key: String?
    /// What the provider calls it.
    public var id: String
    /// What the provider calls its batch; nil where there is none.
    public var batch: String?
    /// What the provider's own books call the movement of money; nil if it does not say.
    public var transaction: String?
    /// How much; nil if it does not say.
    public var amount: Money?
    /// Its state, as far as the manifest knows the provider's word for it; `pending` for a word it does not know.
    public var state: PayoutItemState
    /// The provider's word for it.
    public var rawState: String
    /// What the provider kept for it.
    public var fee: Money?
    /// Why it stands as it does, in the provider's words.
    public var reason: String?
    /// When that was last changed.
    public var at: Timestamp?

    /// Describes an item.
    public init(
        key: String?, id: String, batch: String? = nil, transaction: String? = nil, amount: Money? = nil, state: PayoutItemState,
        rawState: String, fee: Money? = nil, reason: String? = nil, at: Timestamp? = nil
    ) {
        self.key = key
        self.id = id
        self.batch = batch
        self.transaction = transaction
        self.amount = amount
        self.state = state
        self.rawState = rawState
        self.fee = fee
        self.reason = reason
        self.at = at
    }
}

/// The states of a payout at a provider, in our words.
public enum PayoutItemState: String, Sendable, Hashable, CaseIterable {
    /// The money arrived.
    case success
    /// The provider works on it.
    case pending
    /// The provider looks at it.
    case onHold = "onhold"
    /// Nobody has taken it yet.
    case unclaimed
    /// It was not sent.
    case failed
    /// It was refused.
    case denied
    /// It was stopped.
    case blocked
    /// It was taken back before it was taken.
    case cancelled
    /// It came back unclaimed.
    case returned
    /// The receiver gave it back.
    case refunded
    /// The provider took it back.
    case reversed
}

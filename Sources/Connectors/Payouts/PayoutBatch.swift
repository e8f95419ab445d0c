public import Model

/// One request to a provider of payouts: one item, or several where it takes them.
public struct PayoutBatch: Sendable, Hashable {
    /// The key under which the provider acts once (P3).
    public var key: String
    /// What receivers are told, if the provider tells them anything.
    public var note: String?
    /// The items, at least one.
    public var items: [PayoutItem]
    /// The last instant at which the request may leave, whatever held it up (P6).
    public var notAfter: Timestamp

    /// Describes a batch.
    public init(key: String, note: String? = nil, items: [PayoutItem], notAfter: Timestamp) {
        self.key = key
        self.note = note
        self.items = items
        self.notAfter = notAfter
    }
}

/// One payout in a batch.
public struct PayoutItem: Sendable, Hashable {
    /// Our key of it: the intent's id.
    public var key: String
    /// How much.
    public var amount: Money
    /// To whom, as the provider knows them.
    public var receiver: String
    /// What the receiver's name is: `email`, `phone`, `account` or `bank`.
    public var receiverKind: String
    /// What the receiver is told.
    public var note: String?

    /// Describes an item.
    public init(key: String, amount: Money, receiver: String, receiverKind: String, note: String? = nil) {
        self.key = key
        self.amount = amount
        self.receiver = receiver
        self.receiverKind = receiverKind
        self.note = note
    }
}

/// What a provider of payouts can do. Source: CONNECTORS.md 2.15.
public struct PayoutAbilities: Sendable, Hashable {
    /// How long the provider remembers a key after it first saw it: within it the same batch under the same key pays once (P6).
    public var keyLife: Duration
    /// The most items of one batch; 1 for a provider that pays one by one.
    public var largestBatch: Int
    /// True if all items of a batch must have one currency.
    public var isOneCurrency: Bool
    /// The kinds of receivers it pays: `email`, `phone`, `account`, `bank`.
    public var receiverKinds: Set<String>
    /// True if an accepted payout is a paid one; false if its items must be read.
    public var isSettledAtOnce: Bool
    /// True if it can be asked for a batch by our key alone.
    public var canFindByKey: Bool
    /// True if it lists what it paid in a span of time.
    public var canList: Bool
    /// How far that list is behind: what is younger may be missing without being wrong.
    public var listLag: Duration

    /// Describes a provider.
    public init(
        keyLife: Duration, largestBatch: Int, isOneCurrency: Bool, receiverKinds: Set<String>, isSettledAtOnce: Bool,
        canFindByKey: Bool, canList: Bool, listLag: Duration = .zero
    ) {
        self.keyLife = keyLife
        self.largestBatch = largestBatch
        self.isOneCurrency = isOneCurrency
        self.receiverKinds = receiverKinds
        self.isSettledAtOnce = isSettledAtOnce
        self.canFindByKey = canFindByKey
        self.canList = canList
        self.listLag = listLag
    }
}

public import Model

/// One request to a provider of payouts as it is stored, with the promise under which it was sent.
public struct ShipmentRow: Sendable, Equatable {
    /// Its id: its keys are made of it (P3).
    public var id: String
    /// The method by which the money goes.
    public var provider: String
    /// How far it is, as text.
    public var phase: String
    /// Which attempt that a person authorised, from 1.
    public var epoch: Int
    /// When this epoch's key was first used.
    public var firstSentAt: Timestamp?
    /// How many requests were begun under this epoch's key.
    public var attempts: Int
    /// What the provider calls it.
    public var providerID: String?
    /// Who authorised epochs after the first, in order.
    public var authorisations: [String]
    /// Counts the changes, for compare-and-set (P4).
    public var revision: Int64
    /// How long the provider remembers a key.
    public var keyLife: Duration
    /// How long before that end nothing is sent any more.
    public var margin: Duration
    /// How many payouts one request may hold.
    public var largestBatch: Int
    /// True if an answer that says "made" means that the money moved.
    public var isSettledAtOnce: Bool
    /// When it was made.
    public var createdAt: Timestamp
    /// When its state last changed.
    public var changedAt: Timestamp
    /// The run that made it.
    public var runID: String
    /// A mark of the account that it was sent to; nil while nothing tells.
    public var remote: String?

    /// Describes one.
    public init(
        id: String, provider: String, phase: String, epoch: Int, firstSentAt: Timestamp?, attempts: Int, providerID: String?,
        authorisations: [String], revision: Int64, keyLife: Duration, margin: Duration, largestBatch: Int, isSettledAtOnce: Bool,
        createdAt: Timestamp, changedAt: Timestamp, runID: String, remote: String? = nil
    ) {
        self.id = id
        self.provider = provider
        self.phase = phase
        self.epoch = epoch
        self.firstSentAt = firstSentAt
        self.attempts = attempts
        self.providerID = providerID
        self.authorisations = authorisations
        self.revision = revision
        self.keyLife = keyLife
        self.margin = margin
        self.largestBatch = largestBatch
        self.isSettledAtOnce = isSettledAtOnce
        self.createdAt = createdAt
        self.changedAt = changedAt
        self.runID = runID
        self.remote = remote
    }
}

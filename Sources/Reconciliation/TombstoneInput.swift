public import Model

/// What a deletion elsewhere does to a record here: config.yaml's `on_delete` of the receiving side.
public enum DeletePolicy: String, Sendable, CaseIterable {
    /// It is deleted too.
    case propagate
    /// It is archived.
    case archive
    /// It stays, and its link ends.
    case unlink
    /// It stays, and so does its link.
    case ignore
}

/// What shows that a record is gone.
public enum DeletionEvidence: Sendable, Equatable {
    /// The remote says so: a feed of deletions, a flag, an event confirmed by reading.
    case explicit
    /// The remote says into which record it was merged.
    case merged(into: String)
    /// A listing did not have it.
    case absent(AbsenceProof)
}

/// What speaks for an absence being a deletion (R20).
public struct AbsenceProof: Sendable, Equatable {
    /// True if the listing was complete: all pages, no error, the count stable, the filters the same.
    public var isListingComplete: Bool
    /// Whether reading it by id says gone; nil if that was not tried or did not answer.
    public var isGoneByID: Bool?
    /// Whether a record known to be there could be read before.
    public var isCanaryReadableBefore: Bool
    /// Whether it could be read afterwards.
    public var isCanaryReadableAfter: Bool
    /// When a complete listing first did not have it; nil if this is the first.
    public var missingSince: Timestamp?

    /// Describes a proof.
    public init(
        isListingComplete: Bool, isGoneByID: Bool?, isCanaryReadableBefore: Bool, isCanaryReadableAfter: Bool,
        missingSince: Timestamp? = nil
    ) {
        self.isListingComplete = isListingComplete
        self.isGoneByID = isGoneByID
        self.isCanaryReadableBefore = isCanaryReadableBefore
        self.isCanaryReadableAfter = isCanaryReadableAfter
        self.missingSince = missingSince
    }
}

/// Another link of the entity.
public struct OtherLink: Sendable, Equatable {
    /// The remote's name.
    public var remote: String
    /// What a deletion elsewhere does to its record.
    public var onDelete: DeletePolicy
    /// True if the hub created the record or is configured to own it.
    public var isOwned: Bool
    /// True if the record changed since the last base.
    public var isChanged: Bool
    /// True if the remote is writable.
    public var isWritable: Bool

    /// Describes a link.
    public init(remote: String, onDelete: DeletePolicy, isOwned: Bool, isChanged: Bool = false, isWritable: Bool = true) {
        self.remote = remote
        self.onDelete = onDelete
        self.isOwned = isOwned
        self.isChanged = isChanged
        self.isWritable = isWritable
    }
}

/// What is known of the record that took over a merged one.
public struct MergeWinner: Sendable, Equatable {
    /// The entity that it is linked to; nil if none.
    public var entity: EntityID?
    /// True if the two entities differ in payouts or commissions.
    public var hasMoneyDifference: Bool

    /// Describes a winner.
    public init(entity: EntityID?, hasMoneyDifference: Bool) {
        self.entity = entity
        self.hasMoneyDifference = hasMoneyDifference
    }
}

/// All that the decision about one vanished record depends on.
public struct TombstoneInput: Sendable, Equatable {
    /// The entity that the record is linked to.
    public var entity: EntityID
    /// What shows that it is gone.
    public var evidence: DeletionEvidence
    /// For a merge: what is known of the winner.
    public var winner: MergeWinner?
    /// True if the hub's entity changed since the base of this link.
    public var isHubChanged: Bool
    /// True if money hangs on the entity: payments, commissions, payouts.
    public var isMoneyBearing: Bool
    /// The entity's other links.
    public var others: [OtherLink]
    /// The time of the step.
    public var now: Timestamp
    /// The guards that stand.
    public var guards: Guards

    /// Describes a decision's ground.
    public init(
        entity: EntityID, evidence: DeletionEvidence, winner: MergeWinner? = nil, isHubChanged: Bool = false,
        isMoneyBearing: Bool = false, others: [OtherLink] = [], now: Timestamp, guards: Guards = Guards()
    ) {
        self.entity = entity
        self.evidence = evidence
        self.winner = winner
        self.isHubChanged = isHubChanged
        self.isMoneyBearing = isMoneyBearing
        self.others = others
        self.now = now
        self.guards = guards
    }
}

public import Model

/// What somebody is due beside money, and what became of it.
public struct StoredReward: Sendable, Equatable {
    /// How far it is.
    public enum State: String, Sendable, CaseIterable {
        /// The commission behind it is not approved yet.
        case pending
        /// It is to be given.
        case due
        /// It is being given; until an answer came nobody knows.
        case sending
        /// A person must give it.
        case byHand = "by_hand"
        /// It was given.
        case given
        /// What it was for fell before it was given, or a person refused it.
        case withdrawn
        /// It is to be taken back where it was made.
        case revoking
        /// A person must take it back.
        case toTakeBack = "to_take_back"
        /// It was taken back.
        case takenBack = "taken_back"
        /// What it was for fell, and it stays given: it was used, or a person says so.
        case kept
    }

    /// Its id, `reward_...`.
    public var id: String
    /// What makes it unique.
    public var key: String
    /// The rule or milestone that grants it.
    public var rule: String
    /// Who gets it: a partner or a customer.
    public var receiver: EntityID
    /// What kind of grant.
    public var kind: String
    /// What exactly, as text.
    public var what: String
    /// A share off. Units: basis points.
    public var share: Int?
    /// An amount.
    public var amount: Money?
    /// The proof: the commission or the milestone.
    public var proof: String
    /// The key of the commission behind it; nil for a milestone.
    public var commission: String?
    /// When it was earned.
    public var at: Timestamp
    /// How far it is.
    public var state: State
    /// Why it is in that state, where that is not plain.
    public var reason: String?
    /// The remote at which it is made.
    public var remote: String?
    /// The object there.
    public var object: String?
    /// The code of a coupon, or our key of a credit: stored before the first request, so that it is made once.
    public var code: String?
    /// The account there on which a credit is given.
    public var account: String?
    /// When the remote was first asked to make it: from then on nobody knows, until it answered.
    public var askedAt: Timestamp?
    /// The id of what was made there.
    public var record: String?
    /// When it was given.
    public var givenAt: Timestamp?
    /// Who gave it, where a person did.
    public var givenBy: String?
    /// When it was first seen.
    public var createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// The run that last changed it.
    public var runID: String

    /// Describes a reward that was just earned.
    public init(
        id: String, key: String, rule: String, receiver: EntityID, kind: String, what: String, share: Int? = nil, amount: Money? = nil,
        proof: String, commission: String? = nil, at: Timestamp, state: State = .pending, createdAt: Timestamp, runID: String
    ) {
        self.id = id
        self.key = key
        self.rule = rule
        self.receiver = receiver
        self.kind = kind
        self.what = what
        self.share = share
        self.amount = amount
        self.proof = proof
        self.commission = commission
        self.at = at
        self.state = state
        self.createdAt = createdAt
        updatedAt = createdAt
        self.runID = runID
    }
}

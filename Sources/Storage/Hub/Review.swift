public import Model

/// How far a person got with a review.
public enum ReviewState: String, Sendable, Hashable, CaseIterable {
    /// It waits.
    case open
    /// A person said yes; it is to be carried out.
    case accepted
    /// A person said no; it is not raised again.
    case rejected
    /// It is carried out, or no longer needed; the same may be raised anew.
    case done
}

/// Something that only a person can decide.
public struct Review: Sendable, Equatable {
    /// The review's id, `review_...`.
    public var id: String
    /// What it is about, as `review --json` names it.
    public var kind: String
    /// The entity, if it is about one.
    public var entity: EntityID?
    /// The kind of entity.
    public var entityKind: EntityKind?
    /// The remote, if it is about one.
    public var remote: String?
    /// The object, if it is about one.
    public var object: String?
    /// The record's id, if it is about one.
    public var record: String?
    /// The field, if it is about one.
    public var field: String?
    /// Why a person is needed.
    public var reason: String
    /// What can be chosen from (V4).
    public var candidates: JSON
    /// The rule that asks.
    public var rule: String
    /// When it was first raised.
    public var since: Timestamp
    /// The run that raised it.
    public var runID: String
    /// What makes it the same when it is raised again.
    public var fingerprint: String
    /// How far a person got with it.
    public var state: ReviewState
    /// Who decided.
    public var decidedBy: String?
    /// When it was decided.
    public var decidedAt: Timestamp?

    /// Describes one. Without a fingerprint of its own, it is the same when kind, entity, remote, object, record, field and rule are.
    public init(
        id: String, kind: String, entity: EntityID? = nil, entityKind: EntityKind? = nil, remote: String? = nil, object: String? = nil,
        record: String? = nil, field: String? = nil, reason: String, candidates: JSON = [], rule: String, since: Timestamp,
        runID: String, fingerprint: String? = nil, state: ReviewState = .open, decidedBy: String? = nil, decidedAt: Timestamp? = nil
    ) {
        self.id = id
        self.kind = kind
        self.entity = entity
        self.entityKind = entityKind ?? entity?.kind
        self.remote = remote
        self.object = object
        self.record = record
        self.field = field
        self.reason = reason
        self.candidates = candidates
        self.rule = rule
        self.since = since
        self.runID = runID
        let parts = [kind, entity?.text, remote, object, record, field, rule].map { $0.map(JSON.string) ?? .null }
        self.fingerprint = fingerprint ?? JSON.array(parts).text
        self.state = state
        self.decidedBy = decidedBy
        self.decidedAt = decidedAt
    }
}

/// What became of raising a review.
public struct RaisedReview: Sendable, Hashable {
    /// The id under which it stands: the one given, or that of the same thing raised before.
    public var id: String
    /// True if it was not there.
    public var isNew: Bool
    /// How far a person got with it.
    public var state: ReviewState
}

public import Model

/// A change of the hub's value.
public struct FieldChange: Sendable, Equatable {
    /// The field.
    public var field: String
    /// What the hub held.
    public var old: FieldValue
    /// What it holds now.
    public var new: FieldValue
    /// Where that came from.
    public var provenance: Provenance
}

/// A value to be written to a remote. It moves no base: only what the remote shows afterwards does (R2).
public struct FieldPush: Sendable, Equatable {
    /// The field.
    public var field: String
    /// What the remote holds, as far as it is known, in canonical form.
    public var old: FieldValue?
    /// What it shall hold, in canonical form.
    public var new: FieldValue
    /// The policy's word.
    public var policy: String
    /// Where the value came from: a remote's name, or `hub`.
    public var from: String
    /// The rule that demands it.
    public var rule: String
}

/// Two values that are the same for hub and remote (R1).
public struct BasePair: Sendable, Equatable {
    /// The hub's value.
    public var hub: FieldValue
    /// What the remote showed.
    public var remote: FieldValue
    /// Why they differ; nil if they do not.
    public var accepted: DivergenceReason?

    /// Describes a pair.
    public init(hub: FieldValue, remote: FieldValue, accepted: DivergenceReason? = nil) {
        self.hub = hub
        self.remote = remote
        self.accepted = accepted
    }

    /// The pair to store when a person has decided about what a side shows and the hub did not take it: the side no longer counts as
    /// changed, and the hub's value is written to it, whatever that is (R8). Its hub half equals no hub value.
    public static func answered(_ shown: FieldValue) -> BasePair { BasePair(hub: .raw("answered"), remote: shown) }
}

/// A value that stood to be chosen.
public struct Candidate: Sendable, Equatable {
    /// Who wrote it: a remote's name, or `hub`.
    public var from: String
    /// The value.
    public var value: FieldValue
    /// When, where that is known.
    public var at: Timestamp?

    /// Describes a candidate.
    public init(from: String, value: FieldValue, at: Timestamp? = nil) {
        self.from = from
        self.value = value
        self.at = at
    }
}

/// The audit of one decision between several values: no losing value is forgotten.
public struct ConflictEntry: Sendable, Equatable {
    /// The field.
    public var field: String
    /// The policy's word.
    public var policy: String
    /// The value that won.
    public var chosen: Candidate
    /// The values that are overwritten, by who wrote them.
    public var losers: [Candidate]
    /// The rule that chose.
    public var rule: String
}

/// What a review is about.
public enum ReviewKind: String, Sendable, CaseIterable {
    /// Which entity a record belongs to.
    case match
    /// Which value is right.
    case conflict
    /// What to do with a row that a remote refuses.
    case failed
    /// What became of a write.
    case unknown
    /// Whether a commission stands.
    case commission
    /// Whether a step that looks like an accident is meant.
    case brake
    /// Whether two entities are one.
    case merge
    /// Whether a deletion is meant.
    case delete
    /// What a person must give or take back.
    case reward
}

/// A decision that only a person can make.
public struct ReviewNeed: Sendable, Equatable {
    /// What it is about.
    public var kind: ReviewKind
    /// The field; nil if it is about the whole entity.
    public var field: String?
    /// What is wrong, as a fact.
    public var reason: String
    /// What there is to choose from.
    public var candidates: [Candidate]
    /// The rule that asks.
    public var rule: String

    /// Describes a need.
    public init(kind: ReviewKind, field: String?, reason: String, candidates: [Candidate], rule: String) {
        self.kind = kind
        self.field = field
        self.reason = reason
        self.candidates = candidates
        self.rule = rule
    }
}

/// What one merge decides. Lists are sorted by field.
public struct MergeResult: Sendable, Equatable {
    /// Changes of the hub.
    public var changes: [FieldChange] = []
    /// Base pairs that are new or moved: by remote, then field.
    public var bases: [String: [String: BasePair]] = [:]
    /// What to write, by remote.
    public var pushes: [String: [FieldPush]] = [:]
    /// Overwrites of a remote's value that wait for an approval (R26), by remote.
    public var held: [String: [FieldPush]] = [:]
    /// Overwrites of a hub value that wait for an approval (R26).
    public var heldHub: [FieldChange] = []
    /// Decisions between several values.
    public var conflicts: [ConflictEntry] = []
    /// Fields that wait for a person.
    public var reviews: [ReviewNeed] = []

    /// An empty result.
    public init() {}

    /// True if nothing is to be written and nothing waits for an approval.
    public var isSettled: Bool { pushes.isEmpty && held.isEmpty && heldHub.isEmpty }
}

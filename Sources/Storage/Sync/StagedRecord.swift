public import Model

/// What a staged record waits for.
public enum StagedState: String, Sendable, Hashable, CaseIterable {
    /// To be matched or merged in the next step.
    case new
    /// For a person, or for another record.
    case waiting
}

/// A record that was read and is not merged yet.
public struct StagedRecord: Sendable, Equatable {
    /// The record as its remote showed it.
    public var record: Record
    /// Its remote and object; the id is the record's.
    public var key: RecordKey
    /// The kind of entity it is mapped to.
    public var kind: EntityKind
    /// The entity it is linked to; nil until it is matched.
    public var entity: EntityID?
    /// The hash of its mapped fields.
    public var seenHash: Int64
    /// What it waits for.
    public var state: StagedState
    /// When it was read.
    public var stagedAt: Timestamp

    /// Describes one.
    public init(
        record: Record, remote: String, object: String, kind: EntityKind, entity: EntityID? = nil, seenHash: Int64,
        state: StagedState = .new, stagedAt: Timestamp
    ) {
        self.record = record
        self.key = RecordKey(remote: remote, object: object, id: record.id)
        self.kind = kind
        self.entity = entity
        self.seenHash = seenHash
        self.state = state
        self.stagedAt = stagedAt
    }
}

/// What stands on the stage of a record.
public struct StagedMark: Sendable, Hashable {
    /// The hash of its mapped fields.
    public var hash: Int64
    /// Its version.
    public var version: String?
    /// Its change time.
    public var modified: Timestamp?
    /// True for a tombstone.
    public var isDeleted: Bool
}

/// An identity key that a staged record carries, in its matchable form (R25).
public struct StagedKey: Sendable, Hashable {
    /// The key's name.
    public var key: String
    /// Its value.
    public var value: String

    /// Describes one.
    public init(key: String, value: String) {
        self.key = key
        self.value = value
    }
}

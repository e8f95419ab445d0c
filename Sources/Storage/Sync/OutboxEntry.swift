public import Model

/// What an operation does at its remote.
public enum OutboxKind: String, Sendable, Hashable, CaseIterable {
    // The names are those of the plan.
    case create, update, upsert, archive, delete, link, unlink
}

/// How far an operation is.
public enum OutboxState: String, Sendable, Hashable, CaseIterable {
    /// Decided, not sent.
    case planned
    /// Approved by a person, not sent.
    case approved
    /// On its way; after a crash it counts as unknown (R11).
    case sent
    /// The remote answered that it took it; the base pairs wait until a read confirms it (R2).
    case acked
    /// The remote refused it.
    case failed
    /// Nobody knows whether the remote took it (R11).
    case unknown
}

/// An operation on its way to a remote, written before the request goes out (R10).
public struct OutboxEntry: Sendable, Equatable {
    /// The operation's id, `op_...`.
    public var id: String
    /// The plan that it is of.
    public var planID: String
    /// What it does.
    public var kind: OutboxKind
    /// The remote.
    public var remote: String
    /// The object.
    public var object: String
    /// The record; nil for a create.
    public var recordID: String?
    /// The entity that it is for.
    public var entity: EntityID
    /// The manifest's name of the link that a `link` or `unlink` changes.
    public var linkName: String?
    /// The fields as the plan shows them. Shape: name to `{old, new, policy, from}`.
    public var fields: JSON
    /// What is sent, by the remote's field names.
    public var intended: FieldValues
    /// The hub's values behind it, which become the base once it is confirmed (R2).
    public var hubValues: FieldValues
    /// What the remote showed when the operation was decided, by its field names.
    public var remoteOld: FieldValues
    /// The version for the precondition (R13).
    public var version: String?
    /// True if a strictly guarded field is in it: it goes alone (R14).
    public var isStrict: Bool
    /// The key under which the remote knows a repetition.
    public var idempotencyKey: String
    /// How far it is.
    public var state: OutboxState
    /// How often it was sent.
    public var attempts: Int
    /// Not to be sent before this time.
    public var nextAt: Timestamp?
    /// The class of its last failure.
    public var errorClass: String?
    /// Its last failure in words.
    public var error: String?
    /// The entity whose record must be there first.
    public var blockedBy: EntityID?
    /// When it was decided.
    public var createdAt: Timestamp
    /// When it was last sent.
    public var sentAt: Timestamp?
    /// The run that decided it.
    public var runID: String

    /// Describes an operation.
    public init(
        id: String, planID: String, kind: OutboxKind, remote: String, object: String, recordID: String? = nil, entity: EntityID,
        linkName: String? = nil, fields: JSON = [:], intended: FieldValues = [:], hubValues: FieldValues = [:],
        remoteOld: FieldValues = [:], version: String? = nil, isStrict: Bool = false, idempotencyKey: String,
        state: OutboxState = .planned, attempts: Int = 0, nextAt: Timestamp? = nil, errorClass: String? = nil, error: String? = nil,
        blockedBy: EntityID? = nil, createdAt: Timestamp, sentAt: Timestamp? = nil, runID: String
    ) {
        self.id = id
        self.planID = planID
        self.kind = kind
        self.remote = remote
        self.object = object
        self.recordID = recordID
        self.entity = entity
        self.linkName = linkName
        self.fields = fields
        self.intended = intended
        self.hubValues = hubValues
        self.remoteOld = remoteOld
        self.version = version
        self.isStrict = isStrict
        self.idempotencyKey = idempotencyKey
        self.state = state
        self.attempts = attempts
        self.nextAt = nextAt
        self.errorClass = errorClass
        self.error = error
        self.blockedBy = blockedBy
        self.createdAt = createdAt
        self.sentAt = sentAt
        self.runID = runID
    }

    /// The place in the order of dependency: what others refer to is made first and taken away last; links come when both ends are there.
    var rank: Int {
        let depth = EntityKind.allCases.firstIndex(of: entity.kind) ?? 0
        switch kind {
        case .create, .upsert: return depth * 10
        case .update: return depth * 10 + 1
        case .unlink: return 100
        case .link: return 101
        case .archive, .delete: return 200 - depth
        }
    }
}

/// How many operations of one sort the outbox holds.
public struct OutboxCount: Sendable, Hashable {
    /// The remote.
    public var remote: String
    /// The object.
    public var object: String
    /// What they do.
    public var kind: OutboxKind
    /// How far they are.
    public var state: OutboxState
    /// How many.
    public var count: Int

    /// Describes one.
    public init(remote: String, object: String, kind: OutboxKind, state: OutboxState, count: Int) {
        self.remote = remote
        self.object = object
        self.kind = kind
        self.state = state
        self.count = count
    }
}

/// How often one field is about to be set to one value (R33).
public struct SameValueCount: Sendable, Hashable {
    /// The field, by the hub's name.
    public var field: String
    /// The value as text, a map or list as its JSON; nil for null.
    public var value: String?
    /// How many operations set it.
    public var count: Int

    /// Describes one.
    public init(field: String, value: String?, count: Int) {
        self.field = field
        self.value = value
        self.count = count
    }
}

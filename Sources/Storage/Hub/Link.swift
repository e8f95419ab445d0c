public import Model

/// What a link is worth.
public enum LinkState: String, Sendable, Hashable, CaseIterable {
    /// Entity and record are one.
    case live
    /// The record is gone as far as its remote says; what follows is not decided yet (R20).
    case gone
    /// The link has ended; the record is never created again by itself.
    case removed
    /// The record was merged into another (R24).
    case merged
}

/// Which entity a record is, with the base pairs of R1 and the evidence that the next run needs.
public struct Link: Sendable, Equatable {
    /// The entity.
    public var entity: EntityID
    /// The record.
    public var key: RecordKey
    /// The id of the record it lives under, where the object has a parent.
    public var parent: String?
    /// What the link is worth.
    public var state: LinkState
    /// The hub's values when each field was last in step; a field without one was never (R26).
    public var hubBase: FieldValues
    /// What the remote showed then, in canonical hub form, by the hub's field names.
    public var remoteBase: FieldValues
    /// Why a pair may differ: field to reason (R1).
    public var accepted: [String: String]
    /// The version last seen.
    public var version: String?
    /// The change time last seen.
    public var modified: Timestamp?
    /// When the record was made at its remote: proof against a reused id (R23).
    public var remoteCreated: Timestamp?
    /// What the record showed before our last write, for telling a stale read (R19).
    public var beforeImage: FieldValues?
    /// The version that our last write was answered with (R19).
    public var ackedVersion: String?
    /// When our last write was answered.
    public var ackedAt: Timestamp?
    /// When the base pairs were last confirmed by a read.
    public var confirmedAt: Timestamp?
    /// The hash of the mapped fields last seen, for skipping what did not change.
    public var seenHash: Int64?
    /// True if this hub made the record.
    public var isCreatedByHub: Bool
    /// The fingerprint of mapping, filters and forms under which the bases were taken (R30).
    public var configFingerprint: String

    /// Describes a link.
    public init(
        entity: EntityID, key: RecordKey, parent: String? = nil, state: LinkState = .live, hubBase: FieldValues = [:],
        remoteBase: FieldValues = [:], accepted: [String: String] = [:], version: String? = nil, modified: Timestamp? = nil,
        remoteCreated: Timestamp? = nil, beforeImage: FieldValues? = nil, ackedVersion: String? = nil, ackedAt: Timestamp? = nil,
        confirmedAt: Timestamp? = nil, seenHash: Int64? = nil, isCreatedByHub: Bool = false, configFingerprint: String = ""
    ) {
        self.entity = entity
        self.key = key
        self.parent = parent
        self.state = state
        self.hubBase = hubBase
        self.remoteBase = remoteBase
        self.accepted = accepted
        self.version = version
        self.modified = modified
        self.remoteCreated = remoteCreated
        self.beforeImage = beforeImage
        self.ackedVersion = ackedVersion
        self.ackedAt = ackedAt
        self.confirmedAt = confirmedAt
        self.seenHash = seenHash
        self.isCreatedByHub = isCreatedByHub
        self.configFingerprint = configFingerprint
    }
}

/// What was last seen of a linked record: enough to skip it when it did not change.
public struct Seen: Sendable, Hashable {
    /// The hash of its mapped fields; nil if it must be read anew.
    public var hash: Int64?
    /// Its version.
    public var version: String?
    /// Its change time.
    public var modified: Timestamp?
    /// The entity it is linked to.
    public var entity: EntityID
    /// What the link is worth.
    public var state: LinkState

    /// Describes one.
    public init(hash: Int64?, version: String?, modified: Timestamp?, entity: EntityID, state: LinkState) {
        self.hash = hash
        self.version = version
        self.modified = modified
        self.entity = entity
        self.state = state
    }

    /// True while entity and record are one.
    public var isLive: Bool { state == .live }
}

/// A record seen again, to be noted on its link.
public struct SeenMark: Sendable, Hashable {
    /// The record's id at the remote.
    public var id: String
    /// The hash of its mapped fields.
    public var hash: Int64
    /// Its version.
    public var version: String?
    /// Its change time.
    public var modified: Timestamp?

    /// Describes one.
    public init(id: String, hash: Int64, version: String?, modified: Timestamp?) {
        self.id = id
        self.hash = hash
        self.version = version
        self.modified = modified
    }
}

/// Which record at which remote: remote and object as config.yaml and the manifest name them.
public struct RecordKey: Hashable, Comparable, Sendable {
    /// The remote's name.
    public var remote: String
    /// The object's name in the manifest.
    public var object: String
    /// The record's id at the remote.
    public var id: String

    /// Names a record.
    public init(remote: String, object: String, id: String) {
        self.remote = remote
        self.object = object
        self.id = id
    }

    /// Orders by remote, object, id.
    public static func < (left: RecordKey, right: RecordKey) -> Bool {
        (left.remote, left.object, left.id) < (right.remote, right.object, right.id)
    }
}

/// A record as a remote showed it: its values by the remote's own field names, typed by the manifest.
public struct Record: Sendable, Hashable {
    /// The id at the remote.
    public var id: String
    /// The id of the record it lives under, where the object has a parent.
    public var parent: String?
    /// The remote's version of it, opaque: only compared and sent back.
    public var version: String?
    /// When the remote last changed it.
    public var modified: Timestamp?
    /// When it was created there; also proof against a reused id (R23).
    public var created: Timestamp?
    /// True for a tombstone: the remote says it is deleted or archived.
    public var isDeleted: Bool
    /// The id of the record it was merged into, in a tombstone (R24).
    public var mergedInto: String?
    /// The ids of the records that were merged into this one, as far as it tells them (R24).
    public var mergedFrom: [String]
    /// The values; a field that was not returned is absent.
    public var values: FieldValues

    /// Describes a record.
    public init(
        id: String, parent: String? = nil, version: String? = nil, modified: Timestamp? = nil, created: Timestamp? = nil,
        isDeleted: Bool = false, mergedInto: String? = nil, mergedFrom: [String] = [], values: FieldValues = [:]
    ) {
        self.id = id
        self.parent = parent
        self.version = version
        self.modified = modified
        self.created = created
        self.isDeleted = isDeleted
        self.mergedInto = mergedInto
        self.mergedFrom = mergedFrom
        self.values = values
    }
}

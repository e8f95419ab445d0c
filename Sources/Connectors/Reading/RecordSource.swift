public import Model

/// The span of change times that a windowed read asks for.
public struct ReadWindow: Sendable, Equatable {
    /// From here on, already moved back by the overlap (R27); nil reads from the beginning.
    public var since: Timestamp?
    /// The ceiling: nothing at or after it is believed yet (R27).
    public var until: Timestamp

    /// Describes a span.
    public init(since: Timestamp?, until: Timestamp) {
        self.since = since
        self.until = until
    }
}

/// What a listing is asked for.
public enum Listing: Sendable, Equatable {
    /// Records changed in the window, in order of change where the remote can.
    case changes(ReadWindow)
    /// Every record.
    case full
    /// Tombstones, since the window's start where the remote can tell.
    case deleted(ReadWindow)
}

/// A record that could not be read, kept apart so that it stops nothing.
public struct RejectedRecord: Sendable, Equatable {
    /// Its id, where even that could be read.
    public var id: String?
    /// What was wrong: manifest place and line, what was found, what was expected.
    public var reason: String

    /// Describes one.
    public init(id: String?, reason: String) {
        self.id = id
        self.reason = reason
    }
}

/// One page of a listing.
public struct RecordPage: Sendable, Equatable {
    /// The records, in the remote's order.
    public var records: [Record]
    /// Those that could not be read.
    public var rejected: [RejectedRecord]
    /// How far the cursor may move once this page is stored; nil while the order promises nothing (R27).
    public var reached: Timestamp?
    /// True when nothing follows.
    public var isLast: Bool

    /// Describes a page.
    public init(records: [Record], rejected: [RejectedRecord] = [], reached: Timestamp? = nil, isLast: Bool) {
        self.records = records
        self.rejected = rejected
        self.reached = reached
        self.isLast = isLast
    }
}

/// The answer to a read by id.
public struct ByIDs: Sendable, Equatable {
    /// What was found, by the id that was asked for. A record with another id of its own was merged into that one (R24).
    public var records: [String: Record]
    /// Ids that the remote says it does not have (404, 410, or left out of a complete answer).
    public var gone: Set<String>
    /// Ids about which nothing was learnt, each with its failure.
    public var failed: [String: Failure]

    /// Describes an answer.
    public init(records: [String: Record] = [:], gone: Set<String> = [], failed: [String: Failure] = [:]) {
        self.records = records
        self.gone = gone
        self.failed = failed
    }
}

/// A former value of a field, as the remote's history has it (R14).
public struct HistoryEntry: Sendable, Equatable {
    /// The value.
    public var value: FieldValue
    /// When it was set.
    public var at: Timestamp

    /// Describes one.
    public init(value: FieldValue, at: Timestamp) {
        self.value = value
        self.at = at
    }
}

/// A field as the remote's own schema describes it.
public struct DiscoveredField: Sendable, Hashable {
    /// Its name at the remote.
    public var name: String
    /// Its label for people.
    public var label: String?
    /// Its type in the manifest language.
    public var type: RemoteType
    /// The longest text it takes.
    public var maximumLength: Int?
    /// Digits behind the point.
    public var scale: Int?
    /// True if no two records share a value.
    public var isUnique: Bool
    /// True if it may be given in a create.
    public var isCreateable: Bool
    /// True if it may be given in an update.
    public var isUpdatable: Bool
    /// The active options of a picklist; nil where any value goes.
    public var options: [String]?

    /// Describes one.
    public init(
        name: String, label: String? = nil, type: RemoteType, maximumLength: Int? = nil, scale: Int? = nil, isUnique: Bool = false,
        isCreateable: Bool = true, isUpdatable: Bool = true, options: [String]? = nil
    ) {
        self.name = name
        self.label = label
        self.type = type
        self.maximumLength = maximumLength
        self.scale = scale
        self.isUnique = isUnique
        self.isCreateable = isCreateable
        self.isUpdatable = isUpdatable
        self.options = options
    }
}

/// The types of fields at remotes. Source: CONNECTORS.md 2.10.
public enum RemoteType: String, Sendable, Hashable, CaseIterable {
    // The names are those of the manifest language.
    case text, email, phone, url, integer, decimal, money, bool, date, time, `enum`, set, ref, json
}

/// What an object at a remote can do, as a value.
public struct Capabilities: Sendable, Equatable {
    /// It can list what changed; else every read is full.
    public var hasChanges: Bool
    /// It lists deletions apart (`deleted` is not `none`), which costs one more listing a run.
    public var hasDeletedListing: Bool
    /// How far back a change feed reaches; nil for ever.
    public var retention: Duration?
    /// How long after its writing a record may still be missing from `changes` (R19).
    public var lag: Duration
    /// The default overlap of windows.
    public var overlap: Duration
    /// The resolution of change times.
    public var resolution: Duration
    /// The field that holds the hub's key, if there is one.
    public var externalKey: String?
    /// Natural keys by which unknown creates are looked up.
    public var uniqueKeys: [String]
    /// Operations it takes.
    public var operations: Set<WriteKind>
    /// True if a field's history can be read.
    public var hasHistory: Bool
    /// True if a single update can carry a precondition (R13).
    public var hasPrecondition: Bool
    /// The object that each named link leads to, and whether it leads to many.
    public var links: [String: LinkCapability]
    /// True if a null can be written.
    public var canClear: Bool

    /// Describes an object's abilities.
    public init(
        hasChanges: Bool, hasDeletedListing: Bool, retention: Duration?, lag: Duration, overlap: Duration, resolution: Duration,
        externalKey: String?, uniqueKeys: [String], operations: Set<WriteKind>, hasHistory: Bool, hasPrecondition: Bool,
        links: [String: LinkCapability], canClear: Bool
    ) {
        self.hasChanges = hasChanges
        self.hasDeletedListing = hasDeletedListing
        self.retention = retention
        self.lag = lag
        self.overlap = overlap
        self.resolution = resolution
        self.externalKey = externalKey
        self.uniqueKeys = uniqueKeys
        self.operations = operations
        self.hasHistory = hasHistory
        self.hasPrecondition = hasPrecondition
        self.links = links
        self.canClear = canClear
    }
}

/// A named link of an object to another.
public struct LinkCapability: Sendable, Equatable {
    /// The object it leads to.
    public var to: String
    /// True if it may lead to several records.
    public var isMany: Bool
    /// True if it can be added and removed, not only read.
    public var isWritable: Bool

    /// Describes one.
    public init(to: String, isMany: Bool, isWritable: Bool) {
        self.to = to
        self.isMany = isMany
        self.isWritable = isWritable
    }
}

/// Reads a listing page by page. A value of its own: whoever holds it decides when the next page is fetched.
public protocol PageReader: Sendable {
    /// Fetches the next page; nil after the last.
    mutating func next() async throws(ConnectorError) -> RecordPage?
}

/// The reading side of a connector.
public protocol RecordSource: Sendable {
    /// What the object can do.
    func capabilities(of object: String) throws(ConnectorError) -> Capabilities
    /// Starts a listing of an object with the given fields, by the remote's names.
    func list(_ listing: Listing, of object: String, fields: [String]) throws(ConnectorError) -> any PageReader
    /// Reads records by id in the largest batches. With `proof`, one by one, as R20 asks before a record counts as gone.
    func read(ids: [String], of object: String, fields: [String], proof: Bool) async throws(ConnectorError) -> ByIDs
    /// Reads records whose field has one of these values; strong reads only (R12).
    func read(key: String, values: [String], of object: String, fields: [String]) async throws(ConnectorError) -> [Record]
    /// Reads to which records a named link leads, by the id it starts from.
    func links(named name: String, of object: String, ids: [String]) async throws(ConnectorError) -> [String: [String]]
    /// Reads former values of fields of one record, newest first.
    func history(of id: String, object: String, fields: [String]) async throws(ConnectorError) -> [String: [HistoryEntry]]
    /// Reads the remote's own schema of an object.
    func discover(_ object: String) async throws(ConnectorError) -> [DiscoveredField]
    /// Takes over an object's schema from an earlier run, so that it is not asked for again.
    func know(_ schema: [DiscoveredField], of object: String) async
    /// Proves that address and credentials are right, before anything else.
    func check() async throws(ConnectorError)
}

extension RecordSource {
    /// A source that needs no schema to read or write forgets it.
    public func know(_ schema: [DiscoveredField], of object: String) async {}
}

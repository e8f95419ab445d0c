import Connectors
import Model

/// One kind of record in a `MemoryRemote`: what it can do, and what it holds.
struct MemoryObject: Sendable {
    /// A record as the remote keeps it.
    struct Row: Sendable, Equatable {
        var id: String
        var values: FieldValues
        var links: [String: [String]] = [:]
        var version = 1
        var modified: Timestamp
        var created: Timestamp
        var deletedAt: Timestamp?
        var mergedInto: String?
        /// Deleted for good: not even listed as deleted.
        var isPurged = false
        /// Former values of each field, newest first.
        var history: [String: [HistoryEntry]] = [:]

        mutating func set(_ field: String, _ value: FieldValue, at now: Timestamp) {
            values[field] = value
            history[field, default: []].insert(HistoryEntry(value: value, at: now), at: 0)
        }
    }

    var capabilities: Capabilities
    /// Every field a record has.
    var fields: [String]
    /// Fields of which no two records share a value; the remote refuses a second.
    var unique: Set<String> = []
    /// What the schema says of fields: another type than text, or nil for a field that is gone.
    var types: [String: RemoteType?] = [:]
    /// Fields that the schema says nobody can write.
    var fixed: Set<String> = []
    var rows: [String: Row] = [:]

    init(fields: [String], externalKey: String? = "hub_key", unique: Set<String> = [], links: [String: String] = [:]) {
        self.fields = fields + (externalKey.map { [$0] } ?? [])
        self.unique = unique
        capabilities = Capabilities(
            hasChanges: true, hasDeletedListing: true, retention: nil, lag: .zero, overlap: .seconds(60), resolution: .milliseconds(1),
            externalKey: externalKey, uniqueKeys: unique.sorted(), operations: Set(WriteKind.allCases), hasHistory: false,
            hasPrecondition: true, links: links.mapValues { LinkCapability(to: $0, isMany: true, isWritable: true) }, canClear: true)
    }

    /// Live rows in the order of their ids.
    var live: [Row] { rows.values.filter { $0.deletedAt == nil }.sorted { $0.id < $1.id } }
}

/// What goes wrong at a `MemoryRemote`.
struct MemoryFaults: Sendable {
    /// Nothing answers.
    var isDown = false
    /// So many reading calls go through before nothing answers.
    var readsUntilDown: Int?
    /// So many writing requests take effect, and the answer is lost.
    var lostResponses = 0
    /// So many writing requests are lost on their way, and nobody can tell.
    var lostRequests = 0
    /// In a batch every so manieth operation gets no entry in the answer, though it took effect.
    var missingEntries: Int?
    /// Texts that a write may not contain.
    var refused: Set<String> = []
    /// Fields that are cut at a length.
    var cut: [String: Int] = [:]
    /// Fields that are kept in capitals.
    var upperCased: Set<String> = []
    /// Fields that always end in a word of the remote's own workflow.
    var rewritten: [String: String] = [:]
    /// Fields that are not returned.
    var hiddenFields: Set<String> = []
    /// Records that no listing shows, though they are there.
    var unlisted: Set<String> = []
    /// Records that cannot be read in any way, though they are there.
    var denied: Set<String> = []
    /// Nothing can be read by id.
    var isBlind = false
    /// How long a record stays out of the listing of changes after its writing.
    var lag: Duration = .zero
}

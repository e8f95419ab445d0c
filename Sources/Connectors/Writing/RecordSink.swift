public import Model

/// What a write does at a remote.
public enum WriteKind: String, Sendable, Hashable, CaseIterable, Codable {
    case create, update, upsert, archive, delete
}

/// One operation as it goes to a remote.
public struct WriteOperation: Sendable, Equatable {
    /// The outbox's id of it: stable, unique, used as idempotency key and trace.
    public var key: String
    /// The record's id at the remote; nil for creates and upserts.
    public var id: String?
    /// The value of the external key, `INSTANCE:ENTITY_ID`; nil where the object has none or the record was not made by the hub.
    public var entityKey: String?
    /// The version last read, for preconditions.
    public var version: String?
    /// The change time last read, for preconditions.
    public var modified: Timestamp?
    /// The fields to send, by the remote's names, each as the remote's type wants it. Only changed ones (R15).
    public var values: FieldValues

    /// Describes an operation.
    public init(key: String, id: String?, entityKey: String?, version: String? = nil, modified: Timestamp? = nil, values: FieldValues) {
        self.key = key
        self.id = id
        self.entityKey = entityKey
        self.version = version
        self.modified = modified
        self.values = values
    }
}

/// What became of one operation.
public enum WriteOutcome: Sendable, Equatable {
    /// The remote took it. `record` is the post-image where the answer has one; without it the record must be read back (R2).
    case done(id: String, record: Record?)
    /// The remote refused it; nothing changed there.
    case failed(Failure)
    /// Nobody knows: no answer, or no entry for it in the answer (R11, R16). Settle by reading.
    case unknown(reason: String)
    /// It was not sent: budget, open circuit, or an earlier stop. It stays planned.
    case notSent(reason: String, after: Duration?)
}

/// One addition or removal of a link between two records.
public struct LinkOperation: Sendable, Equatable {
    /// The outbox's id of it.
    public var key: String
    /// The record the link starts from.
    public var id: String
    /// The record it leads to.
    public var to: String

    /// Describes one.
    public init(key: String, id: String, to: String) {
        self.key = key
        self.id = id
        self.to = to
    }
}

/// The writing side of a connector. Nothing here retries a write.
public protocol RecordSink: Sendable {
    /// How many operations of this kind one request carries when so many are to be sent. A strict-guarded one goes alone (R14).
    func batchSize(for kind: WriteKind, of object: String, count: Int, isStrict: Bool) throws(ConnectorError) -> Int
    /// Sends at most one batch, bisecting it where the remote refuses the whole (R16).
    /// - Returns: one outcome an operation, in the order given.
    func write(_ kind: WriteKind, of object: String, operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome]
    /// Adds or removes links.
    /// - Returns: one outcome an operation, in the order given.
    func writeLinks(named name: String, of object: String, add: Bool, operations: [LinkOperation]) async -> [WriteOutcome]
}

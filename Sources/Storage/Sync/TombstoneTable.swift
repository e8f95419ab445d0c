public import Model

/// A record that is no more, and how we know (R20).
public struct Tombstone: Sendable, Equatable {
    /// The record.
    public var key: RecordKey
    /// Why it counts as gone.
    public var reason: String
    /// The id of the record it was merged into (R24).
    public var mergedInto: String?
    /// When it was found to be gone.
    public var at: Timestamp
    /// What proves it.
    public var evidence: JSON

    /// Describes one.
    public init(key: RecordKey, reason: String, mergedInto: String? = nil, at: Timestamp, evidence: JSON = [:]) {
        self.key = key
        self.reason = reason
        self.mergedInto = mergedInto
        self.at = at
        self.evidence = evidence
    }
}

/// The records that are no more.
public struct TombstoneTable {
    let connection: Connection

    private static let select = "select remote, object, remote_id, reason, merged_into, at, evidence from tombstone"

    /// Stores a tombstone, in place of an earlier one of the record.
    public func put(_ tombstone: Tombstone) throws(StorageError) {
        let sql = """
            insert into tombstone(remote, object, remote_id, reason, merged_into, at, evidence) values (?, ?, ?, ?, ?, ?, ?)
            on conflict(remote, object, remote_id) do update
            set reason = excluded.reason, merged_into = excluded.merged_into, at = excluded.at, evidence = excluded.evidence
            """
        try connection.run(sql, doing: "put a tombstone") {
            $0.bind(tombstone.key)
            $0.bind(tombstone.reason)
            $0.bind(tombstone.mergedInto)
            $0.bind(tombstone.at)
            $0.bind(tombstone.evidence)
        }
    }

    /// The tombstone of a record.
    public func get(_ key: RecordKey) throws(StorageError) -> Tombstone? {
        try connection.first(
            "\(Self.select) where remote = ? and object = ? and remote_id = ?", doing: "read a tombstone", bind: { $0.bind(key) },
            Self.read)
    }

    /// The next tombstones of an object behind a record's id, in the order of ids.
    public func page(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [Tombstone] {
        try connection.all(
            "\(Self.select) where remote = ? and object = ? and remote_id > ? order by remote_id limit ?", doing: "read tombstones",
            bind: {
                $0.bind(RecordKey(remote: remote, object: object, id: id ?? ""))
                $0.bind(limit)
            }, Self.read)
    }

    /// Forgets a tombstone: the record came back (R22).
    public func remove(_ key: RecordKey) throws(StorageError) {
        try connection.run("delete from tombstone where remote = ? and object = ? and remote_id = ?", doing: "remove a tombstone") {
            $0.bind(key)
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> Tombstone {
        Tombstone(
            key: try row.key(), reason: try row.text(), mergedInto: row.optionalText(), at: try row.time(), evidence: try row.json())
    }
}

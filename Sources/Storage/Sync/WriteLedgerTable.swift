public import Model

/// One value that the hub wrote, as a hash: what makes an exact echo known without a read (R18).
public struct LedgerMark: Sendable, Hashable {
    /// The record.
    public var key: RecordKey
    /// The field, by the remote's name.
    public var field: String
    /// The hash of the value.
    public var valueHash: Int64
    /// When it was written.
    public var at: Timestamp
    /// The operation that wrote it.
    public var operation: String

    /// Describes one.
    public init(key: RecordKey, field: String, valueHash: Int64, at: Timestamp, operation: String) {
        self.key = key
        self.field = field
        self.valueHash = valueHash
        self.at = at
        self.operation = operation
    }
}

/// The hashes of what the hub wrote lately.
public struct WriteLedgerTable {
    let connection: Connection

    /// Notes writes; the same value written again counts from the later time.
    public func add(_ marks: some Sequence<LedgerMark>) throws(StorageError) {
        let sql = """
            insert into write_ledger values (?, ?, ?, ?, ?, ?, ?)
            on conflict(remote, object, remote_id, field, value_hash) do update set at = excluded.at, op_id = excluded.op_id
            """
        var statement = try connection.bulk(sql, doing: "note a write")
        for mark in marks {
            statement.bind(mark.key)
            statement.bind(mark.field)
            statement.bind(mark.valueHash)
            statement.bind(mark.at)
            statement.bind(mark.operation)
            try statement.run()
        }
    }

    /// True if the hub wrote this very value since a time; another value is never an echo (R18).
    public func contains(_ key: RecordKey, field: String, valueHash: Int64, since: Timestamp) throws(StorageError) -> Bool {
        let sql = """
            select 1 from write_ledger
            where remote = ? and object = ? and remote_id = ? and field = ? and value_hash = ? and at >= ?
            """
        return try connection.first(
            sql, doing: "look up a write",
            bind: {
                $0.bind(key)
                $0.bind(field)
                $0.bind(valueHash)
                $0.bind(since)
            }
        ) { (row) throws(StorageError) in try row.integer() } != nil
    }

    /// What the hub wrote to a record since a time, by field and time.
    public func writes(to key: RecordKey, since: Timestamp) throws(StorageError) -> [LedgerMark] {
        let sql = """
            select remote, object, remote_id, field, value_hash, at, op_id from write_ledger
            where remote = ? and object = ? and remote_id = ? and at >= ? order by field, at
            """
        return try connection.all(
            sql, doing: "read writes",
            bind: {
                $0.bind(key)
                $0.bind(since)
            }
        ) { (row) throws(StorageError) in
            LedgerMark(
                key: try row.key(), field: try row.text(), valueHash: try row.integer(), at: try row.time(), operation: try row.text())
        }
    }

    /// Forgets what was written before a time.
    /// - Returns: how many values.
    @discardableResult
    public func purge(before time: Timestamp) throws(StorageError) -> Int {
        try connection.run("delete from write_ledger where at < ?", doing: "forget old writes") { $0.bind(time) }
    }
}

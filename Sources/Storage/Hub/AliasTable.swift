public import Model

/// Ids of merged records, each with the id that it became (R24).
public struct AliasTable {
    let connection: Connection

    /// A longer chain of merges than any remote makes; beyond it the ids run in a circle.
    private static let longestChain = 32

    /// Notes that a record became another of the same object.
    public func put(_ old: RecordKey, becomes newID: String) throws(StorageError) {
        let sql = "insert into alias values (?, ?, ?, ?) on conflict(remote, object, old_id) do update set new_id = excluded.new_id"
        try connection.run(sql, doing: "put an alias") {
            $0.bind(old)
            $0.bind(newID)
        }
    }

    /// What a record became, one step on.
    public func get(_ old: RecordKey) throws(StorageError) -> String? {
        try connection.first(
            "select new_id from alias where remote = ? and object = ? and old_id = ?", doing: "look up an alias", bind: { $0.bind(old) }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// What a record became in the end: itself where nothing is noted.
    public func resolve(_ key: RecordKey) throws(StorageError) -> RecordKey {
        var current = key
        for _ in 0..<Self.longestChain {
            guard let next = try get(current) else { return current }
            current.id = next
        }
        return current
    }

    /// The ids that became this record, one step back.
    public func sources(of key: RecordKey) throws(StorageError) -> [String] {
        try connection.all(
            "select old_id from alias where remote = ? and object = ? and new_id = ? order by old_id", doing: "look up aliases",
            bind: { $0.bind(key) }
        ) { (row) throws(StorageError) in try row.text() }
    }
}

/// Values that the agent keeps for itself, such as `instance_epoch`.
public struct SettingTable {
    let connection: Connection

    /// The value of a key.
    public func get(_ key: String) throws(StorageError) -> String? {
        try connection.first("select value from setting where key = ?", doing: "read a setting", bind: { $0.bind(key) }) {
            (row) throws(StorageError) in try row.text()
        }
    }

    /// Sets a key's value, or with nil forgets it.
    public func set(_ key: String, to value: String?) throws(StorageError) {
        guard let value else {
            try connection.run("delete from setting where key = ?", doing: "remove a setting") { $0.bind(key) }
            return
        }
        let sql = "insert into setting(key, value) values (?, ?) on conflict(key) do update set value = excluded.value"
        try connection.run(sql, doing: "put a setting") {
            $0.bind(key)
            $0.bind(value)
        }
    }

    /// Every key that starts so, with its value.
    public func all(prefix: String = "") throws(StorageError) -> [String: String] {
        let rows = try connection.all(
            "select key, value from setting where key >= ? order by key", doing: "read settings", bind: { $0.bind(prefix) }
        ) { (row) throws(StorageError) in (try row.text(), try row.text()) }
        return Dictionary(rows.filter { $0.0.hasPrefix(prefix) }, uniquingKeysWith: { $1 })
    }
}

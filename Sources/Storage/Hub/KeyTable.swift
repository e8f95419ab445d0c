public import Model

/// The identity keys of entities (R25): under which canonical values each can be found.
public struct KeyTable {
    let connection: Connection

    /// Gives an entity these keys and no others.
    public func replace(_ entity: EntityID, kind: EntityKind, _ keys: [(key: String, value: String)]) throws(StorageError) {
        try remove(entity)
        guard !keys.isEmpty else { return }
        var statement = try connection.bulk("insert or ignore into identity_key values (?, ?, ?, ?)", doing: "put identity keys")
        for (key, value) in keys {
            statement.bind(kind.rawValue)
            statement.bind(key)
            statement.bind(value)
            statement.bind(entity)
            try statement.run()
        }
    }

    /// The entities that have a key's value.
    public func entities(_ kind: EntityKind, key: String, value: String) throws(StorageError) -> [EntityID] {
        try entities(kind, key: key, values: CollectionOfOne(value))[value] ?? []
    }

    /// The entities behind many values of one key; a value without any is left out.
    public func entities(_ kind: EntityKind, key: String, values: some Sequence<String>) throws(StorageError) -> [String: [EntityID]] {
        let sql = """
            select value, entity_id from identity_key
            where kind = ? and key = ? and value in (select value from json_each(?)) order by value, entity_id
            """
        let rows = try connection.all(
            sql, doing: "look up identity keys",
            bind: {
                $0.bind(kind.rawValue)
                $0.bind(key)
                $0.bind(list: values)
            }
        ) { (row) throws(StorageError) in (try row.text(), try row.entity()) }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// The keys of an entity.
    public func keys(of entity: EntityID) throws(StorageError) -> [(key: String, value: String)] {
        try connection.all(
            "select key, value from identity_key where entity_id = ? order by key, value", doing: "read identity keys",
            bind: { $0.bind(entity) }
        ) { (row) throws(StorageError) in (key: try row.text(), value: try row.text()) }
    }

    /// Takes all keys from an entity.
    public func remove(_ entity: EntityID) throws(StorageError) {
        try connection.run("delete from identity_key where entity_id = ?", doing: "remove identity keys") { $0.bind(entity) }
    }
}

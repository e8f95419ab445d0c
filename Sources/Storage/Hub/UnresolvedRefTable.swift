public import Model

/// Which entities wait for a record that they refer to and that is not linked yet.
public struct UnresolvedRefTable {
    let connection: Connection

    /// Notes that an entity waits for a record.
    public func add(_ entity: EntityID, waitingFor key: RecordKey) throws(StorageError) {
        try connection.run("insert or ignore into unresolved_ref values (?, ?, ?, ?)", doing: "note an unresolved reference") {
            $0.bind(key)
            $0.bind(entity)
        }
    }

    /// The entities that wait for a record, by id.
    public func entities(waitingFor key: RecordKey) throws(StorageError) -> [EntityID] {
        let sql = "select entity_id from unresolved_ref where remote = ? and object = ? and remote_id = ? order by entity_id"
        return try connection.all(sql, doing: "look up unresolved references", bind: { $0.bind(key) }) {
            (row) throws(StorageError) in try row.entity()
        }
    }

    /// Forgets what an entity waits for.
    public func clear(_ entity: EntityID) throws(StorageError) {
        try connection.run("delete from unresolved_ref where entity_id = ?", doing: "clear unresolved references") { $0.bind(entity) }
    }
}

public import Model

/// The entities of which some side may be out of step.
public struct DirtyTable {
    let connection: Connection

    /// Marks entities; one that is marked keeps its first time.
    public func mark(_ ids: some Sequence<EntityID>, at now: Timestamp) throws(StorageError) {
        var statement = try connection.bulk("insert or ignore into dirty values (?, ?, ?)", doing: "mark an entity dirty")
        for id in ids {
            statement.bind(id)
            statement.bind(id.kind.rawValue)
            statement.bind(now)
            try statement.run()
        }
    }

    /// Marks every entity of a kind that is not deleted.
    public func markAll(_ kind: EntityKind, at now: Timestamp) throws(StorageError) {
        let sql = "insert or ignore into dirty select id, ?, ? from \(kind.rawValue) where deleted_at is null"
        try connection.run(sql, doing: "mark every entity dirty") {
            $0.bind(kind.rawValue)
            $0.bind(now)
        }
    }

    /// The next marked entities of a kind behind an id, in the order of ids.
    public func page(_ kind: EntityKind, after: EntityID? = nil, limit: Int) throws(StorageError) -> [EntityID] {
        try connection.all(
            "select entity_id from dirty where kind = ? and entity_id > ? order by entity_id limit ?", doing: "read dirty entities",
            bind: {
                $0.bind(kind.rawValue)
                $0.bind(after?.text ?? "")
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in try row.entity() }
    }

    /// Since when an entity is marked; nil if it is not.
    public func since(_ id: EntityID) throws(StorageError) -> Timestamp? {
        try connection.first("select since from dirty where entity_id = ?", doing: "read a dirty entity", bind: { $0.bind(id) }) {
            (row) throws(StorageError) in try row.time()
        }
    }

    /// Takes the mark from an entity.
    public func clear(_ id: EntityID) throws(StorageError) {
        try connection.run("delete from dirty where entity_id = ?", doing: "clear a dirty entity") { $0.bind(id) }
    }

    /// How many entities are marked, of one kind or of all.
    public func count(_ kind: EntityKind? = nil) throws(StorageError) -> Int {
        guard let kind else { return try connection.number("select count(*) from dirty", doing: "count dirty entities") }
        return try connection.number("select count(*) from dirty where kind = ?", doing: "count dirty entities") { $0.bind(kind.rawValue) }
    }
}

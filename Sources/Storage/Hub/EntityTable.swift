public import Model

/// The hub's entities, one table a kind. A null field and one that was never set read back alike: as no value.
public struct EntityTable {
    let connection: Connection

    /// The entity of that id, deleted or not.
    public func get(_ id: EntityID) throws(StorageError) -> Entity? {
        let shape = EntityShape.of(id.kind)
        return try connection.first("\(shape.select) where id = ?", doing: "read a \(id.kind.rawValue)", bind: { $0.bind(id) }) {
            (row) throws(StorageError) in try EntityRow.read(&row, as: shape)
        }
    }

    /// The entities of those ids, of any kinds, as far as the hub has them.
    public func get(_ ids: some Sequence<EntityID>) throws(StorageError) -> [EntityID: Entity] {
        var found: [EntityID: Entity] = [:]
        for (kind, ids) in Dictionary(grouping: ids, by: \.kind) {
            let sql = "\(EntityShape.of(kind).select) where id in (select value from json_each(?))"
            for entity in try read(sql, as: kind, bind: { $0.bind(list: ids.map(\.text)) }) { found[entity.id] = entity }
        }
        return found
    }

    /// Stores an entity as it is, new or known.
    /// - Throws: `failed` for a value that is not of its field's type.
    public func put(_ entity: Entity) throws(StorageError) { try put(CollectionOfOne(entity)) }

    /// Stores entities of any kinds, each with one statement that is prepared once.
    public func put(_ entities: some Sequence<Entity>) throws(StorageError) {
        var statements: [EntityKind: BulkStatement] = [:]
        for entity in entities {
            let (kind, shape) = (entity.id.kind, EntityShape.of(entity.id.kind))
            var statement: BulkStatement
            if let known = statements[kind] {
                statement = known
            } else {
                statement = try connection.bulk(shape.upsert, doing: "put a \(kind.rawValue)")
                statements[kind] = statement
            }
            do {
                try EntityRow.bind(entity, of: shape, to: &statement)
            } catch {
                statement.reset()
                throw error
            }
            try statement.run()
        }
    }

    /// How many the hub holds, without the deleted.
    public func count(_ kind: EntityKind) throws(StorageError) -> Int {
        try connection.number("select count(*) from \(kind.rawValue) where deleted_at is null", doing: "count \(kind.rawValue) rows")
    }

    /// The next entities behind an id, in the order of ids.
    public func page(
        _ kind: EntityKind, after: EntityID? = nil, limit: Int, includingDeleted: Bool = false
    ) throws(StorageError) -> [Entity] {
        let live = includingDeleted ? "" : " and deleted_at is null"
        return try read("\(EntityShape.of(kind).select) where id > ?\(live) order by id limit ?", as: kind) {
            $0.bind(after?.text ?? "")
            $0.bind(limit)
        }
    }

    /// The entities that refer to one, by id.
    public func referring(to id: EntityID) throws(StorageError) -> [EntityID] {
        var found: Set<EntityID> = []
        for kind in EntityKind.allCases {
            for ref in EntityShape.of(kind).refs where ref.to == id.kind {
                let sql = "select id from \(kind.rawValue) where \(ref.column) = ?"
                found.formUnion(
                    try connection.all(sql, doing: "look up references", bind: { $0.bind(id) }) {
                        (row) throws(StorageError) in try row.entity()
                    })
            }
        }
        return found.sorted()
    }

    /// The living entities of a kind that refer to some of those, by the name of the field that does.
    /// - Throws: `failed` for a field that refers to nothing.
    public func referring(_ kind: EntityKind, by field: String, to ids: some Sequence<EntityID>) throws(StorageError) -> [Entity] {
        let shape = EntityShape.of(kind)
        guard shape.refs.contains(where: { $0.column == field }) else { throw .failed(code: 1, doing: "look up references by \(field)") }
        let sql = "\(shape.select) where \(field) in (select value from json_each(?)) and deleted_at is null order by id"
        return try read(sql, as: kind) { $0.bind(list: ids.map(\.text)) }
    }

    /// The entities for which a person's expression holds, in the order of ids. Deleted ones are left out unless the expression
    /// speaks of `deleted_at`.
    /// - Throws: `badExpression` for anything but one expression over the kind's own columns.
    public func rows(_ kind: EntityKind, where text: String?, limit: Int) throws(StorageError) -> [Entity] {
        let shape = EntityShape.of(kind)
        var condition = "deleted_at is null"
        if let text {
            let expression = try RowExpression(text, over: shape.columns, of: kind.rawValue)
            condition = expression.columns.contains("deleted_at") ? "(\(expression.sql))" : "deleted_at is null and (\(expression.sql))"
        }
        do {
            return try read("\(shape.select) where \(condition) order by id limit ?", as: kind) { $0.bind(limit) }
        } catch .failed(code: 1, let doing) {
            // The guard lets through what only SQLite's own grammar can refuse.
            throw text == nil ? .failed(code: 1, doing: doing) : .badExpression(reason: connection.lastMessage)
        }
    }

    private func read(_ sql: String, as kind: EntityKind, bind: (inout BulkStatement) -> Void) throws(StorageError) -> [Entity] {
        let shape = EntityShape.of(kind)
        return try connection.all(sql, doing: "read \(kind.rawValue) rows", bind: bind) {
            (row) throws(StorageError) in try EntityRow.read(&row, as: shape)
        }
    }
}

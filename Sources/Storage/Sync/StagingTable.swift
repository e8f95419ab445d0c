public import Model

/// Records between their page and their merge. Putting one again replaces it.
public struct StagingTable {
    let connection: Connection

    private static let columns: ColumnList = """
        remote, object, remote_id, kind, entity_id, parent, version, modified, created, deleted, merged_into, field_values, seen_hash, \
        state, staged_at
        """
    private static let upsert = """
        \(columns.insert(into: "staged"))
        on conflict(remote, object, remote_id) do update set \(columns.updates(behind: 3))
        """
    private static let select = "select \(columns) from staged"
    private static let record = "remote = ? and object = ? and remote_id = ?"

    /// Stages records, each with the identity keys named for it.
    public func put(_ records: some Sequence<StagedRecord>, keys: [RecordKey: [StagedKey]] = [:]) throws(StorageError) {
        var upsert = try connection.bulk(Self.upsert, doing: "stage a record")
        var forget = try connection.bulk("delete from staged_key where \(Self.record)", doing: "stage a record's keys")
        var add = try connection.bulk("insert or ignore into staged_key values (?, ?, ?, ?, ?)", doing: "stage a record's keys")
        for staged in records {
            Self.bind(staged, to: &upsert)
            try upsert.run()
            forget.bind(staged.key)
            try forget.run()
            for key in keys[staged.key] ?? [] {
                add.bind(staged.key)
                add.bind(key.key)
                add.bind(key.value)
                try add.run()
            }
        }
    }

    /// The staged record of that key.
    public func get(_ key: RecordKey) throws(StorageError) -> StagedRecord? {
        try connection.first("\(Self.select) where \(Self.record)", doing: "read a staged record", bind: { $0.bind(key) }, Self.read)
    }

    /// The staged records that belong to an entity.
    public func of(_ entity: EntityID) throws(StorageError) -> [StagedRecord] {
        try connection.all(
            "\(Self.select) where entity_id = ? order by remote, object, remote_id", doing: "read staged records",
            bind: { $0.bind(entity) }, Self.read)
    }

    /// The staged records that belong to entities; an entity without any is left out.
    public func of(_ entities: some Sequence<EntityID>) throws(StorageError) -> [EntityID: [StagedRecord]] {
        let sql = "\(Self.select) where entity_id in (select value from json_each(?)) order by entity_id, remote, object, remote_id"
        var found: [EntityID: [StagedRecord]] = [:]
        for staged in try connection.all(sql, doing: "read staged records", bind: { $0.bind(list: entities.map(\.text)) }, Self.read) {
            if let entity = staged.entity { found[entity, default: []].append(staged) }
        }
        return found
    }

    /// What stands on the stage of an object's records, by id: enough to see whether one shows something else now.
    public func marks(remote: String, object: String, ids: some Sequence<String>) throws(StorageError) -> [String: StagedMark] {
        let sql = """
            select remote_id, seen_hash, version, modified, deleted from staged
            where remote = ? and object = ? and remote_id in (select value from json_each(?))
            """
        let rows = try connection.all(
            sql, doing: "look up staged records",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(list: ids)
            }
        ) { (row) throws(StorageError) in
            let id = try row.text()
            let hash = try row.integer()
            return (id, StagedMark(hash: hash, version: row.optionalText(), modified: row.optionalTime(), isDeleted: try row.flag()))
        }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    /// The next records of a kind that belong to no entity yet, in the order of their keys: the new ones, or also those that wait.
    public func unlinked(
        _ kind: EntityKind, remote: String? = nil, includingWaiting: Bool = false, after: RecordKey? = nil, limit: Int
    ) throws(StorageError) -> [StagedRecord] {
        try page(includingWaiting ? nil : .new, kind, remote, after, limit, unlinkedOnly: true)
    }

    /// The next records of a kind that wait, in the order of their keys, linked or not.
    public func waiting(
        _ kind: EntityKind, remote: String? = nil, after: RecordKey? = nil, limit: Int
    ) throws(StorageError) -> [StagedRecord] {
        try page(.waiting, kind, remote, after, limit, unlinkedOnly: false)
    }

    /// The next records of an object that belong to an entity, behind a record's id, in the order of ids.
    public func linked(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [StagedRecord] {
        let sql = """
            \(Self.select) where remote = ? and object = ? and remote_id > ? and entity_id is not null order by remote_id limit ?
            """
        return try connection.all(
            sql, doing: "read staged records",
            bind: {
                $0.bind(RecordKey(remote: remote, object: object, id: id ?? ""))
                $0.bind(limit)
            }, Self.read)
    }

    /// The ids of the next staged records of an object that are no tombstones, linked or not, in their order.
    public func ids(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [String] {
        let sql = """
            select remote_id from staged where remote = ? and object = ? and remote_id > ? and deleted = 0 order by remote_id limit ?
            """
        return try connection.all(
            sql, doing: "read the ids of staged records",
            bind: {
                $0.bind(RecordKey(remote: remote, object: object, id: id ?? ""))
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// The ids of other unlinked records of an object that carry the same key (R25).
    public func recordsSharing(
        remote: String, object: String, key: String, value: String, excluding id: String
    ) throws(StorageError) -> [String] {
        let sql = """
            select k.remote_id from staged_key k
            join staged s on s.remote = k.remote and s.object = k.object and s.remote_id = k.remote_id
            where k.key = ? and k.value = ? and k.remote = ? and k.object = ? and k.remote_id <> ?
              and s.entity_id is null and s.deleted = 0
            order by k.remote_id
            """
        return try connection.all(
            sql, doing: "look up records that share a key",
            bind: {
                $0.bind(key)
                $0.bind(value)
                $0.bind(RecordKey(remote: remote, object: object, id: id))
            }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// The records into which tombstones of an object on the stage say they were merged (R24).
    public func mergeWinners(remote: String, object: String) throws(StorageError) -> Set<String> {
        let sql =
            "select distinct merged_into from staged where remote = ? and object = ? and merged_into is not null and entity_id is not null"
        return Set(
            try connection.all(
                sql, doing: "look up merged records",
                bind: {
                    $0.bind(remote)
                    $0.bind(object)
                }
            ) { (row) throws(StorageError) in try row.text() })
    }

    /// The entities whose records, by tombstones on the stage, were merged into a record, in the order of their ids (R24).
    public func entities(mergedInto key: RecordKey) throws(StorageError) -> [EntityID] {
        let sql = """
            select distinct entity_id from staged where remote = ? and object = ? and merged_into = ? and entity_id is not null
            order by entity_id
            """
        return try connection.all(sql, doing: "look up merged records", bind: { $0.bind(key) }) { (row) throws(StorageError) in
            try row.entity()
        }
    }

    /// The identity keys of a staged record.
    public func keys(of key: RecordKey) throws(StorageError) -> [StagedKey] {
        try connection.all(
            "select key, value from staged_key where \(Self.record) order by key, value", doing: "read a staged record's keys",
            bind: { $0.bind(key) }
        ) { (row) throws(StorageError) in StagedKey(key: try row.text(), value: try row.text()) }
    }

    /// Says which entity a staged record is; then nothing is matched by its keys any more, and they go.
    public func setEntity(_ key: RecordKey, to entity: EntityID?) throws(StorageError) {
        if entity != nil {
            try connection.run("delete from staged_key where \(Self.record)", doing: "forget a matched record's keys") { $0.bind(key) }
        }
        try connection.run("update staged set entity_id = ? where \(Self.record)", doing: "match a staged record") {
            $0.bind(entity)
            $0.bind(key)
        }
    }

    /// Says what a staged record waits for.
    public func setState(_ key: RecordKey, to state: StagedState) throws(StorageError) {
        try connection.run("update staged set state = ? where \(Self.record)", doing: "set a staged record's state") {
            $0.bind(state.rawValue)
            $0.bind(key)
        }
    }

    /// Takes a record off the stage, with its keys.
    public func remove(_ key: RecordKey) throws(StorageError) { try remove(CollectionOfOne(key)) }

    /// Takes records off the stage, with their keys.
    public func remove(_ keys: some Sequence<RecordKey>) throws(StorageError) {
        var statement = try connection.bulk("delete from staged where \(Self.record)", doing: "remove a staged record")
        for key in keys {
            statement.bind(key)
            try statement.run()
        }
    }

    /// How many records are staged, of one kind, remote, object or state, or of all.
    public func count(
        kind: EntityKind? = nil, remote: String? = nil, object: String? = nil, state: StagedState? = nil, isLinked: Bool? = nil
    ) throws(StorageError) -> Int {
        let wanted = [("kind", kind?.rawValue), ("remote", remote), ("object", object), ("state", state?.rawValue)]
        let given = wanted.compactMap { name, value in value.map { (name, $0) } }
        let linked = isLinked.map { $0 ? ["entity_id is not null"] : ["entity_id is null"] } ?? []
        let conditions = given.map { "\($0.0) = ?" } + linked
        let condition = conditions.isEmpty ? "" : " where " + conditions.joined(separator: " and ")
        return try connection.number("select count(*) from staged\(condition)", doing: "count staged records") {
            for (_, value) in given { $0.bind(value) }
        }
    }

    private func page(
        _ state: StagedState?, _ kind: EntityKind, _ remote: String?, _ after: RecordKey?, _ limit: Int, unlinkedOnly: Bool
    ) throws(StorageError) -> [StagedRecord] {
        let sql = """
            \(Self.select) where \(state == nil ? "" : "state = ? and ")kind = ? and (remote, object, remote_id) > (?, ?, ?)\
            \(remote == nil ? "" : " and remote = ?")\(unlinkedOnly ? " and entity_id is null" : "")
            order by remote, object, remote_id limit ?
            """
        return try connection.all(
            sql, doing: "read staged records",
            bind: {
                if let state { $0.bind(state.rawValue) }
                $0.bind(kind.rawValue)
                $0.bind(after ?? RecordKey(remote: remote ?? "", object: "", id: ""))
                if let remote { $0.bind(remote) }
                $0.bind(limit)
            }, Self.read)
    }

    private static func bind(_ staged: StagedRecord, to statement: inout BulkStatement) {
        statement.bind(staged.key)
        statement.bind(staged.kind.rawValue)
        statement.bind(staged.entity)
        statement.bind(staged.record.parent)
        statement.bind(staged.record.version)
        statement.bind(staged.record.modified)
        statement.bind(staged.record.created)
        statement.bind(staged.record.isDeleted)
        statement.bind(staged.record.mergedInto)
        statement.bind(staged.record.values)
        statement.bind(staged.seenHash)
        statement.bind(staged.state.rawValue)
        statement.bind(staged.stagedAt)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StagedRecord {
        let key = try row.key()
        let kind = try row.choice(EntityKind.self)
        let entity = try row.optionalEntity()
        let record = Record(
            id: key.id, parent: row.optionalText(), version: row.optionalText(), modified: row.optionalTime(),
            created: row.optionalTime(), isDeleted: try row.flag(), mergedInto: row.optionalText(), values: try row.values())
        return StagedRecord(
            record: record, remote: key.remote, object: key.object, kind: kind, entity: entity, seenHash: try row.integer(),
            state: try row.choice(StagedState.self), stagedAt: try row.time())
    }
}

public import Model

/// Operations on their way to remotes.
public struct OutboxTable {
    let connection: Connection

    private static let columns = """
        id, plan_id, kind, remote, object, record_id, entity_id, link_name, fields, intended, hub_values, remote_old, version, \
        is_strict, idempotency_key, state, attempts, next_at, error_class, error, blocked_by, created_at, sent_at, run_id
        """
    private static let select = "select \(columns) from outbox"
    private static let insert: String = {
        let names = columns.split(separator: ", ") + ["rank"]
        let sets = names.dropFirst().map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let marks = names.map { _ in "?" }.joined(separator: ", ")
        return "insert into outbox(\(columns), rank) values (\(marks)) on conflict(id) do update set \(sets)"
    }()

    /// Stores operations, new or known by id.
    public func insert(_ entries: some Sequence<OutboxEntry>) throws(StorageError) {
        var statement = try connection.bulk(Self.insert, doing: "put an operation")
        for entry in entries {
            Self.bind(entry, to: &statement)
            try statement.run()
        }
    }

    /// Stores an operation, new or known by id.
    public func insert(_ entry: OutboxEntry) throws(StorageError) { try insert(CollectionOfOne(entry)) }

    /// Stores an operation anew, as it is now.
    public func replace(_ entry: OutboxEntry) throws(StorageError) { try insert(CollectionOfOne(entry)) }

    /// The operation of that id.
    public func get(_ id: String) throws(StorageError) -> OutboxEntry? {
        try connection.first("\(Self.select) where id = ?", doing: "read an operation", bind: { $0.bind(id) }, Self.read)
    }

    /// The next operations of an object in the order of dependency, behind one that was read before.
    public func page(
        remote: String, object: String, kinds: Set<OutboxKind>, states: Set<OutboxState>, after: OutboxEntry? = nil, limit: Int
    ) throws(StorageError) -> [OutboxEntry] {
        // State by state, because only then the index gives the rows in order, and a page costs a page however long the outbox is.
        let sql = """
            \(Self.select) where remote = ? and object = ? and state = ? and (rank, id) > (?, ?)
            and kind in (select value from json_each(?)) order by rank, id limit ?
            """
        var found: [OutboxEntry] = []
        for state in states {
            found += try connection.all(
                sql, doing: "read operations",
                bind: {
                    $0.bind(remote)
                    $0.bind(object)
                    $0.bind(state.rawValue)
                    $0.bind(after?.rank ?? -1)
                    $0.bind(after?.id ?? "")
                    $0.bind(list: kinds.map(\.rawValue).sorted())
                    $0.bind(limit)
                }, Self.read)
        }
        guard states.count > 1 else { return found }
        return Array(found.sorted { ($0.rank, $0.id) < ($1.rank, $1.id) }.prefix(limit))
    }

    /// The objects for which operations of these states are there.
    public func objects(in states: Set<OutboxState>) throws(StorageError) -> [(remote: String, object: String)] {
        let sql = "select distinct remote, object from outbox where state in (select value from json_each(?)) order by remote, object"
        return try connection.all(sql, doing: "read operations", bind: { $0.bind(list: states.map(\.rawValue).sorted()) }) {
            (row) throws(StorageError) in (remote: try row.text(), object: try row.text())
        }
    }

    /// Moves an operation to a state. The failure and the next time are what is given here and nothing else; attempts, the time sent and
    /// the record stay unless given.
    public func update(
        _ id: String, state: OutboxState, attempts: Int? = nil, nextAt: Timestamp? = nil, errorClass: String? = nil,
        error: String? = nil, sentAt: Timestamp? = nil, recordID: String? = nil
    ) throws(StorageError) {
        let sql = """
            update outbox set state = ?, attempts = coalesce(?, attempts), next_at = ?, error_class = ?, error = ?,
              sent_at = coalesce(?, sent_at), record_id = coalesce(?, record_id) where id = ?
            """
        try connection.run(sql, doing: "update an operation") {
            $0.bind(state.rawValue)
            $0.bind(attempts)
            $0.bind(nextAt)
            $0.bind(errorClass)
            $0.bind(error)
            $0.bind(sentAt)
            $0.bind(recordID)
            $0.bind(id)
        }
    }

    /// Marks operations as sent and counts the attempt, before the request goes out (R10).
    public func markSent(_ ids: some Sequence<String>, at now: Timestamp) throws(StorageError) {
        let sql = """
            update outbox set state = 'sent', attempts = attempts + 1, sent_at = ?, next_at = null
            where id in (select value from json_each(?))
            """
        try connection.run(sql, doing: "mark operations sent") {
            $0.bind(now)
            $0.bind(list: ids)
        }
    }

    /// The operations for an entity, in the order of dependency.
    public func pending(_ entity: EntityID) throws(StorageError) -> [OutboxEntry] {
        try connection.all(
            "\(Self.select) where entity_id = ? order by rank, id", doing: "read an entity's operations", bind: { $0.bind(entity) },
            Self.read)
    }

    /// The operations that wait for an entity's record.
    public func blocked(by entity: EntityID) throws(StorageError) -> [OutboxEntry] {
        try connection.all(
            "\(Self.select) where blocked_by = ? order by rank, id", doing: "read blocked operations", bind: { $0.bind(entity) },
            Self.read)
    }

    /// How many operations there are of each sort.
    public func counts() throws(StorageError) -> [OutboxCount] {
        let sql = """
            select remote, object, kind, state, count(*) from outbox group by remote, object, kind, state
            order by remote, object, kind, state
            """
        return try connection.all(sql, doing: "count operations") { (row) throws(StorageError) in
            OutboxCount(
                remote: try row.text(), object: try row.text(), kind: try row.choice(OutboxKind.self),
                state: try row.choice(OutboxState.self), count: try row.count())
        }
    }

    /// Removes an object's operations of a state.
    /// - Returns: how many.
    @discardableResult
    public func delete(remote: String, object: String, state: OutboxState) throws(StorageError) -> Int {
        try connection.run("delete from outbox where remote = ? and object = ? and state = ?", doing: "remove operations") {
            $0.bind(remote)
            $0.bind(object)
            $0.bind(state.rawValue)
        }
    }

    /// Removes one operation.
    public func delete(_ id: String) throws(StorageError) {
        try connection.run("delete from outbox where id = ?", doing: "remove an operation") { $0.bind(id) }
    }

    /// Takes back operations of these states, of one object or of all.
    /// - Returns: the entities that they were for, once each, by id.
    @discardableResult
    public func drop(remote: String? = nil, object: String? = nil, states: Set<OutboxState>) throws(StorageError) -> [EntityID] {
        let given = [("remote", remote), ("object", object)].compactMap { name, value in value.map { (name, $0) } }
        let condition = "state in (select value from json_each(?))" + given.map { " and \($0.0) = ?" }.joined()
        let bind = { (statement: inout BulkStatement) in
            statement.bind(list: states.map(\.rawValue).sorted())
            for (_, value) in given { statement.bind(value) }
        }
        let entities = try connection.all(
            "select distinct entity_id from outbox where \(condition) order by entity_id", doing: "take back operations", bind: bind
        ) { (row) throws(StorageError) in try row.entity() }
        try connection.run("delete from outbox where \(condition)", doing: "take back operations", bind: bind)
        return entities
    }

    /// The operations that were sent and are not confirmed: it must be found out what the remote shows now (R2, R11).
    public func unsettled(remote: String? = nil) throws(StorageError) -> [OutboxEntry] {
        let here = remote == nil ? "" : " and remote = ?"
        return try connection.all(
            "\(Self.select) where state in ('sent', 'acked', 'unknown')\(here) order by rank, id", doing: "read unsettled operations",
            bind: { if let remote { $0.bind(remote) } }, Self.read)
    }

    /// How often the operations of an object that are to be sent set one field to one value, most frequent first (R33).
    public func sameValueCounts(remote: String, object: String) throws(StorageError) -> [SameValueCount] {
        // `->>` and `->` came after SQLite 3.37: the value is found by walking the field's own members.
        let sql = """
            select f.key, cast(n.value as text), count(*) from outbox o, json_each(o.fields) f, json_each(f.value) n
            where o.remote = ? and o.object = ? and o.state in ('planned', 'approved') and n.key = 'new'
            group by 1, 2 order by 3 desc, 1, 2
            """
        return try connection.all(
            sql, doing: "count equal values",
            bind: {
                $0.bind(remote)
                $0.bind(object)
            }
        ) { (row) throws(StorageError) in
            SameValueCount(field: try row.text(), value: row.optionalText(), count: try row.count())
        }
    }

    private static func bind(_ entry: OutboxEntry, to statement: inout BulkStatement) {
        statement.bind(entry.id)
        statement.bind(entry.planID)
        statement.bind(entry.kind.rawValue)
        statement.bind(entry.remote)
        statement.bind(entry.object)
        statement.bind(entry.recordID)
        statement.bind(entry.entity)
        statement.bind(entry.linkName)
        statement.bind(entry.fields)
        statement.bind(entry.intended)
        statement.bind(entry.hubValues)
        statement.bind(entry.remoteOld)
        statement.bind(entry.version)
        statement.bind(entry.isStrict)
        statement.bind(entry.idempotencyKey)
        statement.bind(entry.state.rawValue)
        statement.bind(entry.attempts)
        statement.bind(entry.nextAt)
        statement.bind(entry.errorClass)
        statement.bind(entry.error)
        statement.bind(entry.blockedBy)
        statement.bind(entry.createdAt)
        statement.bind(entry.sentAt)
        statement.bind(entry.runID)
        statement.bind(entry.rank)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> OutboxEntry {
        OutboxEntry(
            id: try row.text(), planID: try row.text(), kind: try row.choice(OutboxKind.self), remote: try row.text(),
            object: try row.text(), recordID: row.optionalText(), entity: try row.entity(), linkName: row.optionalText(),
            fields: try row.json(), intended: try row.values(), hubValues: try row.values(), remoteOld: try row.values(),
            version: row.optionalText(), isStrict: try row.flag(), idempotencyKey: try row.text(),
            state: try row.choice(OutboxState.self), attempts: try row.count(), nextAt: row.optionalTime(),
            errorClass: row.optionalText(), error: row.optionalText(), blockedBy: try row.optionalEntity(), createdAt: try row.time(),
            sentAt: row.optionalTime(), runID: try row.text())
    }
}

public import Model

/// The links between entities and records. At most one live or gone link per entity, remote and object (S8); one row per record.
public struct LinkTable {
    let connection: Connection

    private static let columns = """
        entity_id, remote, object, remote_id, parent, state, hub_base, remote_base, accepted, version, modified, remote_created, \
        before_image, acked_version, acked_at, confirmed_at, seen_hash, is_created_by_hub, config_fp
        """
    private static let upsert: String = {
        let names = columns.split(separator: ", ")
        let sets = names.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        return """
            insert into link(\(columns)) values (\(names.map { _ in "?" }.joined(separator: ", ")))
            on conflict(remote, object, remote_id) do update set \(sets)
            """
    }()
    private static let select = "select \(columns) from link"

    /// The link of a record.
    public func get(_ key: RecordKey) throws(StorageError) -> Link? {
        try connection.first(
            "\(Self.select) where remote = ? and object = ? and remote_id = ?", doing: "read a link", bind: { $0.bind(key) }, Self.read)
    }

    /// The links of records, as far as there are any.
    public func get(_ keys: some Sequence<RecordKey>) throws(StorageError) -> [RecordKey: Link] {
        var found: [RecordKey: Link] = [:]
        for (place, keys) in Dictionary(grouping: keys, by: Place.init) {
            let sql = "\(Self.select) where remote = ? and object = ? and remote_id in (select value from json_each(?))"
            let links = try connection.all(
                sql, doing: "read links",
                bind: {
                    $0.bind(place.remote)
                    $0.bind(place.object)
                    $0.bind(list: keys.map(\.id))
                }, Self.read)
            for link in links { found[link.key] = link }
        }
        return found
    }

    /// The links of an entity, in whatever state, by record.
    public func of(_ entity: EntityID) throws(StorageError) -> [Link] {
        try connection.all(
            "\(Self.select) where entity_id = ? order by remote, object, remote_id", doing: "read links", bind: { $0.bind(entity) },
            Self.read)
    }

    /// The links of entities; an entity without any is left out.
    public func of(_ entities: some Sequence<EntityID>) throws(StorageError) -> [EntityID: [Link]] {
        let sql = """
            \(Self.select) where entity_id in (select value from json_each(?)) order by entity_id, remote, object, remote_id
            """
        return Dictionary(
            grouping: try connection.all(sql, doing: "read links", bind: { $0.bind(list: entities.map(\.text)) }, Self.read), by: \.entity)
    }

    /// The live or gone link of an entity at an object.
    public func find(_ entity: EntityID, remote: String, object: String) throws(StorageError) -> Link? {
        let sql = "\(Self.select) where entity_id = ? and remote = ? and object = ? and state in ('live', 'gone')"
        return try connection.first(sql, doing: "look up a link", bind: { Self.bind(entity, remote, object, to: &$0) }, Self.read)
    }

    /// Stores a link as it is, new or known by its record.
    /// - Throws: `failed` if the entity already has another live or gone link there (S8).
    public func put(_ link: Link) throws(StorageError) { try put(CollectionOfOne(link)) }

    /// Stores links with one statement that is prepared once.
    public func put(_ links: some Sequence<Link>) throws(StorageError) {
        var statement = try connection.bulk(Self.upsert, doing: "put a link")
        for link in links {
            Self.bind(link, to: &statement)
            try statement.run()
        }
    }

    /// Forgets a record's link.
    public func remove(_ key: RecordKey) throws(StorageError) {
        try connection.run("delete from link where remote = ? and object = ? and remote_id = ?", doing: "remove a link") { $0.bind(key) }
    }

    /// How many links an object has in a state.
    public func count(remote: String, object: String, state: LinkState = .live) throws(StorageError) -> Int {
        try connection.number("select count(*) from link where remote = ? and object = ? and state = ?", doing: "count links") {
            $0.bind(remote)
            $0.bind(object)
            $0.bind(state.rawValue)
        }
    }

    /// The next links of an object behind a record's id, in the order of ids.
    public func page(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [Link] {
        let sql = "\(Self.select) where remote = ? and object = ? and remote_id > ? order by remote_id limit ?"
        return try connection.all(
            sql, doing: "read links",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(id ?? "")
                $0.bind(limit)
            }, Self.read)
    }

    /// What was last seen of records, by id; a record without a link is left out.
    public func seen(remote: String, object: String, ids: some Sequence<String>) throws(StorageError) -> [String: Seen] {
        let sql = """
            select remote_id, seen_hash, version, modified, entity_id, state from link
            where remote = ? and object = ? and remote_id in (select value from json_each(?))
            """
        var found: [String: Seen] = [:]
        let rows = try connection.all(
            sql, doing: "look up seen records",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(list: ids)
            }
        ) { (row) throws(StorageError) in
            let id = try row.text()
            let seen = Seen(
                hash: row.optionalInteger(), version: row.optionalText(), modified: row.optionalTime(), entity: try row.entity(),
                state: try row.choice(LinkState.self))
            return (id, seen)
        }
        for (id, seen) in rows { found[id] = seen }
        return found
    }

    /// Notes that records were seen again; one without a link is passed over.
    public func markSeen(remote: String, object: String, _ marks: some Sequence<SeenMark>) throws(StorageError) {
        var statement = try connection.bulk(
            "update link set seen_hash = ?, version = ?, modified = ? where remote = ? and object = ? and remote_id = ?",
            doing: "mark a record seen")
        for mark in marks {
            statement.bind(mark.hash)
            statement.bind(mark.version)
            statement.bind(mark.modified)
            statement.bind(RecordKey(remote: remote, object: object, id: mark.id))
            try statement.run()
        }
    }

    /// The next live links of an object whose record is to be read anew and does not stand on the stage, in the order of record ids.
    public func unseen(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [String] {
        let sql = """
            select remote_id from link indexed by link_unseen
            where remote = ? and object = ? and remote_id > ? and seen_hash is null and state = 'live'
              and not exists (
                select 1 from staged s where s.remote = link.remote and s.object = link.object and s.remote_id = link.remote_id)
            order by remote_id limit ?
            """
        return try connection.all(
            sql, doing: "look up unseen records",
            bind: {
                $0.bind(RecordKey(remote: remote, object: object, id: id ?? ""))
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// Notes that records were looked for and not found: whatever one of them shows later is news.
    public func markUnknown(remote: String, object: String, ids: some Sequence<String>) throws(StorageError) {
        let sql = """
            update link set seen_hash = 0
            where remote = ? and object = ? and seen_hash is null and remote_id in (select value from json_each(?))
            """
        try connection.run(sql, doing: "mark records unknown") {
            $0.bind(remote)
            $0.bind(object)
            $0.bind(list: ids)
        }
    }

    /// Forgets what was seen of an object's records, so that all are read anew.
    public func forgetSeen(remote: String, object: String) throws(StorageError) {
        try connection.run("update link set seen_hash = null where remote = ? and object = ?", doing: "forget seen records") {
            $0.bind(remote)
            $0.bind(object)
        }
    }

    /// The record that an entity is at an object, while the link is live.
    public func recordID(of entity: EntityID, remote: String, object: String) throws(StorageError) -> String? {
        let sql = "select remote_id from link where entity_id = ? and remote = ? and object = ? and state = 'live'"
        return try connection.first(sql, doing: "look up a record", bind: { Self.bind(entity, remote, object, to: &$0) }) {
            (row) throws(StorageError) in try row.text()
        }
    }

    /// The entity that a record is or was: the link's whatever its state. One without a link that became another is that one's (R24). A
    /// record that was merged away stays its own entity's while that one lives: what leads to it moves with the entity, never before.
    public func entity(of key: RecordKey) throws(StorageError) -> EntityID? {
        if let own = try standing(key) { return own }
        let successor = try AliasTable(connection: connection).resolve(key)
        return successor == key ? nil : try standing(successor)
    }

    private func standing(_ key: RecordKey) throws(StorageError) -> EntityID? {
        let sql = "select entity_id from link where remote = ? and object = ? and remote_id = ?"
        return try connection.first(sql, doing: "look up an entity", bind: { $0.bind(key) }) { (row) throws(StorageError) in
            try row.entity()
        }
    }

    /// The first links for which a condition of this target's own holds, in the order of record ids.
    func select(where condition: String, limit: Int, bind: (inout BulkStatement) -> Void) throws(StorageError) -> [Link] {
        try connection.all(
            "\(Self.select) where \(condition) order by remote_id limit ?", doing: "read links",
            bind: {
                bind(&$0)
                $0.bind(limit)
            }, Self.read)
    }

    private static func bind(_ entity: EntityID, _ remote: String, _ object: String, to statement: inout BulkStatement) {
        statement.bind(entity)
        statement.bind(remote)
        statement.bind(object)
    }

    private static func bind(_ link: Link, to statement: inout BulkStatement) {
        statement.bind(link.entity)
        statement.bind(link.key)
        statement.bind(link.parent)
        statement.bind(link.state.rawValue)
        statement.bind(link.hubBase)
        statement.bind(link.remoteBase)
        statement.bind(link.accepted.mapValues(FieldValue.text))
        statement.bind(link.version)
        statement.bind(link.modified)
        statement.bind(link.remoteCreated)
        statement.bind(link.beforeImage)
        statement.bind(link.ackedVersion)
        statement.bind(link.ackedAt)
        statement.bind(link.confirmedAt)
        statement.bind(link.seenHash)
        statement.bind(link.isCreatedByHub)
        statement.bind(link.configFingerprint)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> Link {
        Link(
            entity: try row.entity(), key: try row.key(), parent: row.optionalText(), state: try row.choice(LinkState.self),
            hubBase: try row.values(), remoteBase: try row.values(), accepted: try row.values().mapValues(\.display),
            version: row.optionalText(), modified: row.optionalTime(), remoteCreated: row.optionalTime(),
            beforeImage: try row.optionalValues(), ackedVersion: row.optionalText(), ackedAt: row.optionalTime(),
            confirmedAt: row.optionalTime(), seenHash: row.optionalInteger(), isCreatedByHub: try row.flag(),
            configFingerprint: try row.text())
    }
}

/// Where records live: the part of a record's key that a bulk look-up shares.
private struct Place: Hashable {
    let remote: String
    let object: String

    init(_ key: RecordKey) {
        remote = key.remote
        object = key.object
    }
}

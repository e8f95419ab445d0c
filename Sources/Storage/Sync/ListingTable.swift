public import Model

/// The ids that a full read has shown so far: what is linked and not among them is missing, which is no proof yet that it is gone (R20).
public struct ListingTable {
    let connection: Connection

    /// Begins an object's listing: nothing was shown yet.
    public func start(remote: String, object: String) throws(StorageError) {
        try connection.run("delete from listing where remote = ? and object = ?", doing: "begin a listing") {
            $0.bind(remote)
            $0.bind(object)
        }
    }

    /// Notes what a page showed.
    public func add(remote: String, object: String, ids: some Sequence<String>) throws(StorageError) {
        var statement = try connection.bulk("insert or ignore into listing values (?, ?, ?)", doing: "note a listed record")
        for id in ids {
            statement.bind(RecordKey(remote: remote, object: object, id: id))
            try statement.run()
        }
    }

    /// How many records the listing showed.
    public func count(remote: String, object: String) throws(StorageError) -> Int {
        try connection.number("select count(*) from listing where remote = ? and object = ?", doing: "count listed records") {
            $0.bind(remote)
            $0.bind(object)
        }
    }

    /// True if the listing showed a record.
    public func contains(_ key: RecordKey) throws(StorageError) -> Bool {
        try connection.number(
            "select count(*) from listing where remote = ? and object = ? and remote_id = ?", doing: "look up a listed record"
        ) { $0.bind(key) } > 0
    }

    /// Live links that the listing did show, in the order of ids.
    public func shown(remote: String, object: String, limit: Int) throws(StorageError) -> [Link] {
        let condition = """
            remote = ? and object = ? and state = 'live' and exists (
              select 1 from listing s where s.remote = link.remote and s.object = link.object and s.remote_id = link.remote_id)
            """
        return try LinkTable(connection: connection).select(where: condition, limit: limit) {
            $0.bind(remote)
            $0.bind(object)
        }
    }

    /// The next live links that the listing did not show, behind a record's id, in the order of ids.
    public func missing(remote: String, object: String, after id: String? = nil, limit: Int) throws(StorageError) -> [Link] {
        let condition = """
            remote = ? and object = ? and remote_id > ? and state = 'live' and not exists (
              select 1 from listing s where s.remote = link.remote and s.object = link.object and s.remote_id = link.remote_id)
            """
        return try LinkTable(connection: connection).select(where: condition, limit: limit) {
            $0.bind(RecordKey(remote: remote, object: object, id: id ?? ""))
        }
    }
}

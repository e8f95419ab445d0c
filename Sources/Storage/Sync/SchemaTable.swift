public import Model

/// A remote's own schema of an object, as it was last seen.
public struct SchemaSnapshot: Sendable, Equatable {
    /// The remote.
    public var remote: String
    /// The object.
    public var object: String
    /// Its fields, as the discovery told them.
    public var fields: JSON
    /// The fingerprint of the fields (R30).
    public var fingerprint: String
    /// When it was seen.
    public var at: Timestamp

    /// Describes one.
    public init(remote: String, object: String, fields: JSON, fingerprint: String, at: Timestamp) {
        self.remote = remote
        self.object = object
        self.fields = fields
        self.fingerprint = fingerprint
        self.at = at
    }
}

/// The remotes' own schemas.
public struct SchemaTable {
    let connection: Connection

    /// The schema of an object.
    public func get(remote: String, object: String) throws(StorageError) -> SchemaSnapshot? {
        try connection.first(
            "select remote, object, fields, fingerprint, at from schema_snapshot where remote = ? and object = ?", doing: "read a schema",
            bind: {
                $0.bind(remote)
                $0.bind(object)
            }
        ) { (row) throws(StorageError) in
            SchemaSnapshot(
                remote: try row.text(), object: try row.text(), fields: try row.json(), fingerprint: try row.text(), at: try row.time())
        }
    }

    /// Stores a schema, in place of the object's earlier one.
    public func put(_ snapshot: SchemaSnapshot) throws(StorageError) {
        let sql = """
            insert into schema_snapshot(remote, object, fields, fingerprint, at) values (?, ?, ?, ?, ?)
            on conflict(remote, object) do update set fields = excluded.fields, fingerprint = excluded.fingerprint, at = excluded.at
            """
        try connection.run(sql, doing: "put a schema") {
            $0.bind(snapshot.remote)
            $0.bind(snapshot.object)
            $0.bind(snapshot.fields)
            $0.bind(snapshot.fingerprint)
            $0.bind(snapshot.at)
        }
    }
}

public import Model

/// The rows that failed; one for each remote, object, subject and kind.
public struct FailedRowTable {
    let connection: Connection

    private static let columns: ColumnList = """
        remote, object, kind, entity_id, record_id, intended_hash, class, code, message, field, attempts, next_at, since, schema_fp
        """
    private static let select = "select \(columns) from failed_row"
    private static let row = "remote = ? and object = ? and subject = ? and kind = ?"

    /// Stores a failed row, new or known.
    public func put(_ failed: FailedRow) throws(StorageError) {
        let sql = """
            \(Self.columns.insert(into: "failed_row", more: ["subject"]))
            on conflict(remote, object, subject, kind) do update set \(Self.columns.updates(behind: 3))
            """
        try connection.run(sql, doing: "put a failed row") {
            $0.bind(failed.remote)
            $0.bind(failed.object)
            $0.bind(failed.kind)
            $0.bind(failed.entity)
            $0.bind(failed.recordID)
            $0.bind(failed.intendedHash)
            $0.bind(failed.failureClass)
            $0.bind(failed.code)
            $0.bind(failed.message)
            $0.bind(failed.field)
            $0.bind(failed.attempts)
            $0.bind(failed.nextAt)
            $0.bind(failed.since)
            $0.bind(failed.schemaFingerprint)
            $0.bind(failed.subject)
        }
    }

    /// The failed row of that subject, which is an entity's id, or a record's for a failed read.
    public func get(remote: String, object: String, subject: String, kind: String) throws(StorageError) -> FailedRow? {
        try connection.first(
            "\(Self.select) where \(Self.row)", doing: "read a failed row",
            bind: { Self.bind(remote, object, subject, kind, to: &$0) }, Self.read)
    }

    /// The failed rows of an entity.
    public func of(_ entity: EntityID) throws(StorageError) -> [FailedRow] {
        try connection.all(
            "\(Self.select) where entity_id = ? order by remote, object, kind", doing: "read failed rows", bind: { $0.bind(entity) },
            Self.read)
    }

    /// An object's rows whose time to try again has come, the longest due first.
    public func due(remote: String, object: String, at now: Timestamp, limit: Int) throws(StorageError) -> [FailedRow] {
        try connection.all(
            "\(Self.select) where remote = ? and object = ? and next_at <= ? order by next_at, subject, kind limit ?",
            doing: "read due failed rows",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(now)
                $0.bind(limit)
            }, Self.read)
    }

    /// The next failed rows behind one that was read before, by remote, object, subject and kind.
    public func page(remote: String? = nil, after: FailedRow? = nil, limit: Int) throws(StorageError) -> [FailedRow] {
        let place = remote == nil ? "(remote, object, subject, kind) > (?, ?, ?, ?)" : "remote = ? and (object, subject, kind) > (?, ?, ?)"
        return try connection.all(
            "\(Self.select) where \(place) order by remote, object, subject, kind limit ?", doing: "read failed rows",
            bind: {
                Self.bind(remote ?? after?.remote ?? "", after?.object ?? "", after?.subject ?? "", after?.kind ?? "", to: &$0)
                $0.bind(limit)
            }, Self.read)
    }

    /// The subjects of an object's next failed rows of a kind, in their order.
    public func subjects(
        remote: String, object: String, kind: String, after subject: String? = nil, limit: Int
    ) throws(StorageError) -> [String] {
        try connection.all(
            "select subject from failed_row where remote = ? and object = ? and kind = ? and subject > ? order by subject limit ?",
            doing: "read the subjects of failed rows",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(kind)
                $0.bind(subject ?? "")
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// Forgets a failed row: it went through, or is no longer wanted.
    public func remove(remote: String, object: String, subject: String, kind: String) throws(StorageError) {
        try connection.run("delete from failed_row where \(Self.row)", doing: "remove a failed row") {
            Self.bind(remote, object, subject, kind, to: &$0)
        }
    }

    /// How many rows failed, of one remote or of all.
    public func count(remote: String? = nil) throws(StorageError) -> Int {
        guard let remote else { return try connection.number("select count(*) from failed_row", doing: "count failed rows") }
        return try connection.number("select count(*) from failed_row where remote = ?", doing: "count failed rows") { $0.bind(remote) }
    }

    private static func bind(_ remote: String, _ object: String, _ subject: String, _ kind: String, to statement: inout BulkStatement) {
        statement.bind(remote)
        statement.bind(object)
        statement.bind(subject)
        statement.bind(kind)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> FailedRow {
        FailedRow(
            remote: try row.text(), object: try row.text(), kind: try row.text(), entity: try row.optionalEntity(),
            recordID: row.optionalText(), intendedHash: row.optionalInteger(), failureClass: try row.text(), code: row.optionalText(),
            message: try row.text(), field: row.optionalText(), attempts: try row.count(), nextAt: row.optionalTime(),
            since: try row.time(), schemaFingerprint: try row.text())
    }
}

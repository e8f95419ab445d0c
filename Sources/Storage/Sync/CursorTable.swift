public import Model

/// How far one stream of a remote's object was read (R27).
public struct StreamCursor: Sendable, Equatable {
    /// The remote.
    public var remote: String
    /// The object.
    public var object: String
    /// The stream, such as `changes`.
    public var stream: String
    /// Everything up to here is staged; nil before the first page.
    public var value: Timestamp?
    /// The id behind which to go on where many records share that time (R28).
    public var tiebreak: String?
    /// The time at which nothing may be believed yet.
    public var ceiling: Timestamp?
    /// The fingerprint of mapping and filters that it holds for (R30).
    public var configFingerprint: String
    /// When the stream was last read to its end.
    public var completeAt: Timestamp?
    /// How many records the last complete listing had (R33).
    public var listingCount: Int?

    /// Describes one.
    public init(
        remote: String, object: String, stream: String, value: Timestamp? = nil, tiebreak: String? = nil, ceiling: Timestamp? = nil,
        configFingerprint: String, completeAt: Timestamp? = nil, listingCount: Int? = nil
    ) {
        self.remote = remote
        self.object = object
        self.stream = stream
        self.value = value
        self.tiebreak = tiebreak
        self.ceiling = ceiling
        self.configFingerprint = configFingerprint
        self.completeAt = completeAt
        self.listingCount = listingCount
    }
}

/// How far each stream was read. A cursor moves in the transaction that stages its page.
public struct CursorTable {
    let connection: Connection

    private static let columns = "remote, object, stream, value, tiebreak, ceiling, config_fp, complete_at, listing_count"
    private static let select = "select \(columns) from cursor"

    /// The cursor of a stream.
    public func get(remote: String, object: String, stream: String) throws(StorageError) -> StreamCursor? {
        try connection.first(
            "\(Self.select) where remote = ? and object = ? and stream = ?", doing: "read a cursor",
            bind: {
                $0.bind(remote)
                $0.bind(object)
                $0.bind(stream)
            }, Self.read)
    }

    /// Every cursor, of one remote or of all.
    public func all(remote: String? = nil) throws(StorageError) -> [StreamCursor] {
        try connection.all(
            "\(Self.select) where remote >= ?\(remote == nil ? "" : " and remote = ?") order by remote, object, stream",
            doing: "read cursors",
            bind: {
                $0.bind(remote ?? "")
                if let remote { $0.bind(remote) }
            }, Self.read)
    }

    /// Stores a cursor, in place of the stream's earlier one.
    public func put(_ cursor: StreamCursor) throws(StorageError) {
        let names = Self.columns.split(separator: ", ")
        let sets = names.dropFirst(3).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
        let sql = """
            insert into cursor(\(Self.columns)) values (\(names.map { _ in "?" }.joined(separator: ", ")))
            on conflict(remote, object, stream) do update set \(sets)
            """
        try connection.run(sql, doing: "put a cursor") {
            $0.bind(cursor.remote)
            $0.bind(cursor.object)
            $0.bind(cursor.stream)
            $0.bind(cursor.value)
            $0.bind(cursor.tiebreak)
            $0.bind(cursor.ceiling)
            $0.bind(cursor.configFingerprint)
            $0.bind(cursor.completeAt)
            $0.bind(cursor.listingCount)
        }
    }

    /// Forgets an object's cursors, so that it is read from the beginning.
    public func remove(remote: String, object: String) throws(StorageError) {
        try connection.run("delete from cursor where remote = ? and object = ?", doing: "remove cursors") {
            $0.bind(remote)
            $0.bind(object)
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StreamCursor {
        StreamCursor(
            remote: try row.text(), object: try row.text(), stream: try row.text(), value: row.optionalTime(),
            tiebreak: row.optionalText(), ceiling: row.optionalTime(), configFingerprint: try row.text(),
            completeAt: row.optionalTime(), listingCount: row.optionalInteger().map { Int($0) })
    }
}

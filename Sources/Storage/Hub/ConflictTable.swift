public import Model

/// Whether a conflict still waits for a person.
public enum ConflictState: String, Sendable, Hashable, CaseIterable {
    // The names are those of `conflicts --json`.
    case open, resolved
}

/// Several values for one field, of which one was chosen; the others are kept here for ever (R5).
public struct Conflict: Sendable, Equatable {
    /// The conflict's id, `conflict_...`.
    public var id: String
    /// The entity.
    public var entity: EntityID
    /// The field, by the hub's name.
    public var field: String
    /// The policy that chose.
    public var policy: String
    /// What was chosen. Shape: `{from, value}`.
    public var chosen: JSON
    /// What was not. Shape: a list of `{from, value, by, at}`.
    public var losers: JSON
    /// Whether it waits for a person.
    public var state: ConflictState
    /// The rule that found it.
    public var rule: String
    /// When it was found.
    public var at: Timestamp
    /// When it was resolved.
    public var resolvedAt: Timestamp?
    /// Who resolved it.
    public var resolvedBy: String?
    /// How it was resolved.
    public var resolution: JSON?

    /// Describes one.
    public init(
        id: String, entity: EntityID, field: String, policy: String, chosen: JSON, losers: JSON, state: ConflictState, rule: String,
        at: Timestamp, resolvedAt: Timestamp? = nil, resolvedBy: String? = nil, resolution: JSON? = nil
    ) {
        self.id = id
        self.entity = entity
        self.field = field
        self.policy = policy
        self.chosen = chosen
        self.losers = losers
        self.state = state
        self.rule = rule
        self.at = at
        self.resolvedAt = resolvedAt
        self.resolvedBy = resolvedBy
        self.resolution = resolution
    }
}

/// Every value that lost.
public struct ConflictTable {
    let connection: Connection

    private static let columns: ColumnList =
        "id, entity_id, field, policy, chosen, losers, state, rule, at, resolved_at, resolved_by, resolution"
    private static let select = "select \(columns) from conflict"

    /// Adds a conflict.
    public func add(_ conflict: Conflict) throws(StorageError) {
        try connection.run(Self.columns.insert(into: "conflict", more: ["kind"]), doing: "add a conflict") {
            $0.bind(conflict.id)
            $0.bind(conflict.entity)
            $0.bind(conflict.field)
            $0.bind(conflict.policy)
            $0.bind(conflict.chosen)
            $0.bind(conflict.losers)
            $0.bind(conflict.state.rawValue)
            $0.bind(conflict.rule)
            $0.bind(conflict.at)
            $0.bind(conflict.resolvedAt)
            $0.bind(conflict.resolvedBy)
            $0.bind(conflict.resolution)
            $0.bind(conflict.entity.kind.rawValue)
        }
    }

    /// The conflict of that id.
    public func get(_ id: String) throws(StorageError) -> Conflict? {
        try connection.first("\(Self.select) where id = ?", doing: "read a conflict", bind: { $0.bind(id) }, Self.read)
    }

    /// The next conflicts behind an id, oldest first: the open ones, or all.
    public func page(openOnly: Bool, after id: String? = nil, limit: Int) throws(StorageError) -> [Conflict] {
        try connection.all(
            "\(Self.select) where id > ?\(openOnly ? " and state = 'open'" : "") order by id limit ?", doing: "read conflicts",
            bind: {
                $0.bind(id ?? "")
                $0.bind(limit)
            }, Self.read)
    }

    /// The conflicts of an entity, oldest first.
    public func of(_ entity: EntityID) throws(StorageError) -> [Conflict] {
        try connection.all(
            "\(Self.select) where entity_id = ? order by at, id", doing: "read conflicts", bind: { $0.bind(entity) }, Self.read)
    }

    /// Notes how an open conflict was resolved.
    /// - Returns: false if there is no open conflict of that id.
    @discardableResult
    public func resolve(_ id: String, by person: String, at now: Timestamp, resolution: JSON) throws(StorageError) -> Bool {
        let sql = """
            update conflict set state = 'resolved', resolved_at = ?, resolved_by = ?, resolution = ? where id = ? and state = 'open'
            """
        return try connection.run(sql, doing: "resolve a conflict") {
            $0.bind(now)
            $0.bind(person)
            $0.bind(resolution)
            $0.bind(id)
        } > 0
    }

    /// How often each field of an entity was in conflict since a time (R9).
    public func recent(_ entity: EntityID, since: Timestamp) throws(StorageError) -> [String: Int] {
        let rows = try connection.all(
            "select field, count(*) from conflict where entity_id = ? and at >= ? group by field", doing: "count conflicts",
            bind: {
                $0.bind(entity)
                $0.bind(since)
            }
        ) { (row) throws(StorageError) in (try row.text(), try row.count()) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    /// The fields of an entity with an open conflict.
    public func openFields(_ entity: EntityID) throws(StorageError) -> Set<String> {
        Set(
            try connection.all(
                "select distinct field from conflict where entity_id = ? and state = 'open'", doing: "read open conflicts",
                bind: { $0.bind(entity) }
            ) { (row) throws(StorageError) in try row.text() })
    }

    /// How many are open.
    public func countOpen() throws(StorageError) -> Int {
        try connection.number("select count(*) from conflict where state = 'open'", doing: "count conflicts")
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> Conflict {
        Conflict(
            id: try row.text(), entity: try row.entity(), field: try row.text(), policy: try row.text(), chosen: try row.json(),
            losers: try row.json(), state: try row.choice(ConflictState.self), rule: try row.text(), at: try row.time(),
            resolvedAt: row.optionalTime(), resolvedBy: row.optionalText(), resolution: try row.optionalJSON())
    }
}

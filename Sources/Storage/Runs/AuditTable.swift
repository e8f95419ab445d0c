public import Model

/// Something that was done, and by whom.
public struct AuditEntry: Sendable, Equatable {
    /// When.
    public var at: Timestamp
    /// Who: a person's name, or a run's id.
    public var actor: String
    /// What, such as `approve` or `resolve`.
    public var action: String
    /// The particulars.
    public var detail: JSON

    /// Describes one.
    public init(at: Timestamp, actor: String, action: String, detail: JSON = [:]) {
        self.at = at
        self.actor = actor
        self.action = action
        self.detail = detail
    }
}

/// What was done, in its order. The table takes additions only.
public struct AuditTable {
    let connection: Connection

    /// Adds an entry.
    public func add(_ entry: AuditEntry) throws(StorageError) {
        try connection.run("insert into audit(at, actor, action, detail) values (?, ?, ?, ?)", doing: "add to the audit") {
            $0.bind(entry.at)
            $0.bind(entry.actor)
            $0.bind(entry.action)
            $0.bind(entry.detail)
        }
    }

    /// The next entries behind a number, in their order, each with its number.
    public func page(after number: Int64 = 0, limit: Int) throws(StorageError) -> [(number: Int64, entry: AuditEntry)] {
        try connection.all(
            "select number, at, actor, action, detail from audit where number > ? order by number limit ?", doing: "read the audit",
            bind: {
                $0.bind(number)
                $0.bind(limit)
            }
        ) { (row) throws(StorageError) in
            let number = try row.integer()
            return (
                number: number,
                entry: AuditEntry(at: try row.time(), actor: try row.text(), action: try row.text(), detail: try row.json())
            )
        }
    }
}

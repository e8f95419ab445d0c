public import Model

/// A commission that cannot be computed yet (C4, L4).
public struct StoredWaiting: Sendable, Hashable {
    /// The commission's key, as text.
    public var key: String
    /// The line that would earn.
    public var line: String
    /// Who would earn.
    public var partner: EntityID
    /// What for, as text.
    public var kind: String
    /// What it waits for.
    public var reason: String

    /// Describes one.
    public init(key: String, line: String, partner: EntityID, kind: String, reason: String) {
        self.key = key
        self.line = line
        self.partner = partner
        self.kind = kind
        self.reason = reason
    }
}

/// A refund that a person must look at (L5).
public struct StoredRefusal: Sendable, Hashable {
    /// The line of the sale.
    public var line: String
    /// The refund's event.
    public var event: String
    /// When it happened.
    public var at: Timestamp

    /// Describes one.
    public init(line: String, event: String, at: Timestamp) {
        self.line = line
        self.event = event
        self.at = at
    }
}

/// What waits for a rate, an amount or a person, as the last run that looked at its line saw it.
public struct WaitingTable {
    let connection: Connection

    /// Puts what waits of some lines into the place of what waited of them.
    public func put(
        _ waiting: some Sequence<StoredWaiting>, _ refusals: some Sequence<StoredRefusal>, of lines: some Sequence<String>,
        at now: Timestamp
    ) throws(StorageError) {
        let known = Dictionary(try since(lines), uniquingKeysWith: { first, _ in first })
        for table in ["waiting_commission", "refused_refund"] {
            try connection.run("delete from \(table) where line in (select value from json_each(?))", doing: "forget what waited") {
                $0.bind(list: lines)
            }
        }
        var statement = try connection.bulk(
            "insert into waiting_commission(key, line, partner, kind, reason, since) values (?, ?, ?, ?, ?, ?)", doing: "note what waits")
        for row in waiting {
            statement.bind(row.key)
            statement.bind(row.line)
            statement.bind(row.partner)
            statement.bind(row.kind)
            statement.bind(row.reason)
            statement.bind(known[row.key] ?? now)
            try statement.run()
        }
        var second = try connection.bulk(
            "insert or ignore into refused_refund(line, event, at, since) values (?, ?, ?, ?)", doing: "note a refused refund")
        for row in refusals {
            second.bind(row.line)
            second.bind(row.event)
            second.bind(row.at)
            second.bind(now)
            try second.run()
        }
    }

    /// Everything that waits.
    public func all() throws(StorageError) -> [StoredWaiting] {
        try connection.all("select key, line, partner, kind, reason from waiting_commission order by key", doing: "read what waits") {
            (row) throws(StorageError) in
            StoredWaiting(
                key: try row.text(), line: try row.text(), partner: try row.entity(), kind: try row.text(), reason: try row.text())
        }
    }

    /// Every refund that was refused.
    public func refusals() throws(StorageError) -> [StoredRefusal] {
        try connection.all("select line, event, at from refused_refund order by line, event", doing: "read refused refunds") {
            (row) throws(StorageError) in StoredRefusal(line: try row.text(), event: try row.text(), at: try row.time())
        }
    }

    /// Forgets everything that waits.
    public func removeAll() throws(StorageError) {
        for table in ["waiting_commission", "refused_refund"] { try connection.run("delete from \(table)", doing: "forget what waited") }
    }

    private func since(_ lines: some Sequence<String>) throws(StorageError) -> [(String, Timestamp)] {
        let sql = "select key, since from waiting_commission where line in (select value from json_each(?))"
        return try connection.all(sql, doing: "read what waits", bind: { $0.bind(list: lines) }) { (row) throws(StorageError) in
            (try row.text(), try row.time())
        }
    }
}

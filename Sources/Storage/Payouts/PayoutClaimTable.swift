public import Model

/// A row of the ledger that a payout claims.
public struct PayoutClaimRow: Sendable, Hashable {
    /// The payout.
    public var payout: String
    /// The number of the ledger's row.
    public var entry: Int64
    /// What it is worth, in minor units.
    public var owed: Int64
    /// When the payout let it go; nil while it holds it.
    public var releasedAt: Timestamp?

    /// Describes one.
    public init(payout: String, entry: Int64, owed: Int64, releasedAt: Timestamp? = nil) {
        self.payout = payout
        self.entry = entry
        self.owed = owed
        self.releasedAt = releasedAt
    }
}

/// Which rows of the ledger which payout claims. The file itself refuses a row in two living payouts (P1).
public struct PayoutClaimTable {
    let connection: Connection

    private static let select = "select payout_id, entry, owed, released_at from payout_claim"

    /// Claims rows for a payout.
    /// - Throws: `failed` if another living payout has one of them: then nothing of the transaction may stay.
    public func add(_ rows: some Sequence<PayoutClaimRow>) throws(StorageError) {
        var statement = try connection.bulk(
            "insert into payout_claim(payout_id, entry, owed, released_at) values (?, ?, ?, ?)", doing: "claim an entry")
        for row in rows {
            statement.bind(row.payout)
            statement.bind(row.entry)
            statement.bind(row.owed)
            statement.bind(row.releasedAt)
            try statement.run()
        }
    }

    /// What a payout claims, or claimed.
    public func of(_ payout: String) throws(StorageError) -> [PayoutClaimRow] {
        try connection.all(
            "\(Self.select) where payout_id = ? order by entry", doing: "read claims", bind: { $0.bind(payout) }, Self.read)
    }

    /// The claims of a row of the ledger, let go or not.
    public func of(entry: Int64) throws(StorageError) -> [PayoutClaimRow] {
        try connection.all(
            "\(Self.select) where entry = ? order by payout_id", doing: "read an entry's claims", bind: { $0.bind(entry) }, Self.read)
    }

    /// The living payout that claims a row of the ledger, if any.
    public func holder(of entry: Int64) throws(StorageError) -> String? {
        try connection.first(
            "select payout_id from payout_claim where entry = ? and released_at is null", doing: "read an entry's payout",
            bind: { $0.bind(entry) }
        ) { (row) throws(StorageError) in try row.text() }
    }

    /// What living payouts claim of each commission, by its key and the payout's state, in minor units.
    public func sums() throws(StorageError) -> [String: [String: Int64]] {
        let sql = """
            select l.subject, p.state, sum(c.owed) from payout_claim c join ledger_entry l on l.sequence = c.entry
            join payout p on p.id = c.payout_id where c.released_at is null group by l.subject, p.state
            """
        let rows = try connection.all(sql, doing: "add up claims") { (row) throws(StorageError) in
            (try row.text(), try row.text(), try row.integer())
        }
        return rows.reduce(into: [:]) { sums, row in sums[row.0, default: [:]][row.1] = row.2 }
    }

    /// What living payouts claim of one commission, by the payout's state, in minor units.
    public func sums(of commission: String) throws(StorageError) -> [String: Int64] {
        let sql = """
            select p.state, sum(c.owed) from ledger_entry l join payout_claim c on c.entry = l.sequence
            join payout p on p.id = c.payout_id where l.subject = ? and c.released_at is null group by p.state
            """
        let rows = try connection.all(sql, doing: "add up claims", bind: { $0.bind(commission) }) { (row) throws(StorageError) in
            (try row.text(), try row.integer())
        }
        return Dictionary(rows, uniquingKeysWith: { $1 })
    }

    /// Lets go what a payout claims.
    /// - Returns: how many rows.
    @discardableResult
    public func release(_ payout: String, at now: Timestamp) throws(StorageError) -> Int {
        try connection.run(
            "update payout_claim set released_at = ? where payout_id = ? and released_at is null", doing: "let claims go"
        ) {
            $0.bind(now)
            $0.bind(payout)
        }
    }

    /// Claims a row again that a payout had let go.
    public func hold(_ payout: String, entry: Int64) throws(StorageError) {
        try connection.run("update payout_claim set released_at = null where payout_id = ? and entry = ?", doing: "claim again") {
            $0.bind(payout)
            $0.bind(entry)
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> PayoutClaimRow {
        PayoutClaimRow(
            payout: try row.text(), entry: try row.integer(), owed: try row.integer(), releasedAt: row.optionalTime())
    }
}

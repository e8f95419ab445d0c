public import Model

/// A row of the ledger that says what is owed to a partner, with what a payout must know of its commission.
public struct ClaimableRow: Sendable, Equatable {
    /// The number of the ledger's row.
    public var sequence: Int64
    /// The partner's account, as text.
    public var account: String
    /// The row's amount: below zero is owed to the partner.
    public var posted: Money
    /// The commission's key, or what else the row is about.
    public var subject: String
    /// When the row was booked.
    public var at: Timestamp
    /// True if a commission stands behind it.
    public var hasCommission: Bool
    /// What stands of the commission, in minor units.
    public var stands: Int64
    /// When the commission's hold is over; nil while that is not known.
    public var dueAt: Timestamp?
    /// How many findings about the commission wait for a person.
    public var openFindings: Int
    /// True if a payout holds a row of the same commission.
    public var isClaimedBefore: Bool
}

/// The rows of the ledger that payouts can claim. What is owed is read from the ledger, never carried along (P2).
public struct ClaimableTable {
    let connection: Connection

    private static let select = """
        select l.sequence, l.account, l.minor, l.currency, l.subject, l.at, c.id is not null, coalesce(c.amount, 0), c.due_at,
          (select count(*) from commission_finding f where f.partner = c.partner and f.verdict is null
            and (f.line is null or f.line = c.line)),
          exists(select 1 from ledger_entry m join payout_claim p on p.entry = m.sequence and p.released_at is null
            where m.subject = l.subject and m.account = l.account)
        from ledger_entry l left join commission c on c.key = l.subject
        """

    /// The rows of all partners that no living payout claims.
    public func open() throws(StorageError) -> [ClaimableRow] {
        let sql = """
            \(Self.select) where l.account >= 'partner:' and l.account < 'partner;'
              and (l.cause_kind like 'commission:%' or l.cause_kind in ('correction', 'reward'))
              and not exists (select 1 from payout_claim p where p.entry = l.sequence and p.released_at is null)
            """
        return try connection.all(sql, doing: "read what is owed", Self.read).sorted { $0.sequence < $1.sequence }
    }

    /// The rows of these numbers that are on a partner's account.
    public func rows(_ sequences: [Int64]) throws(StorageError) -> [ClaimableRow] {
        let sql = "\(Self.select) where l.sequence in (select cast(value as integer) from json_each(?)) and l.account like 'partner:%'"
        return try connection.all(sql, doing: "read claimed entries", bind: { $0.bind(list: sequences.map(String.init)) }, Self.read)
    }

    /// Where the ledger ends: the number and hash of its last row; nil for an empty one.
    public func head() throws(StorageError) -> (sequence: Int64, hash: String)? {
        let sql = "select sequence, hash from ledger_entry where sequence = (select max(sequence) from ledger_entry)"
        return try connection.first(sql, doing: "read the ledger's end") { (row) throws(StorageError) in
            (sequence: try row.integer(), hash: try row.text())
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> ClaimableRow {
        let (sequence, account, minor) = (try row.integer(), try row.text(), try row.integer())
        return ClaimableRow(
            sequence: sequence, account: account, posted: Money(minor: minor, currency: try row.require(Currency(try row.text()))),
            subject: try row.text(), at: try row.time(), hasCommission: try row.flag(), stands: try row.integer(),
            dueAt: row.optionalTime(), openFindings: try row.count(), isClaimedBefore: try row.flag())
    }
}

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
    /// True if another payout, one that can no more be withdrawn, holds a row of the same commission.
    public var isClaimedBefore: Bool
    /// What no payout claims of the same commission. Units: minor units; above zero is owed to the partner.
    public var openOwed: Int64
    /// True if the row is about a payout: money that left once more after its claims were let go, or came back from that.
    public var isOfPayout: Bool
}

/// The rows of the ledger that payouts can claim. What is owed is read from the ledger, never carried along (P2).
public struct ClaimableTable {
    let connection: Connection

    private static let ofPayout = "(l.cause_kind in ('claimed', 'released') or l.cause_kind like 'provider:%')"
    private static let select = """
        select l.sequence, l.account, l.minor, l.currency, l.subject, l.at, c.id is not null, coalesce(c.amount, 0), c.due_at,
          (select count(*) from commission_finding f where f.partner = c.partner and f.verdict is null
            and (f.line is null or f.line = c.line)),
          exists(select 1 from ledger_entry m join payout_claim p on p.entry = m.sequence and p.released_at is null
              join payout h on h.id = p.payout_id
            where m.subject = l.subject and m.account = l.account and h.id <> ?1 and h.state not in ('draft', 'approved')),
          (select coalesce(-sum(m.minor), 0) from ledger_entry m
            where m.subject = l.subject and m.account = l.account and m.currency = l.currency
              and not exists (select 1 from payout_claim p where p.entry = m.sequence and p.released_at is null)),
          \(ofPayout)
        from ledger_entry l left join commission c on c.key = l.subject
        """

    /// A payout whose money left a second time: its claims had been let go, and others hold them. Its own rows say what the partner has had
    /// too much. They go on to count while a payout holds one of them, so that what comes back of it counts too.
    private static let paidAgain = """
        exists(select 1 from payout x where x.id = l.subject and (
          (x.place <> 'partner' and not exists(select 1 from payout_claim k where k.payout_id = x.id and k.released_at is null)
            and exists(select 1 from ledger_entry b where b.subject = x.id and b.account = l.account and b.minor < 0))
          or exists(select 1 from ledger_entry b join payout_claim k on k.entry = b.sequence and k.released_at is null
            where b.subject = x.id and b.account = l.account)))
        """

    /// The rows of all partners that no living payout claims.
    public func open() throws(StorageError) -> [ClaimableRow] {
        let sql = """
            \(Self.select) where l.account >= 'partner:' and l.account < 'partner;'
              and (l.cause_kind like 'commission:%' or l.cause_kind in ('correction', 'reward') or (\(Self.ofPayout) and \(Self.paidAgain)))
              and not exists (select 1 from payout_claim p where p.entry = l.sequence and p.released_at is null)
            """
        return try connection.all(sql, doing: "read what is owed", bind: { $0.bind("") }, Self.read).sorted { $0.sequence < $1.sequence }
    }

    /// The rows of these numbers that are on a partner's account; what a payout itself holds does not count as claimed before.
    public func rows(_ sequences: [Int64], besides payout: String = "") throws(StorageError) -> [ClaimableRow] {
        let sql = "\(Self.select) where l.sequence in (select cast(value as integer) from json_each(?2)) and l.account like 'partner:%'"
        return try connection.all(
            sql, doing: "read claimed entries",
            bind: {
                $0.bind(payout)
                $0.bind(list: sequences.map(String.init))
            }, Self.read)
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
            dueAt: row.optionalTime(), openFindings: try row.count(), isClaimedBefore: try row.flag(), openOwed: try row.integer(),
            isOfPayout: try row.flag())
    }
}

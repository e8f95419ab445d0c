public import Model

/// What happened, added up for reports. Nothing here decides anything.
public struct FigureTable {
    /// A partner's part of a deal.
    public struct DealShare: Sendable, Hashable {
        /// The deal.
        public let deal: EntityID
        /// The partner.
        public let partner: EntityID
        /// The part. Units: of 10,000.
        public let weight: Int
    }

    /// What came of the clicks on a link.
    public struct ClickConversion: Sendable, Hashable {
        /// Whose click it was.
        public let partner: EntityID
        /// The link's code.
        public let code: String
        /// Clicks that count.
        public let clicks: Int
        /// Those of them that have a part in a deal that is won.
        public let sold: Int
    }

    let connection: Connection

    private static let within = "at >= ? and at < ?"

    /// Whose each deal is, as the last earn saw it.
    public func shares() throws(StorageError) -> [DealShare] {
        let sql = "select deal, partner, sum(weight) from attribution where refusal is null group by deal, partner having sum(weight) > 0"
        return try connection.all(sql, doing: "read shares") { (row) throws(StorageError) in
            DealShare(deal: try row.entity(), partner: try row.entity(), weight: try row.count())
        }
    }

    /// The deals of which a commission stands.
    public func dealsThatEarned() throws(StorageError) -> Set<EntityID> {
        let sql = "select distinct deal from commission where deal is not null and amount <> 0"
        return Set(try connection.all(sql, doing: "read earning deals") { (row) throws(StorageError) in try row.entity() })
    }

    /// What partners were granted and what was taken back from them, by the time at which its cause happened.
    public func granted(from start: Timestamp, until end: Timestamp) throws(StorageError) -> [(partner: EntityID, amount: Money)] {
        let sql = """
            select substr(account, 9), -sum(minor), currency from ledger_entry where account >= 'partner:' and account < 'partner;'
              and (cause_kind like 'commission:%' or cause_kind in ('correction', 'reward')) and caused_at >= ? and caused_at < ?
            group by account, currency
            """
        return try amounts(sql, start, end)
    }

    /// What providers paid to partners, by the time at which they did.
    public func paid(from start: Timestamp, until end: Timestamp) throws(StorageError) -> [(partner: EntityID, amount: Money)] {
        let sql = """
            select p.partner, -sum(l.minor), l.currency from ledger_entry l join payout p on p.id = l.subject
            where l.account >= 'provider:' and l.account < 'provider;' and l.cause_kind <> 'fee' and l.caused_at >= ? and l.caused_at < ?
            group by p.partner, l.currency
            """
        return try amounts(sql, start, end)
    }

    /// What partners are owed now, without what a payout under way has claimed.
    public func owed() throws(StorageError) -> [(partner: EntityID, amount: Money)] {
        let sql = """
            select substr(account, 9), -sum(minor), currency from ledger_entry where account >= 'partner:' and account < 'partner;'
              and at >= ? and at < ? group by account, currency
            """
        return try amounts(sql, Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
    }

    private func amounts(
        _ sql: String, _ start: Timestamp, _ end: Timestamp
    ) throws(StorageError) -> [(partner: EntityID, amount: Money)] {
        let rows = try connection.all(
            sql, doing: "add up the ledger",
            bind: {
                $0.bind(start)
                $0.bind(end)
            }
        ) { (row) throws(StorageError) in
            let (partner, minor) = (try row.entity(), try row.integer())
            return (partner: partner, amount: Money(minor: minor, currency: try row.require(Currency(try row.text()))))
        }
        return rows.filter { $0.amount.minor != 0 }
    }

    /// How many clicks counted, by partner.
    public func clicks(from start: Timestamp, until end: Timestamp) throws(StorageError) -> [EntityID: Int] {
        let sql = """
            select partner, count(*) from click where partner is not null and verdict = 'accepted' and \(Self.within) group by partner
            """
        return Dictionary(
            try counted(sql, start, end) { (row) throws(StorageError) in try row.entity() }.map { ($0.0, $0.1) }, uniquingKeysWith: +)
    }

    /// How many clicks counted, and how many of these have a part in a deal that is won, by partner and link.
    public func conversions(from start: Timestamp, until end: Timestamp) throws(StorageError) -> [ClickConversion] {
        // A touch is named after its click, and after the deal too where nobody is known to be behind the visitor.
        let sql = """
            with sold as (
              select distinct case when substr(a.touch, -length(a.deal) - 1) = '/' || a.deal
                then substr(a.touch, 1, length(a.touch) - length(a.deal) - 1) else a.touch end as click
              from attribution a join deal d on d.id = a.deal
              where a.kind = 'click' and a.refusal is null and a.weight > 0 and d.state = 'won' and d.deleted_at is null)
            select c.partner, c.code, count(*), count(s.click) from click c left join sold s on s.click = c.id
            where c.partner is not null and c.verdict = 'accepted' and c.at >= ? and c.at < ? group by c.partner, c.code
            """
        return try connection.all(
            sql, doing: "count sales of clicks",
            bind: {
                $0.bind(start)
                $0.bind(end)
            }
        ) { (row) throws(StorageError) in
            ClickConversion(partner: try row.entity(), code: try row.text(), clicks: try row.count(), sold: try row.count())
        }
    }

    /// How many clicks have each verdict.
    public func verdicts(from start: Timestamp, until end: Timestamp) throws(StorageError) -> [String: Int] {
        let sql = "select verdict, count(*) from click where \(Self.within) group by verdict"
        return Dictionary(
            try counted(sql, start, end) { (row) throws(StorageError) in try row.text() }.map { ($0.0, $0.1) }, uniquingKeysWith: +)
    }

    /// How many clicks on a link have each verdict.
    public func verdicts(of code: String, from start: Timestamp, until end: Timestamp) throws(StorageError) -> [String: Int] {
        let sql =
            "select verdict, count(*) from click where partner = (select partner from tracking_link where code = ?1) and code = ?1"
            + " and at >= ?2 and at < ?3 group by verdict"
        let rows = try connection.all(
            sql, doing: "count a link's clicks",
            bind: {
                $0.bind(code)
                $0.bind(start)
                $0.bind(end)
            }
        ) { (row) throws(StorageError) in (try row.text(), try row.count()) }
        return Dictionary(rows, uniquingKeysWith: +)
    }

    private func counted<Key>(
        _ sql: String, _ start: Timestamp, _ end: Timestamp, _ key: (inout RowReader) throws(StorageError) -> Key
    ) throws(StorageError) -> [(Key, Int)] {
        try connection.all(
            sql, doing: "count clicks",
            bind: {
                $0.bind(start)
                $0.bind(end)
            }
        ) { (row) throws(StorageError) in (try key(&row), try row.count()) }
    }

    /// When the first click of each partner counted.
    public func firstClicks() throws(StorageError) -> [EntityID: Timestamp] {
        try firsts("select partner, min(at) from click where partner is not null and verdict = 'accepted' group by partner")
    }

    /// When the first link of each partner was made.
    public func firstLinks() throws(StorageError) -> [EntityID: Timestamp] {
        try firsts("select partner, min(created_at) from tracking_link group by partner")
    }

    private func firsts(_ sql: String) throws(StorageError) -> [EntityID: Timestamp] {
        let rows = try connection.all(sql, doing: "read first times") { (row) throws(StorageError) in (try row.entity(), try row.time()) }
        return Dictionary(rows, uniquingKeysWith: min)
    }

    /// Where the ledger ended before an instant: the number and hash of the last row booked until then; nil without any.
    public func head(before end: Timestamp) throws(StorageError) -> (sequence: Int64, hash: String)? {
        try connection.first(
            "select sequence, hash from ledger_entry where at < ? order by sequence desc limit 1", doing: "read the ledger's end",
            bind: { $0.bind(end) }
        ) { (row) throws(StorageError) in (sequence: try row.integer(), hash: try row.text()) }
    }
}

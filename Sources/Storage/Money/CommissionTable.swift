public import Model

/// A commission as the last run computed it, with what was frozen when it was created (C1).
public struct StoredCommission: Sendable, Equatable {
    /// Its id, `commission_...`.
    public var id: String
    /// What makes it unique (C8), as text.
    public var key: String
    /// The line that earns.
    public var line: String
    /// Who earns.
    public var partner: EntityID
    /// What for, as text.
    public var kind: String
    /// The deal, if there is one.
    public var deal: EntityID?
    /// The customer, if known.
    public var customer: EntityID?
    /// The book of terms it was created under.
    public var book: String
    /// The rule.
    public var rule: String
    /// The rule's version.
    public var version: String
    /// Where the version stood, as `FILE:LINE`.
    public var rulePlace: String?
    /// What the version pays, as text.
    public var rate: String
    /// What a percentage is taken of.
    public var base: String
    /// How long it waits. Units: days.
    public var holdDays: Int
    /// The exchange rate that was frozen.
    public var exchange: JSON?
    /// What stands of it.
    public var amount: Money
    /// How it came about: a list of entries.
    public var entries: JSON
    /// When it was earned; nil if it does not stand.
    public var earnedAt: Timestamp?
    /// When the customer paid.
    public var paidAt: Timestamp?
    /// When the hold is over.
    public var dueAt: Timestamp?
    /// When it was created.
    public var createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// The run that last changed it.
    public var runID: String

    /// Describes a commission.
    public init(
        id: String, key: String, line: String, partner: EntityID, kind: String, deal: EntityID?, customer: EntityID?, book: String,
        rule: String, version: String, rulePlace: String?, rate: String, base: String, holdDays: Int, exchange: JSON?, amount: Money,
        entries: JSON, earnedAt: Timestamp?, paidAt: Timestamp?, dueAt: Timestamp?, createdAt: Timestamp, updatedAt: Timestamp,
        runID: String
    ) {
        self.id = id
        self.key = key
        self.line = line
        self.partner = partner
        self.kind = kind
        self.deal = deal
        self.customer = customer
        self.book = book
        self.rule = rule
        self.version = version
        self.rulePlace = rulePlace
        self.rate = rate
        self.base = base
        self.holdDays = holdDays
        self.exchange = exchange
        self.amount = amount
        self.entries = entries
        self.earnedAt = earnedAt
        self.paidAt = paidAt
        self.dueAt = dueAt
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.runID = runID
    }
}

/// The commissions, each once (C8).
public struct CommissionTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, key, line, partner, kind, deal, customer, book, rule, version, rule_place, rate, base, hold_days, exchange, currency, amount, \
        entries, earned_at, paid_at, due_at, created_at, updated_at, run_id
        """
    private static let select = "select \(columns) from commission"

    /// Puts a commission; of one that is there, what was frozen stays.
    public func put(_ commission: StoredCommission) throws(StorageError) {
        let sql = """
            \(Self.columns.insert(into: "commission"))
            on conflict(key) do update set deal = excluded.deal, customer = excluded.customer, amount = excluded.amount,
              entries = excluded.entries, earned_at = excluded.earned_at, paid_at = excluded.paid_at, due_at = excluded.due_at,
              updated_at = excluded.updated_at, run_id = excluded.run_id
            """
        try connection.run(sql, doing: "put a commission") {
            $0.bind(commission.id)
            $0.bind(commission.key)
            $0.bind(commission.line)
            $0.bind(commission.partner)
            $0.bind(commission.kind)
            $0.bind(commission.deal)
            $0.bind(commission.customer)
            $0.bind(commission.book)
            $0.bind(commission.rule)
            $0.bind(commission.version)
            $0.bind(commission.rulePlace)
            $0.bind(commission.rate)
            $0.bind(commission.base)
            $0.bind(commission.holdDays)
            $0.bind(commission.exchange)
            $0.bind(commission.amount.currency.code)
            $0.bind(commission.amount.minor)
            $0.bind(commission.entries)
            $0.bind(commission.earnedAt)
            $0.bind(commission.paidAt)
            $0.bind(commission.dueAt)
            $0.bind(commission.createdAt)
            $0.bind(commission.updatedAt)
            $0.bind(commission.runID)
        }
    }

    /// The commission of that id.
    public func get(_ id: String) throws(StorageError) -> StoredCommission? {
        try connection.first("\(Self.select) where id = ?", doing: "read a commission", bind: { $0.bind(id) }, Self.read)
    }

    /// Every commission, in the order in which they were earned.
    public func all() throws(StorageError) -> [StoredCommission] {
        try connection.all("\(Self.select) order by coalesce(earned_at, created_at), key", doing: "read commissions", Self.read)
    }

    /// Some commissions behind a key, in the order of keys.
    public func page(after key: String?, limit: Int) throws(StorageError) -> [StoredCommission] {
        try connection.all(
            "\(Self.select) where key > ? order by key limit ?", doing: "read commissions",
            bind: {
                $0.bind(key ?? "")
                $0.bind(Int64(limit))
            }, Self.read)
    }

    private static let order = "order by coalesce(earned_at, created_at), key"

    /// The commissions of some lines, in the order in which they were earned.
    public func of(lines: some Sequence<String>) throws(StorageError) -> [StoredCommission] {
        try connection.all(
            "\(Self.select) where line in (select value from json_each(?)) \(Self.order)", doing: "read commissions",
            bind: { $0.bind(list: lines) }, Self.read)
    }

    /// What recruiters earn with some lines, in the order in which it was earned.
    public func recruited(by lines: some Sequence<String>) throws(StorageError) -> [StoredCommission] {
        let sql = """
            select \(Self.columns.of("c")) from json_each(?) j
            join commission c on c.line >= j.value || '/recruited/' and c.line < j.value || '/recruited0'
            order by coalesce(c.earned_at, c.created_at), c.key
            """
        return try connection.all(sql, doing: "read commissions", bind: { $0.bind(list: lines) }, Self.read)
    }

    /// The commissions of a partner, in the order in which they were earned.
    public func of(partner: EntityID) throws(StorageError) -> [StoredCommission] {
        try connection.all(
            "\(Self.select) where partner = ? \(Self.order)", doing: "read commissions", bind: { $0.bind(partner) }, Self.read)
    }

    /// The customers who paid for what a partner earns with; a guest is none.
    public func payingCustomers(of partner: EntityID) throws(StorageError) -> Set<EntityID> {
        let sql = """
            select distinct customer from commission
            where partner = ? and customer is not null and earned_at is not null and paid_at is not null
            """
        return Set(
            try connection.all(sql, doing: "look for paying customers", bind: { $0.bind(partner) }) { (row) throws(StorageError) in
                try row.entity()
            })
    }

    /// The book of terms that the first commission of each deal came under.
    public func books(of deals: some Sequence<EntityID>) throws(StorageError) -> [EntityID: String] {
        let sql = "select deal, book from commission where deal in (select value from json_each(?)) order by created_at, key"
        let rows = try connection.all(sql, doing: "read commissions", bind: { $0.bind(list: deals.map(\.text)) }) {
            (row) throws(StorageError) in (try row.entity(), try row.text())
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// Every line that a commission was ever earned with.
    public func lines() throws(StorageError) -> [String] {
        try connection.all("select distinct line from commission", doing: "read commissions") { (row) throws(StorageError) in
            try row.text()
        }
    }

    /// The commissions that rows of the ledger are about, by the number of the row.
    public func ids(behind entries: some Sequence<Int64>) throws(StorageError) -> [Int64: String] {
        let sql = """
            select l.sequence, c.id from ledger_entry l join commission c on c.key = l.subject
            where l.sequence in (select cast(value as integer) from json_each(?))
            """
        let rows = try connection.all(sql, doing: "look up commissions", bind: { $0.bind(list: entries.map(String.init)) }) {
            (row) throws(StorageError) in (try row.integer(), try row.text())
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// What a partner's commissions in a currency come to.
    public struct PartnerSum: Sendable, Hashable {
        /// The partner.
        public var partner: EntityID
        /// What stands.
        public var amount: Money
        /// How many commissions there are or were.
        public var count: Int
        /// How many of them are leads or sales that stand.
        public var conversions: Int
    }

    /// What the commissions of every partner come to, by currency.
    public func sums() throws(StorageError) -> [PartnerSum] {
        let sql = """
            select partner, currency, sum(amount), count(*),
              sum(earned_at is not null and kind <> 'click' and kind not like 'bonus:%') from commission
            where entries <> '[]' group by partner, currency order by partner, currency
            """
        return try connection.all(sql, doing: "add up commissions") { (row) throws(StorageError) in
            let (partner, currency) = (try row.entity(), try row.require(Currency(try row.text())))
            return PartnerSum(
                partner: partner, amount: Money(minor: try row.integer(), currency: currency), count: try row.count(),
                conversions: try row.count())
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredCommission {
        let id = try row.text()
        let key = try row.text()
        let line = try row.text()
        let partner = try row.entity()
        let kind = try row.text()
        let deal = try row.optionalEntity()
        let customer = try row.optionalEntity()
        let book = try row.text()
        let rule = try row.text()
        let version = try row.text()
        let place = row.optionalText()
        let rate = try row.text()
        let base = try row.text()
        let hold = try row.count()
        let exchange = try row.optionalJSON()
        let currency = try row.require(Currency(try row.text()))
        return StoredCommission(
            id: id, key: key, line: line, partner: partner, kind: kind, deal: deal, customer: customer, book: book, rule: rule,
            version: version, rulePlace: place, rate: rate, base: base, holdDays: hold, exchange: exchange,
            amount: Money(minor: try row.integer(), currency: currency), entries: try row.json(), earnedAt: row.optionalTime(),
            paidAt: row.optionalTime(), dueAt: row.optionalTime(), createdAt: try row.time(), updatedAt: try row.time(),
            runID: try row.text())
    }
}

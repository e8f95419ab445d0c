public import Model

/// A row of the ledger as it lies in the file.
public struct StoredLedgerEntry: Sendable, Equatable {
    /// Its number, from 1.
    public var sequence: Int64
    /// The number of the first row of its transaction.
    public var booking: Int64
    /// When it was booked.
    public var at: Timestamp
    /// The kind of cause.
    public var causeKind: String
    /// The cause.
    public var cause: String
    /// When the cause happened.
    public var causedAt: Timestamp
    /// The account.
    public var account: String
    /// The amount: above zero a debit.
    public var amount: Money
    /// What it is about.
    public var subject: String
    /// The exchange rate behind it.
    public var exchange: String?
    /// The hash of the row before.
    public var previous: String
    /// The hash of this row.
    public var hash: String

    /// Describes a row.
    public init(
        sequence: Int64, booking: Int64, at: Timestamp, causeKind: String, cause: String, causedAt: Timestamp, account: String,
        amount: Money, subject: String, exchange: String?, previous: String, hash: String
    ) {
        self.sequence = sequence
        self.booking = booking
        self.at = at
        self.causeKind = causeKind
        self.cause = cause
        self.causedAt = causedAt
        self.account = account
        self.amount = amount
        self.subject = subject
        self.exchange = exchange
        self.previous = previous
        self.hash = hash
    }
}

/// The ledger: rows are added behind the last and stay as they are (L2).
public struct LedgerEntryTable {
    let connection: Connection

    private static let columns: ColumnList = """
        sequence, booking, at, cause_kind, cause, caused_at, account, minor, currency, subject, exchange, previous, hash
        """

    /// Adds rows behind the last.
    public func add(_ entries: some Sequence<StoredLedgerEntry>) throws(StorageError) {
        var statement = try connection.bulk(Self.columns.insert(into: "ledger_entry"), doing: "add to the ledger")
        for entry in entries {
            statement.bind(entry.sequence)
            statement.bind(entry.booking)
            statement.bind(entry.at)
            statement.bind(entry.causeKind)
            statement.bind(entry.cause)
            statement.bind(entry.causedAt)
            statement.bind(entry.account)
            statement.bind(entry.amount.minor)
            statement.bind(entry.amount.currency.code)
            statement.bind(entry.subject)
            statement.bind(entry.exchange)
            statement.bind(entry.previous)
            statement.bind(entry.hash)
            try statement.run()
        }
    }

    /// Every row, in its order.
    public func all() throws(StorageError) -> [StoredLedgerEntry] {
        try connection.all("select \(Self.columns) from ledger_entry order by sequence", doing: "read the ledger", Self.read)
    }

    /// The rows behind a number, in their order, some at a time.
    public func page(after sequence: Int64, limit: Int) throws(StorageError) -> [StoredLedgerEntry] {
        try connection.all(
            "select \(Self.columns) from ledger_entry where sequence > ? order by sequence limit ?", doing: "read the ledger",
            bind: {
                $0.bind(sequence)
                $0.bind(Int64(limit))
            }, Self.read)
    }

    /// What partners' rows of commissions that are not there sum to: by the commission's key and currency, zero left out.
    public func strays() throws(StorageError) -> [(subject: String, sum: Money)] {
        try connection.all(
            """
            select subject, currency, sum(minor) from ledger_entry where account glob 'partner:*'
              and (cause_kind glob 'commission:*' or cause_kind = 'correction') and subject not in (select key from commission)
              group by subject, currency having sum(minor) <> 0 order by subject
            """, doing: "read the ledger"
        ) { (row) throws(StorageError) in
            let subject = try row.text()
            let currency = try row.require(Currency(row.text()))
            return (subject, Money(minor: try row.integer(), currency: currency))
        }
    }

    /// The rows about something, in their order.
    public func of(subject: String) throws(StorageError) -> [StoredLedgerEntry] {
        try connection.all(
            "select \(Self.columns) from ledger_entry where subject = ? order by sequence", doing: "read the ledger",
            bind: { $0.bind(subject) }, Self.read)
    }

    /// The rows about some things, in their order.
    public func of(subjects: some Sequence<String>) throws(StorageError) -> [StoredLedgerEntry] {
        let sql = "select \(Self.columns) from ledger_entry where subject in (select value from json_each(?)) order by sequence"
        return try connection.all(sql, doing: "read the ledger", bind: { $0.bind(list: subjects) }, Self.read)
    }

    /// The rows that a cause brought, in their order.
    public func of(cause: String) throws(StorageError) -> [StoredLedgerEntry] {
        try connection.all(
            "select \(Self.columns) from ledger_entry where cause = ? order by sequence", doing: "read the ledger",
            bind: { $0.bind(cause) }, Self.read)
    }

    /// The rows on an account, in their order.
    public func of(account: String) throws(StorageError) -> [StoredLedgerEntry] {
        try connection.all(
            "select \(Self.columns) from ledger_entry where account = ? order by sequence", doing: "read the ledger",
            bind: { $0.bind(account) }, Self.read)
    }

    /// True if anything was ever booked on an account.
    public func has(account: String) throws(StorageError) -> Bool {
        try connection.first(
            "select 1 from ledger_entry where account = ? limit 1", doing: "look into the ledger", bind: { $0.bind(account) }
        ) { (row) throws(StorageError) in try row.integer() } != nil
    }

    /// What each partner's account stands at, by account and currency. Units: minor units; above zero is owed to the partner.
    public func owed() throws(StorageError) -> [(account: String, currency: Currency, minor: Int64)] {
        let sql = """
            select account, currency, -sum(minor) from ledger_entry where account >= 'partner:' and account < 'partner;'
            group by account, currency
            """
        return try connection.all(sql, doing: "add up what is owed") { (row) throws(StorageError) in
            let account = try row.text()
            let currency = try row.require(Currency(try row.text()))
            return (account: account, currency: currency, minor: try row.integer())
        }
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredLedgerEntry {
        let sequence = try row.integer()
        let booking = try row.integer()
        let at = try row.time()
        let causeKind = try row.text()
        let cause = try row.text()
        let causedAt = try row.time()
        let account = try row.text()
        let minor = try row.integer()
        let code = try row.text()
        // A code is read in any case, but a row in which one bit of it was turned is not the row that was sealed (L3).
        let currency = try row.require(Currency(code).flatMap { $0.code == code ? $0 : nil })
        return StoredLedgerEntry(
            sequence: sequence, booking: booking, at: at, causeKind: causeKind, cause: cause, causedAt: causedAt, account: account,
            amount: Money(minor: minor, currency: currency), subject: try row.text(), exchange: row.optionalText(),
            previous: try row.text(), hash: try row.text())
    }
}

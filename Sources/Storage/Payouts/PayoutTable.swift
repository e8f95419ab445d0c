public import Model

/// What is paid and was paid. What was frozen is never written again; only the state moves, by compare-and-set (P4).
public struct PayoutTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, partner, provider, account, amount, currency, state, place, revision, hash, cut_off, created_at, changed_at, run_id, item, \
        raw_state, fee, reason, exchange
        """
    private static let select = "select \(columns) from payout"

    /// Adds a payout that was just frozen.
    public func add(_ row: PayoutRow) throws(StorageError) {
        try connection.run(Self.columns.insert(into: "payout"), doing: "add a payout") {
            $0.bind(row.id)
            $0.bind(row.partner)
            $0.bind(row.provider)
            $0.bind(row.account)
            $0.bind(row.amount.minor)
            $0.bind(row.amount.currency.code)
            $0.bind(row.state)
            $0.bind(row.place)
            $0.bind(row.revision)
            $0.bind(row.hash)
            $0.bind(row.cutOff)
            $0.bind(row.createdAt)
            $0.bind(row.changedAt)
            $0.bind(row.runID)
            $0.bind(row.item)
            $0.bind(row.rawState)
            $0.bind(row.fee)
            $0.bind(row.reason)
            $0.bind(row.exchange)
        }
    }

    /// The payout of that id.
    public func get(_ id: String) throws(StorageError) -> PayoutRow? {
        try connection.first("\(Self.select) where id = ?", doing: "read a payout", bind: { $0.bind(id) }, Self.read)
    }

    /// The payouts of a state, oldest first.
    public func all(in state: String) throws(StorageError) -> [PayoutRow] {
        try connection.all("\(Self.select) where state = ? order by id", doing: "read payouts", bind: { $0.bind(state) }, Self.read)
    }

    /// The last payouts, latest first.
    public func latest(limit: Int) throws(StorageError) -> [PayoutRow] {
        try connection.all("\(Self.select) order by id desc limit ?", doing: "read payouts", bind: { $0.bind(limit) }, Self.read)
    }

    /// The payouts of a partner, oldest first.
    public func of(_ partner: EntityID) throws(StorageError) -> [PayoutRow] {
        try connection.all("\(Self.select) where partner = ?", doing: "read a partner's payouts", bind: { $0.bind(partner) }, Self.read)
            .sorted { $0.id < $1.id }
    }

    /// The payouts by a provider that changed since an instant.
    public func changed(provider: String, since: Timestamp) throws(StorageError) -> [PayoutRow] {
        try connection.all(
            "\(Self.select) where provider = ? and changed_at >= ?", doing: "read a provider's payouts",
            bind: {
                $0.bind(provider)
                $0.bind(since)
            }, Self.read)
    }

    /// True if money ever arrived at the partner.
    public func wasPaid(_ partner: EntityID) throws(StorageError) -> Bool {
        try connection.first(
            "select 1 from payout where partner = ? and place = 'provider' limit 1", doing: "look for an earlier payout",
            bind: { $0.bind(partner) }
        ) { (row) throws(StorageError) in try row.integer() } != nil
    }

    /// Moves a payout's state, if it is still the one that was read.
    /// - Returns: false if somebody else was faster: then nothing was changed.
    public func move(_ row: PayoutRow, from revision: Int64) throws(StorageError) -> Bool {
        let sql = """
            update payout set state = ?, place = ?, revision = ?, changed_at = ?, item = ?, raw_state = ?, fee = ?, reason = ?
            where id = ? and revision = ?
            """
        return try connection.run(sql, doing: "move a payout") {
            $0.bind(row.state)
            $0.bind(row.place)
            $0.bind(row.revision)
            $0.bind(row.changedAt)
            $0.bind(row.item)
            $0.bind(row.rawState)
            $0.bind(row.fee)
            $0.bind(row.reason)
            $0.bind(row.id)
            $0.bind(revision)
        } > 0
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> PayoutRow {
        let (id, partner, provider, account) = (try row.text(), try row.entity(), try row.text(), try row.text())
        let minor = try row.integer()
        let amount = Money(minor: minor, currency: try row.require(Currency(try row.text())))
        return PayoutRow(
            id: id, partner: partner, provider: provider, account: account, amount: amount, state: try row.text(),
            place: try row.text(), revision: try row.integer(), hash: try row.text(), cutOff: try row.text(),
            createdAt: try row.time(), changedAt: try row.time(), runID: try row.text(), item: row.optionalText(),
            rawState: row.optionalText(), fee: try row.integer(), reason: row.optionalText(),
            exchange: try row.optionalJSON())
    }
}

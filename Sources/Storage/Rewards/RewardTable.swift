public import Model

/// Every reward: none is removed; its state moves.
public struct RewardTable {
    let connection: Connection

    private static let columns: ColumnList = """
        id, key, rule, receiver, kind, what, share, amount, currency, proof, commission, at, state, reason, remote, object, code, record, \
        given_at, given_by, created_at, updated_at, run_id, account, asked_at
        """
    private static let select = "select \(columns) from reward"
    private static let upsert = """
        \(columns.insert(into: "reward"))
        on conflict(id) do update set what = excluded.what, share = excluded.share, amount = excluded.amount,
          currency = excluded.currency, proof = excluded.proof, commission = excluded.commission, at = excluded.at,
          state = excluded.state, reason = excluded.reason, remote = excluded.remote, object = excluded.object, code = excluded.code,
          record = excluded.record, given_at = excluded.given_at, given_by = excluded.given_by, updated_at = excluded.updated_at,
          run_id = excluded.run_id, account = excluded.account, asked_at = excluded.asked_at
        """

    /// Adds a reward, or notes what became of one; its key and receiver stay.
    public func put(_ reward: StoredReward) throws(StorageError) {
        try connection.run(Self.upsert, doing: "put a reward") {
            $0.bind(reward.id)
            $0.bind(reward.key)
            $0.bind(reward.rule)
            $0.bind(reward.receiver)
            $0.bind(reward.kind)
            $0.bind(reward.what)
            $0.bind(reward.share)
            $0.bind(reward.amount?.minor)
            $0.bind(reward.amount?.currency.code)
            $0.bind(reward.proof)
            $0.bind(reward.commission)
            $0.bind(reward.at)
            $0.bind(reward.state.rawValue)
            $0.bind(reward.reason)
            $0.bind(reward.remote)
            $0.bind(reward.object)
            $0.bind(reward.code)
            $0.bind(reward.record)
            $0.bind(reward.givenAt)
            $0.bind(reward.givenBy)
            $0.bind(reward.createdAt)
            $0.bind(reward.updatedAt)
            $0.bind(reward.runID)
            $0.bind(reward.account)
            $0.bind(reward.askedAt)
        }
    }

    /// Every reward, in the order in which they were earned.
    public func all() throws(StorageError) -> [StoredReward] {
        try connection.all("\(Self.select) order by at, key", doing: "read rewards", Self.read)
    }

    /// The reward of that id.
    public func get(_ id: String) throws(StorageError) -> StoredReward? {
        try connection.first("\(Self.select) where id = ?", doing: "read a reward", bind: { $0.bind(id) }, Self.read)
    }

    /// The rewards of a state, the oldest first.
    public func all(in state: StoredReward.State) throws(StorageError) -> [StoredReward] {
        try connection.all(
            "\(Self.select) where state = ? order by id", doing: "read rewards", bind: { $0.bind(state.rawValue) }, Self.read)
    }

    /// The pending rewards that are due: their commission is approved at that instant, or they need none.
    public func ripe(at now: Timestamp) throws(StorageError) -> [StoredReward] {
        let sql = """
            \(Self.select) where state = 'pending' and (commission is null or exists (
              select 1 from commission c where c.key = reward.commission and c.amount > 0 and c.due_at <= ?
                and not exists (select 1 from commission_finding f where f.partner = c.partner and f.verdict is null
                  and (f.line is null or f.line = c.line or substr(c.line, 1, length(f.line) + 1) = f.line || '/'))))
            order by id
            """
        return try connection.all(sql, doing: "read what is due", bind: { $0.bind(now) }, Self.read)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredReward {
        let (id, key, rule, receiver) = (try row.text(), try row.text(), try row.text(), try row.entity())
        let (kind, what, share, minor) = (try row.text(), try row.text(), row.optionalInteger(), row.optionalInteger())
        let currency = row.optionalText().flatMap(Currency.init)
        let (proof, commission, at) = (try row.text(), row.optionalText(), try row.time())
        let state = try row.choice(StoredReward.State.self)
        var reward = StoredReward(
            id: id, key: key, rule: rule, receiver: receiver, kind: kind, what: what, share: share.map { Int($0) },
            amount: minor.flatMap { minor in currency.map { Money(minor: minor, currency: $0) } }, proof: proof, commission: commission,
            at: at, state: state, createdAt: at, runID: "")
        reward.reason = row.optionalText()
        reward.remote = row.optionalText()
        reward.object = row.optionalText()
        reward.code = row.optionalText()
        reward.record = row.optionalText()
        reward.givenAt = row.optionalTime()
        reward.givenBy = row.optionalText()
        reward.createdAt = try row.time()
        reward.updatedAt = try row.time()
        reward.runID = try row.text()
        reward.account = row.optionalText()
        reward.askedAt = row.optionalTime()
        return reward
    }
}

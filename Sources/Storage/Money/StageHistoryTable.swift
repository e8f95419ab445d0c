public import Model

/// What a deal, a referral or a partner was from one change to the next (A5).
public struct StoredStage: Sendable, Equatable {
    /// The change's number, from 1 in the order in which the hub learnt of them.
    public var number: Int64
    /// Whose.
    public var entity: EntityID
    /// The state; of a partner its status; `deleted` once it is no more.
    public var state: String?
    /// The stage; of a partner its cohort.
    public var stage: String?
    /// The pipeline.
    public var pipeline: String?
    /// What a deal amounts to.
    public var amount: Money?
    /// The tax in it.
    public var tax: Money?
    /// The discount before it.
    public var discount: Money?
    /// The shipping in it.
    public var shipping: Money?
    /// When it was opened.
    public var openedAt: Timestamp?
    /// When it was won.
    public var wonAt: Timestamp?
    /// When it was closed.
    public var closedAt: Timestamp?
    /// When it was paid.
    public var paidAt: Timestamp?
    /// When the state changed at its source.
    public var stateAt: Timestamp?
    /// When the stage changed at its source.
    public var stageAt: Timestamp?
    /// When the amount changed at its source.
    public var amountAt: Timestamp?
    /// When the hub learnt of it.
    public var seenAt: Timestamp
}

/// The history that the triggers of the hub write. Nothing else adds to it.
public struct StageHistoryTable {
    let connection: Connection

    private static let columns = """
        number, entity, state, stage, pipeline, amount, amount_currency, tax, tax_currency, discount, discount_currency, shipping, \
        shipping_currency, opened_at, won_at, closed_at, paid_at, state_at, stage_at, amount_at, seen_at
        """

    /// The history of every entity of a kind, each in its order.
    public func all(_ kind: EntityKind) throws(StorageError) -> [EntityID: [StoredStage]] {
        let rows = try connection.all(
            "select \(Self.columns) from stage_history where entity >= ?1 and entity < ?1 || '~' order by entity, number",
            doing: "read the history", bind: { $0.bind(kind.idPrefix) }, Self.read)
        return Dictionary(grouping: rows, by: \.entity)
    }

    /// The history of some entities, each in its order.
    public func of(_ entities: some Sequence<EntityID>) throws(StorageError) -> [EntityID: [StoredStage]] {
        let sql = """
            select \(Self.columns) from stage_history where entity in (select value from json_each(?)) order by entity, number
            """
        let rows = try connection.all(sql, doing: "read histories", bind: { $0.bind(list: entities.map(\.text)) }, Self.read)
        return Dictionary(grouping: rows, by: \.entity)
    }

    /// The history of one entity, in its order.
    public func of(_ entity: EntityID) throws(StorageError) -> [StoredStage] {
        try connection.all(
            "select \(Self.columns) from stage_history where entity = ? order by number", doing: "read a history",
            bind: { $0.bind(entity) }, Self.read)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredStage {
        var stage = StoredStage(number: try row.integer(), entity: try row.entity(), seenAt: Timestamp(milliseconds: 0))
        stage.state = row.optionalText()
        stage.stage = row.optionalText()
        stage.pipeline = row.optionalText()
        stage.amount = try money(&row)
        stage.tax = try money(&row)
        stage.discount = try money(&row)
        stage.shipping = try money(&row)
        stage.openedAt = row.optionalTime()
        stage.wonAt = row.optionalTime()
        stage.closedAt = row.optionalTime()
        stage.paidAt = row.optionalTime()
        stage.stateAt = row.optionalTime()
        stage.stageAt = row.optionalTime()
        stage.amountAt = row.optionalTime()
        stage.seenAt = try row.time()
        return stage
    }

    private static func money(_ row: inout RowReader) throws(StorageError) -> Money? {
        let minor = row.optionalInteger()
        let currency = row.optionalText().flatMap(Currency.init)
        guard let minor, let currency else { return nil }
        return Money(minor: minor, currency: currency)
    }
}

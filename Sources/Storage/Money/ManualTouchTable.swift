public import Model

/// A deal that a person gave to a partner (A2).
public struct ManualTouch: Sendable, Equatable {
    /// The touch's id.
    public var id: String
    /// Whose the deal is from then on.
    public var partner: EntityID
    /// The deal.
    public var deal: EntityID
    /// When.
    public var at: Timestamp
    /// Who gave it.
    public var by: String
    /// Why.
    public var why: String

    /// Describes one.
    public init(id: String, partner: EntityID, deal: EntityID, at: Timestamp, by: String, why: String) {
        self.id = id
        self.partner = partner
        self.deal = deal
        self.at = at
        self.by = by
        self.why = why
    }
}

/// Reassignments by persons; the other touches are made of what they came from.
public struct ManualTouchTable {
    let connection: Connection

    /// Adds a reassignment.
    public func add(_ touch: ManualTouch) throws(StorageError) {
        let sql = """
            insert into touch(id, kind, partner, at, deal, origin, given_by, why, recorded_at)
            values (?, 'manual', ?, ?, ?, 'person', ?, ?, ?)
            """
        try connection.run(sql, doing: "reassign a deal") {
            $0.bind(touch.id)
            $0.bind(touch.partner)
            $0.bind(touch.at)
            $0.bind(touch.deal)
            $0.bind(touch.by)
            $0.bind(touch.why)
            $0.bind(touch.at)
        }
    }

    /// Every reassignment, in its order.
    public func all() throws(StorageError) -> [ManualTouch] {
        try connection.all("\(Self.select) order by at, id", doing: "read reassignments", Self.read)
    }

    /// The reassignments of some deals, in their order.
    public func of(_ deals: some Sequence<EntityID>) throws(StorageError) -> [ManualTouch] {
        try connection.all(
            "\(Self.select) and deal in (select value from json_each(?)) order by at, id", doing: "read reassignments",
            bind: { $0.bind(list: deals.map(\.text)) }, Self.read)
    }

    private static let select = "select id, partner, deal, at, given_by, why from touch where kind = 'manual'"

    private static func read(_ row: inout RowReader) throws(StorageError) -> ManualTouch {
        ManualTouch(
            id: try row.text(), partner: try row.entity(), deal: try row.entity(), at: try row.time(), by: try row.text(),
            why: try row.text())
    }
}

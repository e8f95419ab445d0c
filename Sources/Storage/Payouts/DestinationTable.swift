public import Model

/// Where a partner's money goes, since when, and who stands for it (P10).
public struct DestinationRow: Sendable, Hashable {
    /// The partner.
    public var partner: EntityID
    /// The method.
    public var provider: String
    /// The account there.
    public var account: String
    /// When it was first seen.
    public var since: Timestamp
    /// When another took its place; nil for the present one.
    public var until: Timestamp?
    /// Who approved it; nil while nobody has.
    public var approvedBy: String?
    /// When it was approved: the cool-down begins.
    public var approvedAt: Timestamp?

    /// Describes one.
    public init(
        partner: EntityID, provider: String, account: String, since: Timestamp, until: Timestamp? = nil, approvedBy: String? = nil,
        approvedAt: Timestamp? = nil
    ) {
        self.partner = partner
        self.provider = provider
        self.account = account
        self.since = since
        self.until = until
        self.approvedBy = approvedBy
        self.approvedAt = approvedAt
    }
}

/// Where each partner's money goes and went. One that was there before is a new one when it comes back.
public struct DestinationTable {
    let connection: Connection

    private static let select = "select partner, provider, account, since, until, approved_by, approved_at from destination"

    /// The present destination of a partner.
    public func now(_ partner: EntityID) throws(StorageError) -> DestinationRow? {
        try connection.first(
            "\(Self.select) where partner = ? and until is null", doing: "read a destination", bind: { $0.bind(partner) }, Self.read)
    }

    /// All destinations of a partner, oldest first.
    public func history(of partner: EntityID) throws(StorageError) -> [DestinationRow] {
        try connection.all(
            "\(Self.select) where partner = ? order by number", doing: "read destinations", bind: { $0.bind(partner) }, Self.read)
    }

    /// Ends the present destination of a partner and, with one given, puts that in its place, approved by nobody.
    public func replace(_ partner: EntityID, by row: DestinationRow?, at now: Timestamp) throws(StorageError) {
        try connection.run("update destination set until = ? where partner = ? and until is null", doing: "end a destination") {
            $0.bind(now)
            $0.bind(partner)
        }
        guard let row else { return }
        let sql = "insert into destination(partner, provider, account, since) values (?, ?, ?, ?)"
        try connection.run(sql, doing: "note a destination") {
            $0.bind(partner)
            $0.bind(row.provider)
            $0.bind(row.account)
            $0.bind(row.since)
        }
    }

    /// Notes who approved the present destination of a partner, if nobody had.
    /// - Returns: false if there is none that waits.
    public func approve(_ partner: EntityID, by person: String, at now: Timestamp) throws(StorageError) -> Bool {
        let sql = """
            update destination set approved_by = ?, approved_at = ? where partner = ? and until is null and approved_at is null
            """
        return try connection.run(sql, doing: "approve a destination") {
            $0.bind(person)
            $0.bind(now)
            $0.bind(partner)
        } > 0
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> DestinationRow {
        DestinationRow(
            partner: try row.entity(), provider: try row.text(), account: try row.text(), since: try row.time(),
            until: row.optionalTime(), approvedBy: row.optionalText(), approvedAt: row.optionalTime())
    }
}

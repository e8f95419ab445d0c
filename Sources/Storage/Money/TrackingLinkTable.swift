public import Model

/// A partner's link as it was minted (K1).
public struct StoredLink: Sendable, Equatable {
    /// The code, in its one form.
    public var code: String
    /// Whose it is.
    public var partner: EntityID
    /// The campaign it belongs to.
    public var campaign: String?
    /// The coupon that stands for it, in its one form.
    public var coupon: String?
    /// Where it leads.
    public var target: String?
    /// When it was minted.
    public var createdAt: Timestamp
    /// By whom.
    public var createdBy: String?
    /// Since when it is out of use.
    public var retiredAt: Timestamp?

    /// Describes a link.
    public init(
        code: String, partner: EntityID, campaign: String? = nil, coupon: String? = nil, target: String? = nil, createdAt: Timestamp,
        createdBy: String? = nil, retiredAt: Timestamp? = nil
    ) {
        self.code = code
        self.partner = partner
        self.campaign = campaign
        self.coupon = coupon
        self.target = target
        self.createdAt = createdAt
        self.createdBy = createdBy
        self.retiredAt = retiredAt
    }
}

/// Every link that ever was: none is removed, so that no code and no coupon is given twice (K1).
public struct TrackingLinkTable {
    let connection: Connection

    private static let columns = "code, partner, campaign, coupon, target, created_at, created_by, retired_at"
    private static let select = "select \(columns) from tracking_link"

    /// Adds a link.
    /// - Throws: `StorageError` if its code or its coupon is there already.
    public func add(_ link: StoredLink) throws(StorageError) {
        try connection.run("insert into tracking_link(\(Self.columns)) values (?, ?, ?, ?, ?, ?, ?, ?)", doing: "add a link") {
            $0.bind(link.code)
            $0.bind(link.partner)
            $0.bind(link.campaign)
            $0.bind(link.coupon)
            $0.bind(link.target)
            $0.bind(link.createdAt)
            $0.bind(link.createdBy)
            $0.bind(link.retiredAt)
        }
    }

    /// Takes a link out of use; its code and coupon stay taken.
    public func retire(_ code: String, at now: Timestamp) throws(StorageError) {
        try connection.run("update tracking_link set retired_at = ? where code = ? and retired_at is null", doing: "retire a link") {
            $0.bind(now)
            $0.bind(code)
        }
    }

    /// The link of a code.
    public func get(_ code: String) throws(StorageError) -> StoredLink? {
        try connection.first("\(Self.select) where code = ?", doing: "read a link", bind: { $0.bind(code) }, Self.read)
    }

    /// The links of codes, by code; a code without one is left out.
    public func get(_ codes: some Sequence<String>) throws(StorageError) -> [String: StoredLink] {
        let links = try connection.all(
            "\(Self.select) where code in (select value from json_each(?))", doing: "read links", bind: { $0.bind(list: codes) }, Self.read)
        return Dictionary(links.map { ($0.code, $0) }, uniquingKeysWith: { $1 })
    }

    /// The link that a coupon stands or stood for.
    public func get(coupon: String) throws(StorageError) -> StoredLink? {
        try connection.first("\(Self.select) where coupon = ?", doing: "look up a coupon", bind: { $0.bind(coupon) }, Self.read)
    }

    /// The links of a partner, the oldest first.
    public func of(_ partner: EntityID) throws(StorageError) -> [StoredLink] {
        try connection.all(
            "\(Self.select) where partner = ? order by created_at, code", doing: "read a partner's links", bind: { $0.bind(partner) },
            Self.read)
    }

    /// The next links behind a code, in the order of codes.
    public func page(after code: String = "", limit: Int) throws(StorageError) -> [StoredLink] {
        try connection.all(
            "\(Self.select) where code > ? order by code limit ?", doing: "read links",
            bind: {
                $0.bind(code)
                $0.bind(limit)
            }, Self.read)
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> StoredLink {
        StoredLink(
            code: try row.text(), partner: try row.entity(), campaign: row.optionalText(), coupon: row.optionalText(),
            target: row.optionalText(), createdAt: try row.time(), createdBy: row.optionalText(), retiredAt: row.optionalTime())
    }
}

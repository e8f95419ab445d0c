public import Model

/// What a touch brought its partner on a deal, or why it brought nothing (A1 to A4).
public struct StoredCredit: Sendable, Equatable {
    /// The deal.
    public var deal: EntityID
    /// The touch.
    public var touch: String
    /// What kind of touch.
    public var kind: String
    /// Whose.
    public var partner: EntityID
    /// When it happened.
    public var at: Timestamp
    /// The campaign of its link.
    public var campaign: String?
    /// What it weighs. Units: of 10,000.
    public var weight: Int
    /// Why it brings nothing; nil if it counts.
    public var refusal: String?
    /// The model that weighed it.
    public var model: String

    /// Describes one.
    public init(
        deal: EntityID, touch: String, kind: String, partner: EntityID, at: Timestamp, campaign: String?, weight: Int, refusal: String?,
        model: String
    ) {
        self.deal = deal
        self.touch = touch
        self.kind = kind
        self.partner = partner
        self.at = at
        self.campaign = campaign
        self.weight = weight
        self.refusal = refusal
        self.model = model
    }
}

/// Whose each deal is, and why, as the last run saw it.
public struct AttributionTable {
    let connection: Connection

    private static let columns = "deal, touch, kind, partner, at, campaign, weight, refusal, model"

    /// Puts the credits of some deals in the place of those before.
    public func put(_ credits: some Sequence<StoredCredit>, insteadOf deals: some Sequence<EntityID>, book: String) throws(StorageError) {
        try connection.run("delete from attribution where deal in (select value from json_each(?))", doing: "renew attributions") {
            $0.bind(list: deals.map(\.text))
        }
        var statement = try connection.bulk(
            "insert into attribution(\(Self.columns), book) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", doing: "put an attribution")
        for credit in credits {
            statement.bind(credit.deal)
            statement.bind(credit.touch)
            statement.bind(credit.kind)
            statement.bind(credit.partner)
            statement.bind(credit.at)
            statement.bind(credit.campaign)
            statement.bind(credit.weight)
            statement.bind(credit.refusal)
            statement.bind(credit.model)
            statement.bind(book)
            try statement.run()
        }
    }

    /// Forgets whose any deal is.
    public func removeAll() throws(StorageError) { try connection.run("delete from attribution", doing: "renew attributions") }

    /// The deals on which a partner has a claim, whether it counts or not.
    public func deals(of partner: EntityID) throws(StorageError) -> [EntityID] {
        try connection.all(
            "select distinct deal from attribution where partner = ?", doing: "look up a partner's deals", bind: { $0.bind(partner) }
        ) { (row) throws(StorageError) in try row.entity() }
    }

    /// The credits of a deal, in the order of time.
    public func of(_ deal: EntityID) throws(StorageError) -> [StoredCredit] {
        try connection.all(
            "select \(Self.columns) from attribution where deal = ? order by at, touch", doing: "read an attribution",
            bind: { $0.bind(deal) }
        ) { (row) throws(StorageError) in
            StoredCredit(
                deal: try row.entity(), touch: try row.text(), kind: try row.text(), partner: try row.entity(), at: try row.time(),
                campaign: row.optionalText(), weight: try row.count(), refusal: row.optionalText(), model: try row.text())
        }
    }
}

public import Model

/// A deal with whom it belongs to and who clicked before it.
public struct DealOwner: Sendable, Hashable {
    /// The deal.
    public var deal: EntityID
    /// The customer, if known.
    public var customer: EntityID?
    /// The keyed hash of the visitor whose click the deal names.
    public var visitor: String?

    /// Describes a deal.
    public init(deal: EntityID, customer: EntityID?, visitor: String?) {
        self.deal = deal
        self.customer = customer
        self.visitor = visitor
    }
}

/// Which customers are behind the visitors, as far as deals name clicks. It can be made anew from the hub at any time.
public struct VisitorTable {
    let connection: Connection

    private static let select = """
        select d.id, d.customer, c.visitor from deal d left join click c on c.id = d.click where d.deleted_at is null
        """

    /// Deals as the hub has them now; those that are no more are left out.
    public func owners(of deals: some Sequence<EntityID>) throws(StorageError) -> [DealOwner] {
        try connection.all(
            "\(Self.select) and d.id in (select value from json_each(?))", doing: "read whose deals are",
            bind: { $0.bind(list: deals.map(\.text)) }, Self.read)
    }

    /// All deals.
    public func owners() throws(StorageError) -> [DealOwner] {
        try connection.all(Self.select, doing: "read whose deals are", Self.read)
    }

    /// Puts deals into the place of what was known of them; those without a visitor are only taken out.
    public func put(_ rows: some Sequence<DealOwner>, insteadOf deals: some Sequence<EntityID>) throws(StorageError) {
        try connection.run("delete from visitor_customer where deal in (select value from json_each(?))", doing: "forget visitors") {
            $0.bind(list: deals.map(\.text))
        }
        try add(rows)
    }

    /// Puts all deals into the place of what was known.
    public func replaceAll(_ rows: some Sequence<DealOwner>) throws(StorageError) {
        try connection.run("delete from visitor_customer", doing: "forget visitors")
        try add(rows)
    }

    private func add(_ rows: some Sequence<DealOwner>) throws(StorageError) {
        var statement = try connection.bulk(
            "insert or ignore into visitor_customer(visitor, customer, deal) values (?, ?, ?)", doing: "note a visitor")
        for row in rows {
            guard let visitor = row.visitor else { continue }
            statement.bind(visitor)
            statement.bind(row.customer?.text ?? "")
            statement.bind(row.deal)
            try statement.run()
        }
    }

    /// The visitors that deals named when they were last noted.
    public func visitors(ofDeals deals: some Sequence<EntityID>) throws(StorageError) -> Set<String> {
        try texts("select distinct visitor from visitor_customer where deal in (select value from json_each(?))", deals.map(\.text))
    }

    /// The visitors behind whom customers are.
    public func visitors(ofCustomers customers: some Sequence<EntityID>) throws(StorageError) -> Set<String> {
        try texts("select distinct visitor from visitor_customer where customer in (select value from json_each(?))", customers.map(\.text))
    }

    /// Who is behind visitors: of two customers of one visitor the lower id.
    public func customers(behind visitors: some Sequence<String>) throws(StorageError) -> [String: EntityID] {
        let sql = """
            select visitor, min(customer) from visitor_customer where visitor in (select value from json_each(?)) and customer <> ''
            group by visitor
            """
        let rows = try connection.all(sql, doing: "look up visitors", bind: { $0.bind(list: visitors) }) { (row) throws(StorageError) in
            (try row.text(), try row.entity())
        }
        return Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// The deals that name a click of a visitor.
    public func deals(of visitor: String) throws(StorageError) -> [EntityID] {
        try connection.all(
            "select deal from visitor_customer where visitor = ?", doing: "look up a visitor's deals", bind: { $0.bind(visitor) }
        ) { (row) throws(StorageError) in try row.entity() }
    }

    /// How many clicks of visitors who bought a partner has, and how many of them say not where they came from.
    public func clicks(of partner: EntityID) throws(StorageError) -> (all: Int, bare: Int) {
        let sql = """
            select count(*), coalesce(sum(trim(coalesce(referrer, ''), char(9, 10, 11, 12, 13, 32)) = ''), 0) from click c
            where c.partner = ? and c.verdict <> 'bot'
              and exists (select 1 from visitor_customer v where v.visitor = c.visitor)
            """
        return try connection.first(sql, doing: "count clicks", bind: { $0.bind(partner) }) { (row) throws(StorageError) in
            (try row.count(), try row.count())
        } ?? (0, 0)
    }

    private func texts(_ sql: String, _ list: [String]) throws(StorageError) -> Set<String> {
        Set(
            try connection.all(sql, doing: "look up visitors", bind: { $0.bind(list: list) }) { (row) throws(StorageError) in
                try row.text()
            })
    }

    private static func read(_ row: inout RowReader) throws(StorageError) -> DealOwner {
        DealOwner(deal: try row.entity(), customer: try row.optionalEntity(), visitor: row.optionalText())
    }
}

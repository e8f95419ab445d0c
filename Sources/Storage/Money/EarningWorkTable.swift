public import Model

/// Something that changed since earning last looked at it.
public struct EarningWork: Sendable, Hashable {
    /// What it is: `deal`, `customer`, `partner`, `referral`, `coupon`, `visitor` or `line`.
    public var kind: String
    /// Which.
    public var subject: String

    /// Describes work.
    public init(kind: String, subject: String) {
        self.kind = kind
        self.subject = subject
    }
}

/// The work list of earning. The triggers of the hub fill it in the transaction of each change, whoever makes it.
public struct EarningWorkTable {
    let connection: Connection

    /// All work, in its order.
    public func all() throws(StorageError) -> [EarningWork] {
        try connection.all("select kind, subject from earning_work order by kind, subject", doing: "read the work of earning") {
            (row) throws(StorageError) in EarningWork(kind: try row.text(), subject: try row.text())
        }
    }

    /// Forgets the work: it is done in this transaction.
    public func clear() throws(StorageError) { try connection.run("delete from earning_work", doing: "finish the work of earning") }

    /// The deals on which a coupon was used, each with the coupon as it was typed.
    public func coupons() throws(StorageError) -> [(deal: EntityID, coupon: String)] {
        let sql = "select id, coupon from deal where coupon is not null and deleted_at is null"
        return try connection.all(sql, doing: "read coupons") { (row) throws(StorageError) in (try row.entity(), try row.text()) }
    }

    /// The deals that have an order number of these that another deal has too.
    public func sharing(orders: some Sequence<String>) throws(StorageError) -> [EntityID] {
        let sql = """
            select id from deal where order_number in (
              select order_number from deal where order_number in (select value from json_each(?))
              group by order_number having count(*) > 1) and deleted_at is null
            """
        return try connection.all(sql, doing: "look for orders that stand twice", bind: { $0.bind(list: orders) }) {
            (row) throws(StorageError) in try row.entity()
        }
    }
}

public import Model

/// Sums over what was earned and won, for what a customer may cost (C5).
public struct ProgramSumTable {
    let connection: Connection

    /// What commissions that were earned in a span stand at, in minor units of a currency.
    public func commissions(from start: Timestamp, until end: Timestamp, in currency: Currency) throws(StorageError) -> Int64 {
        let sql = "select coalesce(sum(amount), 0) from commission where earned_at >= ? and earned_at < ? and currency = ?"
        return try connection.first(
            sql, doing: "sum commissions",
            bind: {
                $0.bind(start)
                $0.bind(end)
                $0.bind(currency.code)
            }
        ) { (row) throws(StorageError) in try row.integer() } ?? 0
    }

    /// How many customers were won in a span: those whose first won deal was won in it and is credited to a partner.
    public func customersWon(from start: Timestamp, until end: Timestamp) throws(StorageError) -> Int {
        let sql = """
            with won as (
              select id, customer, coalesce(won_at, closed_at, paid_at, opened_at) as at from deal
              where state = 'won' and deleted_at is null and customer is not null)
            select count(*) from (select customer, min(at) as first from won group by customer) as w
            where w.first >= ?1 and w.first < ?2 and exists (
              select 1 from won x join attribution a on a.deal = x.id and a.weight > 0 where x.customer = w.customer and x.at = w.first)
            """
        return try connection.number(sql, doing: "count customers won") {
            $0.bind(start)
            $0.bind(end)
        }
    }
}

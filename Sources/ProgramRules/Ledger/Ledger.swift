public import Model

/// A ledger with its balances: double entry, append-only (L1, L2).
public struct Ledger: Sendable {
    /// All rows.
    public private(set) var entries: [LedgerEntry] = []
    private var balances: [String: [Currency: Int128]] = [:]

    /// Makes an empty ledger.
    public init() {}

    /// Where it ends.
    public var head: LedgerHead { LedgerChain.head(behind: entries) }

    /// Books a transaction, all of it or nothing.
    public mutating func book(_ transaction: LedgerTransaction) -> LedgerRefusal? {
        switch LedgerChain.rows(transaction, after: head) {
        case .failure(let refusal): return refusal
        case .success(let rows):
            for row in rows {
                balances[row.account, default: [:]][row.amount.currency, default: 0] += Int128(row.amount.minor)
            }
            entries += rows
            return nil
        }
    }

    /// What an account holds in a currency, in minor units.
    public func balance(_ account: Account, _ currency: Currency) -> Int128 { balances[account.text]?[currency] ?? 0 }

    /// What the program owes a partner in each currency: below zero if the partner was paid too much (L5).
    public func owed(to partner: EntityID) -> [Currency: Int128] {
        (balances[Account.partner(partner).text] ?? [:]).mapValues { -$0 }.filter { $0.value != 0 }
    }

    /// What all accounts sum to, by currency: zero in each (L1).
    public var sums: [Currency: Int128] {
        var sums: [Currency: Int128] = [:]
        for (_, amounts) in balances { sums.merge(amounts, uniquingKeysWith: +) }
        return sums
    }
}

import Model

/// What customers are owed or owe on their next invoice: a ledger of entries of which none can be deleted or have another amount.
/// Source: docs/decisions/0016.
enum StripeCustomerBalance {
    /// One entry.
    struct Entry {
        /// Below zero: a credit, which lessens the next invoice.
        let amount: Int
        let currency: String
        var description: String?
        var metadata: JSON = [:]
    }

    /// Books an entry. Each currency has a balance of its own; a customer without a currency takes the entry's.
    static func book(
        _ entry: Entry, on customer: StripeRecord, in store: inout StripeStore, at now: Timestamp
    ) -> StripeRecord {
        let own = customer.text("currency") ?? entry.currency
        var balances = customer["_balances"].object ?? JSONObject()
        let ending = Int(balances[entry.currency]?.integer ?? 0) + entry.amount
        balances[entry.currency] = .integer(ending)
        let made = store.make(
            .customerBalances,
            [
                ("amount", .integer(entry.amount)), ("checkout_session", .null), ("credit_note", .null),
                ("currency", .string(entry.currency)), ("customer", .string(customer.id)),
                ("description", entry.description.map { .string($0) } ?? .null), ("ending_balance", .integer(ending)), ("invoice", .null),
                ("livemode", false), ("metadata", entry.metadata), ("type", "adjustment"),
            ], at: now)
        let balance = Int(balances[own]?.integer ?? 0)
        let changed = store.change(
            customer, [("_balances", .object(balances)), ("balance", .integer(balance)), ("currency", .string(own))], at: now)
        store.emitChange("customer.updated", changed, at: now)
        return made
    }
}

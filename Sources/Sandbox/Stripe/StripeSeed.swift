import Model

/// Fills the platform with what it knows of a program: partners' accounts, customers, and the charges of the sales that were won.
struct StripeSeed: Sendable {
    let program: ProgramData
    let now: Timestamp

    /// Fills a store.
    func fill(_ store: inout StripeStore) {
        let start = program.deals.map(\.created).min().map { min($0, now) } ?? now
        for (currency, amount) in store.settings.openingBalance.sorted(by: { $0.key < $1.key }) {
            _ = store.book("payment", category: "other_adjustment", amount, currency, source: nil, at: start, now: now)
        }
        Self.account(store.settings.account, email: "owner@northwind.example", country: "US", in: &store, at: start)
        for company in program.companies where company.isPartner && company.standing == .approved {
            Self.account(Self.account(of: company.key), email: company.email, country: company.country, in: &store, at: company.created)
        }
        var customers: [Int: String] = [:]
        for person in program.people where person.email != nil && person.created <= now {
            let name = [person.firstName, person.lastName].compactMap { $0 }.joined(separator: " ")
            let members: [(String, JSON)] = [("name", .string(name)), ("email", .string(person.email ?? ""))]
            let id = "cus_S\(String(repeating: "0", count: max(0, 8 - String(person.key).count)))\(person.key)"
            store.make(.customers, id: id, Self.customer(members), at: person.created)
            store.emit("customer.created", id, at: person.created)
            customers[person.key] = id
        }
        let addresses = Dictionary(program.people.map { ($0.key, $0.email) }) { first, _ in first }
        for deal in program.deals.sorted(by: { ($0.modified, $0.key) < ($1.modified, $1.key) })
        where deal.stage == .won && deal.holder == nil && deal.modified <= now {
            guard let amount = deal.amount.flatMap({ StripeMoney.minor($0, deal.currency.lowercased()) }), amount > 0 else { continue }
            Self.charge(
                amount, deal.currency.lowercased(), customer: deal.customer.flatMap { customers[$0] },
                email: deal.customer.flatMap { addresses[$0] ?? nil },
                metadata: ["order_number": .string(deal.orderNumber)], in: &store, at: deal.modified, now: now)
        }
    }

    /// The id of a partner's account.
    static func account(of key: Int) -> String { "acct_1P\(String(repeating: "0", count: max(0, 8 - String(key).count)))\(key)" }

    /// Makes a connected account that can be paid.
    @discardableResult
    static func account(
        _ id: String, email: String?, country: String, in store: inout StripeStore, at now: Timestamp
    ) -> StripeRecord {
        store.make(
            .accounts, id: id,
            [
                ("capabilities", ["transfers": "active"]), ("charges_enabled", true), ("country", .string(country)),
                ("email", email.map { .string($0) } ?? .null), ("metadata", [:]), ("payouts_enabled", true),
                ("requirements", ["currently_due": [], "disabled_reason": .null]), ("type", "express"),
            ], at: now)
    }

    /// The members of a customer, with what nobody gave.
    static func customer(_ members: [(String, JSON)]) -> [(String, JSON)] {
        let usual: [(String, JSON)] = [
            ("address", .null), ("balance", 0), ("currency", .null), ("delinquent", false), ("description", .null), ("email", .null),
            ("invoice_prefix", .null), ("livemode", false), ("metadata", [:]), ("name", .null), ("phone", .null), ("shipping", .null),
        ]
        let given = Dictionary(members, uniquingKeysWith: { _, last in last })
        return usual.map { ($0.0, given[$0.0] ?? $0.1) }
    }

    /// Makes a charge that succeeded.
    @discardableResult
    static func charge(
        _ amount: Int, _ currency: String, customer: String?, email: String?, metadata: JSON, in store: inout StripeStore,
        at instant: Timestamp, now: Timestamp
    ) -> StripeRecord {
        let id = store.mint(StripeKind.charges.prefix)
        let transaction = store.book(
            "charge", category: "charge", amount, fee: StripeMoney.fee(amount, currency), currency, source: id,
            pending: store.settings.settlement, at: instant, now: now)
        let record = store.make(
            .charges, id: id,
            [
                ("amount", .integer(amount)), ("amount_captured", .integer(amount)), ("amount_refunded", 0),
                ("balance_transaction", .string(transaction)), ("billing_details", ["email": email.map { .string($0) } ?? .null]),
                ("captured", true), ("currency", .string(currency)), ("customer", customer.map { .string($0) } ?? .null),
                ("description", .null), ("disputed", false), ("livemode", false), ("metadata", metadata), ("paid", true),
                ("payment_intent", .string(store.mint(StripeKind.paymentIntents.prefix))), ("receipt_email", .null), ("refunded", false),
                ("status", "succeeded"), ("transfer_group", .null),
            ], at: instant)
        store.emit("charge.succeeded", id, at: instant)
        return record
    }

    /// Gives money of a charge back.
    static func refund(
        _ amount: Int, of charge: StripeRecord, reason: String?, metadata: JSON, in store: inout StripeStore, at now: Timestamp
    ) -> StripeRecord {
        let currency = charge.text("currency") ?? "usd"
        let id = store.mint(StripeKind.refunds.prefix)
        let transaction = store.book("refund", category: "refund", -amount, currency, source: id, at: now)
        let made = store.make(
            .refunds, id: id,
            [
                ("amount", .integer(amount)), ("balance_transaction", .string(transaction)), ("charge", .string(charge.id)),
                ("currency", .string(currency)), ("metadata", metadata), ("payment_intent", charge["payment_intent"]),
                ("reason", reason.map { .string($0) } ?? .null), ("status", "succeeded"),
            ], at: now)
        let back = charge.integer("amount_refunded") + amount
        let changed = store.change(
            charge, [("amount_refunded", .integer(back)), ("refunded", .bool(back == charge.integer("amount")))], at: now)
        store.emit("refund.created", id, at: now)
        store.emitChange("charge.refunded", changed, at: now)
        return made
    }
}

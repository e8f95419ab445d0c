import Model

/// Fills the platform with what it knows of a program: partners' accounts, customers with subscriptions, and the charges of the sales that
/// were won, some of them refunded or disputed.
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
        for company in program.companies where company.isPartner && company.standing != .unknown {
            Self.account(
                Self.account(of: company.key), email: company.email, country: company.country, isReady: company.standing == .approved,
                in: &store, at: company.created)
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
        StripeSubscriptionSeed(program: program, now: now, customers: customers).fill(&store)
        let sales = Dictionary(ProgramSale.all(of: program).map { ($0.key, $0) }) { first, _ in first }
        for deal in program.deals.sorted(by: { ($0.modified, $0.key) < ($1.modified, $1.key) })
        where deal.stage == .won && deal.holder == nil && deal.modified <= now {
            guard let amount = deal.amount.flatMap({ StripeMoney.minor($0, deal.currency.lowercased()) }), amount > 0 else { continue }
            let charge = Self.charge(
                amount, deal.currency.lowercased(), customer: deal.customer.flatMap { customers[$0] },
                email: deal.customer.flatMap { addresses[$0] ?? nil },
                metadata: ["order_number": .string(deal.orderNumber)], in: &store, at: deal.modified, now: now)
            if let sale = sales[deal.key] { sell(sale, charge, &store) }
        }
    }

    /// What came after a sale, as far as it has come: two days later money goes back, five days later the buyer disputes.
    private func sell(_ sale: ProgramSale, _ charge: StripeRecord, _ store: inout StripeStore) {
        let (refunded, disputed) = (charge.created + .seconds(2 * 86_400), charge.created + .seconds(5 * 86_400))
        let amount = charge.integer("amount")
        if sale.refunded > 0, refunded <= now {
            let back = sale.refunded == sale.total ? amount : max(1, amount / 3)
            _ = Self.refund(back, of: charge, reason: "requested_by_customer", metadata: [:], in: &store, at: refunded)
        } else if sale.key % 11 == 0, disputed <= now {
            let dispute = StripeDispute.open(amount, of: charge, in: &store, at: disputed)
            let end = disputed + .seconds(20 * 86_400)
            let outcome = ["needs_response", "won", "lost"][sale.key / 11 % 3]
            if outcome != "needs_response", end <= now { StripeDispute.close(dispute, as: outcome, in: &store, at: end) }
        }
    }

    /// The id of a partner's account.
    static func account(of key: Int) -> String { "acct_1P\(String(repeating: "0", count: max(0, 8 - String(key).count)))\(key)" }

    /// Makes a connected account; one that is not ready cannot be paid, for Stripe waits for papers.
    @discardableResult
    static func account(
        _ id: String, email: String?, country: String, isReady: Bool = true, in store: inout StripeStore, at now: Timestamp
    ) -> StripeRecord {
        let requirements: JSON =
            isReady
            ? ["currently_due": [], "disabled_reason": .null]
            : ["currently_due": ["external_account", "tos_acceptance.date"], "disabled_reason": "requirements.past_due"]
        return store.make(
            .accounts, id: id,
            [
                ("capabilities", ["transfers": isReady ? "active" : "inactive"]), ("charges_enabled", .bool(isReady)),
                ("country", .string(country)), ("email", email.map { .string($0) } ?? .null), ("metadata", [:]),
                ("payouts_enabled", .bool(isReady)), ("requirements", requirements), ("type", "express"),
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

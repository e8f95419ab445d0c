import Model

/// Fills the platform with the partners' promotion codes, and with subscriptions of every twelfth customer. Their payments are not played:
/// no invoice and no charge comes of them.
struct StripeSubscriptionSeed: Sendable {
    private static let coupon = "partner-program"
    private static let month: Duration = .seconds(30 * 86_400)

    let program: ProgramData
    let now: Timestamp
    /// The ids of the customers, by the person's key.
    let customers: [Int: String]

    /// Fills a store.
    func fill(_ store: inout StripeStore) {
        let partners = program.companies.filter { $0.isPartner && $0.standing == .approved && $0.created <= now }
        guard let start = partners.map(\.created).min() else { return }
        store.make(
            .coupons, id: Self.coupon,
            [
                ("currency", .null), ("duration", "once"), ("livemode", false), ("metadata", [:]), ("name", "Partner program"),
                ("percent_off", 10), ("valid", true),
            ], at: start)
        let codes = partners.map { company in
            store.make(
                .promotionCodes, id: "promo_1P\(company.key)",
                [
                    ("active", true), ("code", .string(ProgramSale.coupon(of: company.key))), ("customer", .null), ("livemode", false),
                    ("metadata", [:]), ("promotion", ["coupon": .string(Self.coupon), "type": "coupon"]),
                    ("_coupon", .string(Self.coupon)),
                ], at: company.created
            ).id
        }
        for person in program.people.sorted(by: { ($0.created, $0.key) < ($1.created, $1.key) }) where person.key % 12 == 0 {
            guard let customer = customers[person.key] else { continue }
            subscribe(person, customer, promotion: person.key % 24 == 0 ? codes[person.key % codes.count] : nil, &store)
        }
    }

    private func subscribe(_ person: ProgramData.Person, _ customer: String, promotion: String?, _ store: inout StripeStore) {
        let began = person.created
        let isOver = person.key % 36 == 0 && began + Self.month <= now
        let end = isOver ? JSON.integer((began + Self.month).seconds) : .null
        let (from, until) = (JSON.integer(began.seconds), JSON.integer((began + Self.month).seconds))
        let id = "sub_1S\(person.key)"
        let item: JSON = [
            "id": .string("si_\(person.key)"), "object": "subscription_item", "current_period_start": from, "current_period_end": until,
            "metadata": [:], "price": Self.price, "quantity": 1, "subscription": .string(id),
        ]
        let discounts: [JSON] =
            promotion.map {
                [["id": .string("di_\(person.key)"), "object": "discount", "promotion_code": .string($0), "start": from]]
            } ?? []
        let made = store.make(
            .subscriptions, id: id,
            [
                ("billing_cycle_anchor", from), ("cancel_at_period_end", false), ("canceled_at", end),
                ("collection_method", "charge_automatically"), ("currency", "usd"), ("customer", .string(customer)),
                ("discounts", .array(discounts)), ("ended_at", end),
                (
                    "items",
                    ["object": "list", "data": [item], "has_more": false, "url": .string("/v1/subscription_items?subscription=\(id)")]
                ),
                ("livemode", false), ("metadata", [:]), ("start_date", from), ("status", isOver ? "canceled" : "active"),
                ("trial_start", .null), ("trial_end", .null), ("_current_period_start", from), ("_current_period_end", until),
            ], at: began)
        store.emit("customer.subscription.created", id, at: began)
        if isOver { store.emit("customer.subscription.deleted", made.id, at: began + Self.month) }
    }

    private static let price: JSON = [
        "id": "price_1PlanMonthly", "object": "price", "active": true, "billing_scheme": "per_unit", "currency": "usd", "livemode": false,
        "metadata": [:], "product": "prod_Plan", "recurring": ["interval": "month", "interval_count": 1, "usage_type": "licensed"],
        "type": "recurring", "unit_amount": 2900, "unit_amount_decimal": "2900",
    ]
}

import Model

/// Orders and what is given back of them. Orders are made at the checkout or by the shop's people, not by the app.
struct ShopifyOrders: Sendable {
    let now: Timestamp
    let timing: ShopifyStore.Timing
    let settings: ShopifySettings

    /// Changes what the app may change of an order.
    func update(_ id: String, _ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) {
        var record = try order(id, in: store)
        for (name, value) in input.members where name != "id" {
            record.values[name] = name == "tags" ? ShopifyCustomers.tags(value) : value
        }
        store.replace(.orders, record, action: "update", at: now, timing)
    }

    /// Deletes an order with its refunds; nothing tells of it afterwards.
    func delete(_ id: String, in store: inout ShopifyStore) throws(ShopifyFault) {
        store.remove(.orders, try order(id, in: store).id, at: now, timing)
    }

    /// Gives money back: never more than is left, and only of what was paid.
    func refund(_ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) -> String {
        let order = try order(input["orderId"]?.string ?? "", in: store, field: "orderId")
        let rows = input["transactions"]?.array ?? []
        var amount: Int64 = 0
        for row in rows {
            guard let minor = ShopifyAmount.minor(row["amount"], order.text("currency")), minor > 0 else {
                throw ShopifyFault("Transactions amount must be greater than zero", ["transactions"])
            }
            guard row["orderId"]?.string == order.id else { throw ShopifyFault("Transactions order does not match", ["transactions"]) }
            amount += minor
        }
        guard amount > 0 else { throw ShopifyFault("Refund must have at least one line item, transaction or shipping", nil) }
        guard order.text("status") == "PAID" else { throw ShopifyFault("Order has no payment that can be refunded", ["orderId"]) }
        let left = order.amount("total") - store.refunded(order.id)
        guard amount <= left else {
            let shown = ShopifyAmount.text(left, order.text("currency"))
            throw ShopifyFault("Refund amount exceeds the \(shown) that is available for refund", ["transactions"])
        }
        let values = JSONObject([("order", .string(order.id)), ("amount", .integer(amount)), ("note", input["note"] ?? .null)])
        let id = store.create(.refunds, values, at: now, timing)
        // Every refund changes its order.
        store.replace(.orders, order, action: "refund", at: now, timing)
        return id
    }

    // MARK: By people

    /// Makes an order as the checkout would: `total` in major units, and whatever else the shop knows of it.
    func place(_ fields: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) -> String {
        var values = Self.blank(settings)
        values["number"] = .string(String(1000 + store.everything(.orders).count))
        try write(fields, to: &values)
        if fields["subtotal"] == nil { values["subtotal"] = values["total"] }
        return store.create(.orders, values, at: now, timing)
    }

    /// Changes an order as the shop's people can.
    func edit(_ id: String, _ fields: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) {
        var record = try order(id, in: store)
        try write(fields, to: &record.values)
        store.replace(.orders, record, action: "update", at: now, timing)
    }

    /// An order of which nothing is known.
    static func blank(_ settings: ShopifySettings) -> JSONObject {
        JSONObject([
            ("currency", .string(settings.currency)), ("status", "PAID"), ("fulfillment", "UNFULFILLED"), ("total", 0), ("subtotal", 0),
            ("tax", 0), ("discount", 0), ("shipping", 0), ("lines", []), ("discountCodes", []), ("customAttributes", []), ("test", false),
            ("sourceName", "web"), ("tags", []), ("metafields", []), ("disputes", []),
        ])
    }

    private func write(_ fields: JSONObject, to values: inout JSONObject) throws(ShopifyFault) {
        if let currency = fields["currency"] { values["currency"] = currency }
        for (name, value) in fields.members {
            switch name {
            case "currency": break
            case "total", "subtotal", "tax", "discount", "shipping":
                guard let minor = ShopifyAmount.minor(value, values["currency"]?.string ?? "") else {
                    throw ShopifyFault("\(name) is no amount", [name])
                }
                values[name] = .integer(minor)
            case "name": values["number"] = .string(String((value.string ?? "").drop { $0 == "#" }))
            case "displayFinancialStatus": values["status"] = value
            case "landingPage":
                values["journey"] = ["landingPage": value, "referrerUrl": .null, "source": "direct", "utmParameters": .null]
            case "email", "customer", "note", "tags", "discountCodes", "customAttributes", "test", "sourceName", "cancelledAt", "closedAt",
                "presentment", "rate", "disputes":
                values[name] = value
            default: throw ShopifyFault("an order has no \(name) that people set", [name])
            }
        }
    }

    private func order(_ id: String, in store: ShopifyStore, field: String = "id") throws(ShopifyFault) -> ShopifyRecord {
        guard ShopifyKind.of(id) == .orders, let record = store.record(id) else { throw ShopifyFault("Order does not exist", [field]) }
        return record
    }
}

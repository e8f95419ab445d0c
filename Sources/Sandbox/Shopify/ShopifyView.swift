import Model

/// Shows records with everything that can be asked of them; what points to another record is its id.
struct ShopifyView: Sendable {
    let store: ShopifyStore
    let settings: ShopifySettings
    let now: Timestamp

    /// One record in the words of the schema.
    func object(_ record: ShopifyRecord) -> JSONObject {
        guard let kind = ShopifyKind.of(record.id) else { return JSONObject() }
        var members: [(String, JSON)] = [
            ("__typename", .string(kind.type)), ("id", .string(record.id)), ("legacyResourceId", .string(String(record.number))),
            ("createdAt", .string(record.created.iso)), ("updatedAt", .string(record.updated.iso)),
        ]
        switch kind {
        case .orders: members += order(record)
        case .customers: members += customer(record)
        case .refunds: members += refund(record)
        case .discounts: members += discount(record)
        }
        return JSONObject(members)
    }

    /// The shop itself.
    var shop: JSON {
        [
            "__typename": "Shop", "id": "gid://shopify/Shop/68000000001", "name": "Northwind", "email": "shop@northwind.example",
            "myshopifyDomain": "northwind.myshopify.com", "url": "https://northwind.myshopify.com",
            "currencyCode": .string(settings.currency), "ianaTimezone": "Etc/UTC", "createdAt": "2024-01-08T09:00:00Z",
            "updatedAt": "2024-01-08T09:00:00Z", "plan": ["displayName": "Basic", "partnerDevelopment": false, "shopifyPlus": false],
        ]
    }

    /// Where a discount stands.
    static func status(_ discount: ShopifyRecord, at now: Timestamp) -> String {
        if let start = discount.instant("startsAt"), start > now { return "SCHEDULED" }
        if let end = discount.instant("endsAt"), end <= now { return "EXPIRED" }
        return "ACTIVE"
    }

    /// How far an order is paid.
    static func financialStatus(_ order: ShopifyRecord, refunded: Int64) -> String {
        guard order.text("status") == "PAID", refunded > 0 else { return order.text("status") }
        return refunded >= order.amount("total") ? "REFUNDED" : "PARTIALLY_REFUNDED"
    }

    // MARK: Kinds

    private func order(_ record: ShopifyRecord) -> [(String, JSON)] {
        let refunded = store.refunded(record.id)
        let isPaid = record.text("status") == "PAID"
        let codes = record.texts("discountCodes").map { JSON.string($0) }
        let customer = record.values["customer"]?.string.flatMap { store.record($0)?.id }
        var shown = JSONObject()
        // What is kept as it is told.
        for name in ["note", "cancelledAt", "closedAt"] { shown[name] = record.values[name] ?? JSON.null }
        for name in ["customAttributes", "metafields", "disputes"] { shown[name] = record.values[name] ?? JSON.array([]) }
        shown["name"] = .string("#" + record.text("number"))
        shown["number"] = .integer(record.number % 1_000_000)
        shown["email"] = personal(record.values["email"])
        shown["phone"] = JSON.null
        shown["clientIp"] = personal("198.51.100.7")
        shown["tags"] = tags(record)
        shown["processedAt"] = .string(record.created.iso)
        shown["cancelReason"] = record.values["cancelledAt"]?.string == nil ? JSON.null : "CUSTOMER"
        shown["closed"] = .bool(record.values["closedAt"]?.string != nil)
        shown["test"] = record.values["test"] ?? false
        shown["sourceName"] = record.values["sourceName"] ?? "web"
        shown["displayFinancialStatus"] = .string(Self.financialStatus(record, refunded: refunded))
        shown["displayFulfillmentStatus"] = record.values["fulfillment"] ?? "UNFULFILLED"
        shown["currencyCode"] = .string(record.text("currency"))
        shown["presentmentCurrencyCode"] = record.values["presentment"] ?? .string(record.text("currency"))
        shown["discountCode"] = codes.first ?? JSON.null
        shown["discountCodes"] = .array(codes)
        shown["customer"] = customer.map { JSON.string($0) } ?? JSON.null
        shown["customerJourneySummary"] = journey(record)
        shown["refunds"] = .array(store.refunds(of: record.id).map { .string($0.id) })
        shown["refundable"] = .bool(isPaid && refunded < record.amount("total"))
        return shown.members.map { ($0.name, $0.value) } + amounts(record, refunded: refunded)
    }

    private func amounts(_ record: ShopifyRecord, refunded: Int64) -> [(String, JSON)] {
        let money = ShopifyAmount(record)
        let (total, subtotal) = (record.amount("total"), record.amount("subtotal"))
        let received = record.text("status") == "PAID" ? total : 0
        let all: [(String, Int64)] = [
            ("totalPriceSet", total), ("currentTotalPriceSet", total - refunded), ("subtotalPriceSet", subtotal),
            ("currentSubtotalPriceSet", max(0, subtotal - refunded)), ("totalTaxSet", record.amount("tax")),
            ("totalDiscountsSet", record.amount("discount")), ("totalShippingPriceSet", record.amount("shipping")),
            ("totalRefundedSet", refunded), ("totalReceivedSet", received), ("netPaymentSet", received - refunded),
            ("totalOutstandingSet", record.text("status") == "PENDING" ? total : 0),
        ]
        let lines = (record.values["lines"]?.array ?? []).map { line -> JSON in
            [
                "__typename": "LineItem", "id": line["id"] ?? .null, "title": line["title"] ?? "", "name": line["title"] ?? "",
                "sku": line["sku"] ?? .null, "quantity": line["quantity"] ?? 1, "currentQuantity": line["quantity"] ?? 1, "taxable": true,
                "originalTotalSet": money.bag(line["subtotal"]?.integer ?? 0), "discountedTotalSet": money.bag(line["total"]?.integer ?? 0),
                "customAttributes": [],
            ]
        }
        return all.map { ($0.0, money.bag($0.1)) } + [("lineItems", .array(lines))]
    }

    /// What is known of the way to the shop: nothing until it was worked out.
    private func journey(_ record: ShopifyRecord) -> JSON {
        guard let visit = record.values["journey"]?.object else { return .null }
        guard record.created + settings.journeyDelay <= now else {
            return ["ready": false, "customerOrderIndex": .null, "daysToConversion": .null, "firstVisit": .null, "lastVisit": .null]
        }
        let shown: JSON = [
            "__typename": "CustomerVisit", "id": .string("gid://shopify/CustomerVisit/\(record.number)"),
            "landingPage": visit["landingPage"] ?? .null, "referrerUrl": visit["referrerUrl"] ?? .null,
            "source": visit["source"] ?? "direct",
            "occurredAt": .string((record.created - .seconds(300)).iso), "utmParameters": visit["utmParameters"] ?? .null,
        ]
        return ["ready": true, "customerOrderIndex": 0, "daysToConversion": 0, "firstVisit": shown, "lastVisit": shown]
    }

    private func customer(_ record: ShopifyRecord) -> [(String, JSON)] {
        let orders = store.orders(of: record.id)
        let paid = orders.filter { $0.text("status") == "PAID" && $0.text("currency") == settings.currency }
        let spent = paid.reduce(0) { $0 + $1.amount("total") - store.refunded($1.id) }
        let names = [record.text("firstName"), record.text("lastName")].filter { !$0.isEmpty }.joined(separator: " ")
        let (email, phone) = (personal(record.values["email"]), personal(record.values["phone"]))
        var shown = JSONObject()
        for name in ["firstName", "lastName"] { shown[name] = personal(record.values[name]) }
        shown["displayName"] = .string(names.isEmpty ? record.text("email") : names)
        shown["email"] = email
        shown["phone"] = phone
        shown["defaultEmailAddress"] = email == .null ? JSON.null : ["emailAddress": email]
        shown["defaultPhoneNumber"] = phone == .null ? JSON.null : ["phoneNumber": phone]
        shown["note"] = record.values["note"] ?? JSON.null
        shown["tags"] = tags(record)
        shown["state"] = record.values["state"] ?? "DISABLED"
        shown["verifiedEmail"] = .bool(email != .null)
        shown["taxExempt"] = record.values["taxExempt"] ?? false
        shown["locale"] = record.values["locale"] ?? "en"
        shown["numberOfOrders"] = .string(String(orders.count))
        shown["amountSpent"] = ShopifyAmount.money(spent, settings.currency)
        shown["lastOrder"] = orders.last.map { JSON.string($0.id) } ?? JSON.null
        shown["orders"] = .array(orders.map { .string($0.id) })
        shown["metafields"] = record.values["metafields"] ?? JSON.array([])
        return shown.members.map { ($0.name, $0.value) }
    }

    private func refund(_ record: ShopifyRecord) -> [(String, JSON)] {
        let order = store.record(record.text("order"))
        return [
            ("note", record.values["note"] ?? .null), ("order", .string(record.text("order"))),
            ("totalRefundedSet", order.map { ShopifyAmount($0).bag(record.amount("amount")) } ?? .null),
        ]
    }

    private func discount(_ record: ShopifyRecord) -> [(String, JSON)] {
        let value: JSON =
            if let percentage = record.values["percentage"], percentage != .null {
                ["__typename": "DiscountPercentage", "percentage": percentage]
            } else {
                [
                    "__typename": "DiscountAmount", "amount": ShopifyAmount.money(record.amount("amount"), settings.currency),
                    "appliesOnEachItem": false,
                ]
            }
        let uses = record.values["uses"] ?? 0
        let code: JSON = [
            "id": .string("gid://shopify/DiscountRedeemCode/\(record.number)"), "code": .string(record.text("code")),
            "asyncUsageCount": uses,
        ]
        let members: [(String, JSON)] = [
            ("__typename", "DiscountCodeBasic"), ("title", .string(record.text("title"))), ("summary", .string(record.text("title"))),
            ("status", .string(Self.status(record, at: now))), ("startsAt", record.values["startsAt"] ?? .null),
            ("endsAt", record.values["endsAt"] ?? .null), ("createdAt", .string(record.created.iso)),
            ("updatedAt", .string(record.updated.iso)), ("usageLimit", record.values["usageLimit"] ?? .null),
            ("appliesOncePerCustomer", record.values["appliesOncePerCustomer"] ?? false), ("asyncUsageCount", uses), ("codes", [code]),
            ("customerGets", ["value": value]),
        ]
        return [("codeDiscount", .object(JSONObject(members)))]
    }

    private func tags(_ record: ShopifyRecord) -> JSON { .array(record.texts("tags").sorted().map { .string($0) }) }

    private func personal(_ value: JSON?) -> JSON {
        guard settings.showsPersonalData, let value, value != "" else { return .null }
        return value
    }
}

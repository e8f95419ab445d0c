import Foundation
import Model
import Sandbox

/// What people do in the demo's shops, at their provider of payments and in the CRM: they buy, are charged, and are given money back.
struct DemoShop: Sendable {
    /// An order, with its charge at the provider.
    struct Order: Sendable {
        let number: String
        let charge: String
    }

    let stage: DemoStage

    /// A partner's coupon; what it takes off is no matter here.
    func coupon(_ code: String) throws {
        try stage.edit("woocommerce", PersonEdit(.create, object: "coupons", fields: JSONObject([("code", .string(code))])))
    }

    /// An order in Shopify's shop, paid at once by card.
    func orderElsewhere(_ amount: String, coupon: String, by email: String) throws -> Order {
        let person = JSONObject([("email", .string(email)), ("lastName", "Buyer")])
        let customer = try stage.edit("shopify", PersonEdit(.create, object: "customers", fields: person))
        let fields = JSONObject([
            ("total", .string(amount)), ("email", .string(email)), ("customer", customer["id"] ?? .null),
            ("discountCodes", [.string(coupon)]),
        ])
        let made = try stage.edit("shopify", PersonEdit(.create, object: "orders", fields: fields))
        return try charged(made["fields"]?["number"]?.string ?? "", amount)
    }

    /// An order in WooCommerce's shop of somebody who makes an account for it, paid at once by card.
    func order(_ amount: String, coupon: String? = nil, click: String? = nil, by email: String) throws -> Order {
        let person = JSONObject([("email", .string(email)), ("last_name", "Buyer")])
        let customer = try stage.edit("woocommerce", PersonEdit(.create, object: "customers", fields: person))
        var fields = JSONObject([
            ("payment_method", "stripe"), ("set_paid", true),
            ("customer_id", .integer(customer["id"]?.string.flatMap { Int64($0) } ?? 0)),
            ("line_items", [["product_id": 93, "quantity": 1, "total": .string(amount)]]),
        ])
        if let coupon { fields["coupon_lines"] = [["code": .string(coupon)]] }
        if let click { fields["meta_data"] = [["key": "_entente_click", "value": .string(click)]] }
        let made = try stage.edit("woocommerce", PersonEdit(.create, object: "orders", fields: fields))
        return try charged(made["fields"]?["number"]?.string ?? "", amount)
    }

    private func charged(_ number: String, _ amount: String) throws -> Order {
        let cents = Money("\(amount) USD")?.minor ?? 0
        let paid = JSONObject([("amount", .integer(cents)), ("currency", "usd"), ("metadata", ["order_number": .string(number)])])
        let charge = try stage.edit("stripe", PersonEdit(.create, object: "charges", fields: paid))
        return Order(number: number, charge: charge["id"]?.string ?? "")
    }

    /// The sale as the CRM has it.
    func deal(_ order: Order, _ amount: String) throws {
        let texts: [(String, JSON)] = [
            ("dealname", .string("Order \(order.number)")), ("order_number", .string(order.number)), ("amount", .string(amount)),
            ("deal_currency_code", "USD"), ("pipeline", "default"), ("dealstage", "closedwon"),
        ]
        try stage.edit("hubspot", PersonEdit(.create, object: "deals", fields: JSONObject(texts)))
    }

    /// Money that goes back to the buyer.
    func refund(_ order: Order, _ amount: String) throws {
        let cents = Money("\(amount) USD")?.minor ?? 0
        let fields = JSONObject([("charge", .string(order.charge)), ("amount", .integer(cents))])
        try stage.edit("stripe", PersonEdit(.create, object: "refunds", fields: fields))
    }

    /// An account at the provider that partners are paid to.
    func account(_ id: String) throws {
        try stage.edit("stripe", PersonEdit(.create, object: "accounts", fields: JSONObject([("id", .string(id))])))
    }

    /// How often a provider moved money to partners, by its own books.
    func movements(_ vendor: String) -> Int {
        let state = vendor == "stripe" ? stage.setup.stripe?.state() : stage.setup.paypal?.state()
        return (state?["movements"]?.array ?? []).count { $0["kind"] == "paid" }
    }
}

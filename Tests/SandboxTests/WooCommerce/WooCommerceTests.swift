import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct WooCommerceTests {
    private static let now = Timestamp(seconds: 1_780_000_000)
    private let shop: WooCommerce

    init() throws {
        var generator = ProgramGenerator(seed: 3, records: 400, now: Self.now, vendors: ["hubspot", "woocommerce"])
        shop = WooCommerce(generator.make())
    }

    private struct Seen {
        let status: Int
        let fields: HTTPFields
        let body: JSON
        var code: String? { body["code"]?.string }
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }

    private func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, secret: String? = WooSettings().secret,
        under fault: FaultKind? = nil, at now: Timestamp = now
    ) -> Seen {
        var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:8805", path: "/wp-json/wc/v3/" + path)
        if let secret {
            let keys = "\(WooSettings().key):\(secret)".utf8
            head.headerFields[.authorization] = "Basic " + Self.base64(Array(keys))
        }
        if body != nil { head.headerFields[.contentType] = "application/json" }
        let request = Request(head: head, body: body?.bytes ?? [], isRead: method == .get)
        let response = shop.respond(to: request, at: now, under: fault)
        let parsed = (try? JSON(parsing: response.body)) ?? .null
        return Seen(status: response.head.status.code, fields: response.head.headerFields, body: parsed)
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = Array(bytes[start..<min(start + 3, bytes.count)])
            let bits = part.enumerated().reduce(0) { $0 | Int($1.element) << (16 - 8 * $1.offset) }
            for place in 0..<4 { text += place <= part.count ? String(letters[bits >> (18 - 6 * place) & 63]) : "=" }
        }
        return text
    }

    @Test func `a wrong secret and no key at all are refused in different words`() {
        #expect(call(.get, "orders", secret: "cs_wrong").code == "woocommerce_rest_authentication_error")
        #expect(call(.get, "orders", secret: nil).code == "woocommerce_rest_cannot_view")
        #expect(call(.get, "orders", secret: nil).status == 401)
        #expect(call(.get, "nothing").code == "rest_no_route")
    }

    @Test func `pages tell how many there are, and one beyond the end is empty`() throws {
        let first = call(.get, "orders?per_page=5&orderby=id&order=asc")
        let total = try #require(first.field("X-WP-Total").flatMap { Int($0) })
        let pages = try #require(first.field("X-WP-TotalPages").flatMap { Int($0) })
        #expect(total > 10 && pages == (total + 4) / 5)
        #expect(first.field("Link")?.contains("rel=\"next\"") == true)
        let ids = (1...pages).flatMap { page in
            call(.get, "orders?per_page=5&orderby=id&order=asc&page=\(page)").body.array?.compactMap { $0["id"]?.integer } ?? []
        }
        #expect(ids.count == total && ids == ids.sorted() && Set(ids).count == total)
        let beyond = call(.get, "orders?per_page=5&page=\(pages + 1)")
        #expect(beyond.status == 200 && beyond.body == [] && beyond.field("X-WP-Total") == String(total))
    }

    @Test func `parameters that make no sense are named, unknown ones are passed over`() {
        let reply = call(.get, "orders?per_page=101&order=up")
        #expect(reply.status == 400 && reply.code == "rest_invalid_param")
        #expect(reply.body["data"]?["params"]?["per_page"] == "per_page must be between 1 (inclusive) and 100 (inclusive)")
        #expect(reply.body["data"]?["params"]?["order"] == "order is not one of asc and desc.")
        #expect(call(.get, "orders?nope=1").status == 200)
        #expect(call(.post, "coupons", ["code": "x", "amount": 10]).body["data"]?["params"]?["amount"] == "amount is not of type string.")
    }

    @Test func `changes are asked for in UTC without a zone, and the bound itself is not among them`() throws {
        let order = try #require(call(.get, "orders?per_page=1&orderby=modified&order=desc").body[0])
        let stamp = try #require(order["date_modified_gmt"]?.string)
        #expect(order["date_modified"]?.string != stamp)
        let ids = call(.get, "orders?modified_after=\(stamp)&dates_are_gmt=true").body.array?.compactMap { $0["id"] } ?? []
        #expect(order["id"].map(ids.contains) == false)
        let later = Self.now + .seconds(60)
        _ = call(.put, "orders/\(order["id"]?.integer ?? 0)", ["customer_note": "hello"], at: later)
        let changed = call(.get, "orders?modified_after=\(stamp)&dates_are_gmt=true", at: later).body
        #expect(changed.array?.compactMap { $0["id"] }.contains(order["id"] ?? .null) == true)
    }

    @Test func `a coupon's code is there once in any case`() {
        let made = call(.post, "coupons", ["code": "Summer", "amount": "10", "discount_type": "percent"])
        #expect(made.status == 201 && made.body["code"] == "summer" && made.body["amount"] == "10.00")
        #expect(call(.post, "coupons", ["code": "SUMMER"]).code == "woocommerce_rest_coupon_code_already_exists")
        #expect(call(.get, "coupons?code=SUMMER").body.array?.count == 1)
        #expect(call(.post, "coupons", ["code": "much", "amount": "101", "discount_type": "percent"]).code == "coupon_invalid_amount")
        #expect(call(.post, "coupons", [:]).code == "rest_missing_callback_param")
    }

    @Test func `more than what is left of an order is never given back`() throws {
        let made = call(
            .post, "orders",
            ["payment_method": "stripe", "set_paid": true, "line_items": [["product_id": 93, "quantity": 1, "total": "30.00"]]])
        let id = try #require(made.body["id"]?.integer)
        #expect(made.status == 201 && made.body["total"] == "30.00" && made.body["status"] == "processing")
        #expect(call(.post, "orders/\(id)/refunds", ["amount": "20.00"]).status == 201)
        let over = call(.post, "orders/\(id)/refunds", ["amount": "10.01"])
        #expect(over.status == 500 && over.code == "woocommerce_rest_cannot_create_order_refund")
        #expect(over.body["message"] == "Invalid refund amount.")
        #expect(call(.get, "orders/\(id)").body["refunds"]?[0]?["total"] == "-20.00")
        #expect(call(.post, "orders/\(id)/refunds", ["amount": "10.00"]).body["amount"] == "10.00")
        #expect(call(.get, "orders/\(id)").body["status"] == "refunded")
        #expect(call(.get, "orders/\(id)/refunds").body.array?.count == 2)
        #expect(call(.post, "orders/999999/refunds", ["amount": "1.00"]).code == "woocommerce_rest_invalid_order_id")
    }

    @Test func `the trash is seen where it is asked for, and force leaves nothing`() throws {
        let id = try #require(call(.get, "orders?per_page=1").body[0]?["id"]?.integer)
        #expect(call(.delete, "orders/\(id)").status == 200)
        #expect(call(.get, "orders/\(id)").body["status"] == "trash")
        #expect(call(.get, "orders?include=\(id)").body == [])
        #expect(call(.get, "orders?include=\(id)&status=trash").body.array?.count == 1)
        #expect(call(.delete, "orders/\(id)").status == 410)
        #expect(call(.delete, "orders/\(id)?force=true").status == 200)
        #expect(call(.get, "orders/\(id)").code == "woocommerce_rest_shop_order_invalid_id")
        let customer = try #require(call(.get, "customers?per_page=1").body[0]?["id"]?.integer)
        #expect(call(.delete, "customers/\(customer)").status == 501)
    }

    @Test func `every row of a batch stands for itself`() throws {
        let email = try #require(call(.get, "customers?per_page=1").body[0]?["email"]?.string)
        let reply = call(
            .post, "customers/batch",
            ["create": [["email": "new@x.example"], ["email": .string(email)]], "update": [["id": 999_999, "first_name": "A"]]])
        #expect(reply.status == 200)
        #expect(reply.body["create"]?[0]?["email"] == "new@x.example")
        #expect(reply.body["create"]?[1]?["error"]?["code"] == "registration-error-email-exists")
        #expect(reply.body["update"]?[0]?["error"]?["code"] == "woocommerce_rest_invalid_id")
        let many = JSON.array((0..<101).map { .integer($0) })
        #expect(call(.post, "customers/batch", ["delete": many]).status == 413)
    }

    @Test func `W10 an order carries the number, the buyer and the total of the deal that the CRM has`() {
        var generator = ProgramGenerator(seed: 3, records: 400, now: Self.now, vendors: ["hubspot", "woocommerce"])
        let data = generator.make()
        let deals = Dictionary(data.deals.map { ($0.orderNumber, $0) }) { first, _ in first }
        let orders = call(.get, "orders?per_page=100").body.array ?? []
        #expect(orders.count > 10)
        for order in orders {
            let deal = deals[order["number"]?.string ?? ""]
            #expect(deal != nil && order["currency"]?.string == deal?.currency)
            #expect(ExactDecimal(order["total"]?.string ?? "") == deal?.amount.flatMap { ExactDecimal($0) })
        }
    }

    @Test func `faults take the form of the shop and of the host before it`() throws {
        #expect(call(.get, "orders", under: .rateLimited).status == 429)
        #expect(call(.get, "orders", under: .rateLimited).field("Content-Type")?.hasPrefix("text/html") == true)
        #expect(call(.get, "orders", under: .tokenExpired).status == 401)
        #expect(call(.get, "orders", under: .emptyList).body == [])
        let late = call(.post, "coupons", ["code": "late"], under: .indexLag)
        let id = try #require(late.body["id"]?.integer)
        #expect(call(.get, "coupons/\(id)").status == 200)
        #expect(call(.get, "coupons?code=late").body == [])
        #expect(call(.get, "coupons?code=late", at: Self.now + .seconds(121)).body.array?.count == 1)
    }
}

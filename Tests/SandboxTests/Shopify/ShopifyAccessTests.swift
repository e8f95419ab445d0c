import Model
import Sandbox
import Testing

/// Who is let in, to what, in which version.
@Suite struct ShopifyAccessTests {
    private static let shop = "{ shop { id } }"

    private func form(_ bench: ShopifyBench, _ text: String, at now: Timestamp = ShopifyBench.now) -> ShopifyBench.Seen {
        bench.send("/admin/oauth/access_token", Array(text.utf8), "application/x-www-form-urlencoded", at: now)
    }

    @Test func `client credentials are traded for a token that ends after a day`() throws {
        let bench = ShopifyBench(records: 20)
        let (id, secret) = (ShopifySettings().clientID, ShopifySettings().clientSecret)
        let reply = form(bench, "grant_type=client_credentials&client_id=\(id)&client_secret=\(secret)")
        let token = try #require(reply.body["access_token"]?.string)
        #expect(reply.body["expires_in"] == 86_399 && reply.body["scope"]?.string?.contains("read_orders") == true)
        #expect(bench.ask(Self.shop, token: token).status == 200)
        #expect(bench.ask(Self.shop, token: token, at: ShopifyBench.now + .seconds(86_398)).status == 200)
        let late = bench.ask(Self.shop, token: token, at: ShopifyBench.now + .seconds(86_399))
        #expect(late.status == 401)
        #expect(late.body["errors"]?.string?.hasPrefix("[API] Invalid API key or access token") == true)
        #expect(bench.ask(Self.shop, at: ShopifyBench.now + .seconds(86_400 * 400)).status == 200)
        #expect(form(bench, "grant_type=client_credentials&client_id=\(id)&client_secret=no").body["error"] == "invalid_client")
        #expect(form(bench, "grant_type=client_credentials&client_id=no").body["error"] == "application_cannot_be_found")
        #expect(form(bench, "grant_type=password").body["error"] == "unsupported_grant_type")
    }

    @Test func `a wrong token and none are refused`() {
        let bench = ShopifyBench(records: 20)
        #expect(bench.ask(Self.shop, token: "shpat_wrong").status == 401)
        #expect(bench.ask(Self.shop, token: nil).status == 401)
        #expect(bench.send("/admin/api/2026-07/orders.json", [], "application/json").status == 404)
    }

    @Test func `a retired version falls forward in silence, one that never was is not found`() {
        let bench = ShopifyBench(records: 20)
        for (asked, served) in [("2026-07", "2026-07"), ("2024-01", "2025-10"), ("unstable", "unstable")] {
            let reply = bench.ask(Self.shop, version: asked)
            #expect(reply.status == 200 && reply.field("X-Shopify-API-Version") == served)
        }
        for asked in ["2027-01", "2026-05", "latest"] { #expect(bench.ask(Self.shop, version: asked).status == 404) }
    }

    @Test func `a scope that is missing is denied with its name, and nothing is done`() throws {
        let bench = ShopifyBench(records: 100) { $0.scopes = ["read_orders", "read_customers"] }
        let reply = bench.ask("{ codeDiscountNodes(first: 1) { nodes { id } } }")
        #expect(reply.status == 200 && reply.code == "ACCESS_DENIED" && reply.data == .null)
        #expect(reply.message == "Access denied for codeDiscountNodes field." && reply.problem?["path"] == ["codeDiscountNodes"])
        let write = bench.ask("mutation { customerCreate(input: {email: \"a@b.example\"}) { customer { id } } }")
        #expect(write.code == "ACCESS_DENIED" && write.message?.contains("write_customers") == true)
        #expect(write.data == ["customerCreate": .null])
    }

    @Test func `without read_all_orders only sixty days are seen, and without approval no names`() throws {
        let all = ShopifyBench().ask("{ ordersCount { count } }").data?["ordersCount"]?["count"]?.integer ?? 0
        let bench = ShopifyBench {
            $0.scopes.remove("read_all_orders")
            $0.showsPersonalData = false
        }
        let orders = bench.ask("{ orders(first: 250) { nodes { email createdAt } } }").data?["orders"]?["nodes"]?.array ?? []
        #expect(orders.count < all)
        #expect(orders.allSatisfy { $0["email"] == .null && $0["createdAt"]?.string ?? "" >= (ShopifyBench.now - .seconds(5_184_000)).iso })
        let customers = bench.ask("{ customers(first: 9) { nodes { firstName lastName defaultEmailAddress { emailAddress } } } }")
        #expect(customers.data?["customers"]?["nodes"]?[0] == ["firstName": .null, "lastName": .null, "defaultEmailAddress": .null])
    }

    @Test func `faults take the shape that Shopify gives them`() throws {
        let bench = ShopifyBench()
        let orders = "{ orders(first: 10, sortKey: ID) { nodes { id } pageInfo { hasNextPage } } }"
        #expect(bench.ask(orders, under: .tokenExpired).status == 401)
        #expect(bench.ask(orders, under: .http500).status == 500)
        #expect(bench.ask(orders, under: .http503).status == 503)
        #expect(bench.ask(orders, under: .scopeRemoved).code == "ACCESS_DENIED")
        let throttled = bench.ask(orders, under: .rateLimited)
        #expect(throttled.status == 200 && throttled.code == "THROTTLED")
        #expect(bench.ask(orders, under: .emptyList).data?["orders"]?["nodes"] == [])
        let short = bench.ask(orders, under: .shortPage).data?["orders"]
        #expect(short?["nodes"]?.array?.count == 5 && short?["pageInfo"]?["hasNextPage"] == true)
        let make = "mutation { customerCreate(input: {email: \"z@b.example\"}) { customer { id } userErrors { message } } }"
        #expect(bench.ask(make, under: .rowLocked).code == "INTERNAL_SERVER_ERROR")
        #expect(bench.ask(make, under: .validationRule).data?["customerCreate"]?["userErrors"]?.array?.count == 1)
        let hidden = bench.ask(make, under: .lateCommit)
        #expect(hidden.data?["customerCreate"] == ["customer": .null, "userErrors": []])
        let look = "{ customerByIdentifier(identifier: {emailAddress: \"z@b.example\"}) { id } }"
        #expect(bench.ask(look).data == ["customerByIdentifier": .null])
        #expect(bench.ask(look, at: ShopifyBench.now + .seconds(61)).data?["customerByIdentifier"]?["id"] != nil)
    }

    @Test func `the old ids lead nowhere once the shop was refreshed, and what belongs together still does`() throws {
        let bench = ShopifyBench()
        let query = "{ customers(first: 250) { nodes { id numberOfOrders orders(first: 0) { nodes { id } } } } }"
        func orders() -> [JSON] { (bench.ask(query).data?["customers"]?["nodes"]?.array ?? []).compactMap { $0["numberOfOrders"] } }
        let (before, id) = (orders(), try bench.first("orders"))
        bench.shop.refresh()
        #expect(bench.ask("query($id: ID!) { node(id: $id) { id } }", ["id": .string(id)]).data == ["node": .null])
        #expect(orders() == before && before.contains { $0 != "0" })
    }
}

import Model
import Sandbox
import Testing

/// Records, their amounts, and what a mutation may do to them.
@Suite struct ShopifyRecordTests {
    private let bench = ShopifyBench()
    private static let create = """
        mutation($input: CustomerInput!) {
          customerCreate(input: $input) { customer { id email phone tags numberOfOrders } userErrors { field message } }
        }
        """
    private static let discount = """
        mutation($input: DiscountCodeBasicInput!) {
          discountCodeBasicCreate(basicCodeDiscount: $input) { codeDiscountNode { id } userErrors { field code message } }
        }
        """
    private static let refund = """
        mutation($input: RefundInput!) {
          refundCreate(input: $input) {
            refund { id totalRefundedSet { shopMoney { amount currencyCode } } }
            order { displayFinancialStatus updatedAt totalRefundedSet { shopMoney { amount } } } userErrors { field message }
          }
        }
        """

    private func faults(_ reply: ShopifyBench.Seen, _ name: String) -> [JSON] { reply.data?[name]?["userErrors"]?.array ?? [.null] }

    @Test func `W10 an order carries the number, the buyer and the total of the deal that the CRM has`() throws {
        let deals = Dictionary(bench.data.deals.map { ("#" + $0.orderNumber, $0) }) { first, _ in first }
        let query = """
            { orders(first: 250, sortKey: ID) { nodes { name currencyCode totalPriceSet { shopMoney { amount currencyCode }
              presentmentMoney { amount currencyCode } } discountCodes customAttributes { key value } } } }
            """
        let orders = bench.ask(query).data?["orders"]?["nodes"]?.array ?? []
        #expect(orders.count > 20)
        for order in orders {
            let deal = try #require(deals[order["name"]?.string ?? ""])
            let total = try #require(order["totalPriceSet"]?["shopMoney"])
            let (told, known) = (total["amount"]?.string.flatMap { ExactDecimal($0) }, deal.amount.flatMap { ExactDecimal($0) })
            #expect(told != nil && told == known)
            #expect(total["currencyCode"] == .string(deal.currency) && order["currencyCode"] == .string(deal.currency))
        }
        #expect(orders.contains { $0["totalPriceSet"]?["presentmentMoney"]?["currencyCode"] == "CAD" })
        #expect(orders.contains { $0["customAttributes"]?[0]?["key"] == "entente_click" })
        #expect(orders.contains { $0["discountCodes"]?[0]?.string?.hasPrefix("PARTNER") == true })
    }

    @Test func `a customer is made once for an address and a number, changed in part, and deleted while nothing was ordered`() throws {
        let made = bench.ask(
            Self.create, ["input": ["email": "ada@shop.example", "phone": "+1 (613) 555-0123", "tags": ["vip", "b2b", "VIP"]]])
        let customer = try #require(made.data?["customerCreate"]?["customer"])
        #expect(customer["phone"] == "+16135550123" && customer["tags"] == ["b2b", "vip"] && customer["numberOfOrders"] == "0")
        #expect(faults(made, "customerCreate") == [])
        let again = bench.ask(Self.create, ["input": ["email": "ADA@shop.example"]])
        #expect(faults(again, "customerCreate") == [["field": ["email"], "message": "Email has already been taken"]])
        #expect(again.data?["customerCreate"]?["customer"] == .null && again.status == 200 && again.problem == nil)
        for (input, message) in [
            (["note": "x"], "A name, phone number, or email address must be present"), (["email": "ada@"], "Email is invalid"),
            (["phone": "12"], "Phone is invalid"),
        ] as [(JSON, JSON)] {
            #expect(faults(bench.ask(Self.create, ["input": input]), "customerCreate").first?["message"] == message)
        }
        let id = customer["id"] ?? .null
        let change =
            "mutation($i: CustomerInput!) { customerUpdate(input: $i) { customer { firstName email updatedAt } userErrors { message } } }"
        let later = ShopifyBench.now + .seconds(30)
        let changed = bench.ask(change, ["i": ["id": id, "firstName": "Ada", "email": .null]], at: later).data?["customerUpdate"]
        #expect(changed?["customer"] == ["firstName": "Ada", "email": .null, "updatedAt": .string(later.iso)])
        let remove = "mutation($i: CustomerDeleteInput!) { customerDelete(input: $i) { deletedCustomerId userErrors { message } } }"
        #expect(bench.ask(remove, ["i": ["id": id]]).data?["customerDelete"]?["deletedCustomerId"] == id)
        #expect(faults(bench.ask(remove, ["i": ["id": id]]), "customerDelete").first?["message"] == "Customer can't be found")
        #expect(bench.ask("query($id: ID!) { customer(id: $id) { id } }", ["id": id]).data == ["customer": .null])
        let buyers = bench.ask("{ orders(first: 20, sortKey: ID) { nodes { customer { id } } } }").data?["orders"]?["nodes"]?.array ?? []
        let ids = buyers.compactMap { $0["customer"]?["id"] }
        let buyer = try #require(ids.first)
        #expect(faults(bench.ask(remove, ["i": ["id": buyer]]), "customerDelete").first?["message"]?.string?.contains("orders") == true)
    }

    @Test func `a discount's code is there once in any case, and its percentage is a fraction`() throws {
        let wanted: JSON = [
            "title": "Acme", "code": "ACME-10", "startsAt": "2026-01-01T00:00:00Z", "context": ["all": "ALL"],
            "customerGets": ["value": ["percentage": .number("0.1")], "items": ["all": true]],
        ]
        var input = wanted.object ?? JSONObject()
        let made = bench.ask(Self.discount, ["input": .object(input)])
        let id = try #require(made.data?["discountCodeBasicCreate"]?["codeDiscountNode"]?["id"], "\(made.body)")
        input["code"] = "acme-10"
        let taken = faults(bench.ask(Self.discount, ["input": .object(input)]), "discountCodeBasicCreate")
        #expect(taken.first?["code"] == "TAKEN" && taken.first?["field"] == ["basicCodeDiscount", "code"])
        #expect(taken.first?["message"] == "Code must be unique. Please try a different code.")
        input["code"] = "ACME-20"
        input["customerGets"] = ["value": ["percentage": 20], "items": ["all": true]]
        let much = faults(bench.ask(Self.discount, ["input": .object(input)]), "discountCodeBasicCreate")
        #expect(much.first?["code"] == "VALUE_OUTSIDE_RANGE")
        input["context"] = nil
        #expect(faults(bench.ask(Self.discount, ["input": .object(input)]), "discountCodeBasicCreate").first?["code"] == "BLANK")
        let look = """
            query($c: String!) { codeDiscountNodeByCode(code: $c) { id codeDiscount { __typename ... on DiscountCodeBasic {
              title status codes(first: 1) { nodes { code } } customerGets { value { ... on DiscountPercentage { percentage } } } } } } }
            """
        let found = bench.ask(look, ["c": "Acme-10"]).data?["codeDiscountNodeByCode"]
        #expect(found?["id"] == id && found?["codeDiscount"]?["status"] == "ACTIVE")
        #expect(found?["codeDiscount"]?["codes"]?["nodes"] == [["code": "ACME-10"]])
        #expect(found?["codeDiscount"]?["customerGets"]?["value"]?["percentage"] == .number("0.1"))
        let end =
            "mutation($id: ID!, $d: DiscountCodeBasicInput!) { discountCodeBasicUpdate(id: $id, basicCodeDiscount: $d) "
            + "{ userErrors { code } } }"
        #expect(faults(bench.ask(end, ["id": id, "d": ["endsAt": "2026-02-01T00:00:00Z"]]), "discountCodeBasicUpdate") == [])
        #expect(bench.ask(look, ["c": "ACME-10"]).data?["codeDiscountNodeByCode"]?["codeDiscount"]?["status"] == "EXPIRED")
        let remove = bench.ask(
            "mutation($id: ID!) { discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { code } } }", ["id": id])
        #expect(remove.data?["discountCodeDelete"]?["deletedCodeDiscountId"] == id)
        #expect(bench.ask(look, ["c": "ACME-10"]).data == ["codeDiscountNodeByCode": .null])
    }

    @Test func `more than what is left of an order is never given back, and each refund changes its order`() throws {
        let order = try bench.person(.create, "orders", nil, ["total": "30.00", "currency": "USD", "email": "b@c.example"])["id"] ?? .null
        func give(_ amount: String, at now: Timestamp) -> JSON? {
            let row: JSON = ["orderId": order, "amount": .string(amount), "gateway": "manual", "kind": "REFUND"]
            return bench.ask(Self.refund, ["input": ["orderId": order, "transactions": [row]]], at: now).data?["refundCreate"]
        }
        let later = ShopifyBench.now + .seconds(60)
        let part = give("20.5", at: later)
        #expect(part?["order"]?["displayFinancialStatus"] == "PARTIALLY_REFUNDED" && part?["order"]?["updatedAt"] == .string(later.iso))
        #expect(part?["refund"]?["totalRefundedSet"]?["shopMoney"] == ["amount": "20.5", "currencyCode": "USD"])
        let over = give("9.51", at: later)
        #expect(over?["refund"] == .null && over?["userErrors"]?.array?.count == 1)
        #expect(give("0", at: later)?["userErrors"]?.array?.count == 1)
        let rest = give("9.50", at: later)
        #expect(rest?["order"]?["displayFinancialStatus"] == "REFUNDED")
        #expect(rest?["order"]?["totalRefundedSet"]?["shopMoney"]?["amount"] == "30.0")
        #expect(give("0.01", at: later)?["userErrors"]?.array?.count == 1)
        let shown = bench.ask("query($id: ID!) { order(id: $id) { refunds { id order { id } } } }", ["id": order]).data?["order"]
        #expect(shown?["refunds"]?.array?.count == 2 && shown?["refunds"]?[0]?["order"]?["id"] == order)
        let pending = try bench.person(.create, "orders", nil, ["total": "30.00", "displayFinancialStatus": "PENDING"])["id"] ?? .null
        let row: JSON = ["orderId": pending, "amount": "1.00", "gateway": "manual", "kind": "REFUND"]
        let unpaid = bench.ask(Self.refund, ["input": ["orderId": pending, "transactions": [row]]])
        #expect(faults(unpaid, "refundCreate").count == 1 && unpaid.data?["refundCreate"]?["refund"] == .null)
    }

    @Test func `a deleted order vanishes, with its refunds`() throws {
        let order = try bench.person(.create, "orders", nil, ["total": "30.00"])["id"] ?? .null
        let refund = try bench.person(.create, "refunds", nil, ["order": order, "amount": "1.00"])["id"] ?? .null
        let look = "query($ids: [ID!]!) { nodes(ids: $ids) { id ... on Order { name } } }"
        #expect(bench.ask(look, ["ids": [order, refund]]).data?["nodes"]?.array?.compactMap { $0["id"] } == [order, refund])
        let remove = "mutation($id: ID!) { orderDelete(orderId: $id) { deletedId userErrors { message } } }"
        #expect(bench.ask(remove, ["id": order]).data?["orderDelete"]?["deletedId"] == order)
        #expect(bench.ask(look, ["ids": [order, refund]]).data == ["nodes": [.null, .null]])
        #expect(faults(bench.ask(remove, ["id": order]), "orderDelete").first?["message"] == "Order does not exist")
    }

    @Test func `the way to the shop is told once it was worked out`() throws {
        let order = try bench.person(.create, "orders", nil, ["total": "30.00", "landingPage": "https://x.example/?entente_click=c1"])["id"]
        let look = "query($id: ID!) { order(id: $id) { updatedAt customerJourneySummary { ready lastVisit { landingPage } } } }"
        let early = bench.ask(look, ["id": order ?? .null]).data?["order"]
        #expect(early?["customerJourneySummary"] == ["ready": false, "lastVisit": .null])
        let late = bench.ask(look, ["id": order ?? .null], at: ShopifyBench.now + .seconds(300)).data?["order"]
        #expect(late?["customerJourneySummary"]?["lastVisit"]?["landingPage"] == "https://x.example/?entente_click=c1")
        #expect(late?["updatedAt"] == early?["updatedAt"])
    }

    @Test func `tags and metafields are put on, replaced and taken off`() throws {
        let id = JSON.string(try bench.first("customers"))
        func tags(_ verb: String, _ words: JSON) -> JSON? {
            let query =
                "mutation($id: ID!, $t: [String!]!) { \(verb)(id: $id, tags: $t) { node { ... on Customer { tags } } "
                + "userErrors { message } } }"
            return bench.ask(query, ["id": id, "t": words]).data?[verb]?["node"]?["tags"]
        }
        #expect(tags("tagsAdd", ["partner", "new, gold"]) == ["gold", "new", "partner"])
        #expect(tags("tagsRemove", ["NEW"]) == ["gold", "partner"])
        let set =
            "mutation($m: [MetafieldsSetInput!]!) { metafieldsSet(metafields: $m) { metafields { id value } userErrors { field code } } }"
        func field(_ value: String) -> JSON { ["ownerId": id, "namespace": "entente", "key": "id", "value": .string(value)] }
        let first = bench.ask(set, ["m": [field("p_1")]]).data?["metafieldsSet"]?["metafields"]?[0]
        let second = bench.ask(set, ["m": [field("p_2")]]).data?["metafieldsSet"]?["metafields"]?[0]
        #expect(first?["id"] != nil && first?["id"] == second?["id"] && second?["value"] == "p_2")
        let mixed = bench.ask(set, ["m": [field("p_3"), ["ownerId": "gid://shopify/Customer/1", "key": "id", "value": "x"]]])
        #expect(faults(mixed, "metafieldsSet").first?["field"] == ["metafields", "1", "ownerId"])
        let shown = bench.ask("query($id: ID!) { customer(id: $id) { metafields(first: 5) { nodes { value } } } }", ["id": id])
        #expect(shown.data?["customer"]?["metafields"]?["nodes"] == [["value": "p_2"]])
    }
}

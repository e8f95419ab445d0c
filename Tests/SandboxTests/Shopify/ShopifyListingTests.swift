import Model
import Sandbox
import Testing

/// Lists in pages, searches, and what they cost.
@Suite struct ShopifyListingTests {
    private let bench = ShopifyBench()
    private static let orders = """
        query($first: Int, $after: String, $last: Int, $before: String, $query: String, $sort: OrderSortKeys, $reverse: Boolean) {
          orders(first: $first, after: $after, last: $last, before: $before, query: $query, sortKey: $sort, reverse: $reverse) {
            nodes { id name updatedAt test displayFinancialStatus discountCodes }
            pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
          }
        }
        """

    private func orders(_ variables: JSON, at now: Timestamp = ShopifyBench.now) -> [JSON] {
        bench.ask(Self.orders, variables, at: now).data?["orders"]?["nodes"]?.array ?? []
    }

    /// All pages, by a cursor.
    private func all(size: Int, sort: String, reverse: Bool = false) -> [JSON] {
        var found: [JSON] = []
        var after: JSON = .null
        var wait = Duration.zero
        for _ in 0..<200 {
            let variables: JSON = ["first": .integer(size), "after": after, "sort": .string(sort), "reverse": .bool(reverse)]
            let page = bench.ask(Self.orders, variables, at: ShopifyBench.now + wait).data?["orders"]
            found += page?["nodes"]?.array ?? []
            guard page?["pageInfo"]?["hasNextPage"] == true else { break }
            after = page?["pageInfo"]?["endCursor"] ?? .null
            wait = wait + .seconds(5)
        }
        return found
    }

    @Test func `every record is on one page, in the order asked for`() throws {
        let whole = orders(["first": 250, "sort": "ID"])
        #expect(whole.count > 20 && whole.count < 250)
        for sort in ["ID", "UPDATED_AT", "CREATED_AT", "TOTAL_PRICE"] {
            let pages = all(size: 7, sort: sort)
            #expect(Set(pages.compactMap { $0["id"] }) == Set(whole.compactMap { $0["id"] }) && pages.count == whole.count, "\(sort)")
        }
        let stamps = all(size: 7, sort: "UPDATED_AT").compactMap { $0["updatedAt"]?.string }
        #expect(stamps == stamps.sorted())
        #expect(all(size: 9, sort: "ID", reverse: true).compactMap { $0["id"] } == whole.compactMap { $0["id"] }.reversed())
    }

    @Test func `last and before page from the other end`() throws {
        let ids = orders(["first": 250, "sort": "ID"]).compactMap { $0["id"] }
        let end = try #require(bench.ask(Self.orders, ["last": 3, "sort": "ID"]).data?["orders"])
        #expect(end["nodes"]?.array?.compactMap { $0["id"] } == Array(ids.suffix(3)))
        #expect(end["pageInfo"]?["hasPreviousPage"] == true && end["pageInfo"]?["hasNextPage"] == false)
        let before = end["pageInfo"]?["startCursor"] ?? .null
        #expect(orders(["last": 2, "before": before, "sort": "ID"]).compactMap { $0["id"] } == Array(ids.dropLast(3).suffix(2)))
    }

    @Test func `a page has a size, and no more than 250`() {
        #expect(bench.ask("{ orders { nodes { id } } }").message == "you must provide one of first or last")
        #expect(bench.ask("{ orders(first: 251) { nodes { id } } }").message == "first cannot exceed 250")
        #expect(bench.ask("{ orders(first: 1, last: 1) { nodes { id } } }").code == "BAD_REQUEST")
        #expect(bench.ask("{ orders(first: 1, after: \"x\") { nodes { id } } }").message?.hasPrefix("Invalid cursor") == true)
        #expect(bench.ask("{ orders(first: 251) { nodes { id } } }").data == .null)
    }

    @Test func `a cursor stands at a record, wherever that has moved`() throws {
        let first = try #require(bench.ask(Self.orders, ["first": 3, "sort": "UPDATED_AT"]).data?["orders"])
        let moved = try #require(first["nodes"]?[1]?["id"]?.string)
        try bench.person(.update, "orders", moved, ["note": "x"], at: ShopifyBench.now + .seconds(1))
        let later = ShopifyBench.now + .seconds(60)
        let variables: JSON = ["first": 250, "after": first["pageInfo"]?["endCursor"] ?? .null, "sort": "UPDATED_AT"]
        let rest = orders(variables, at: later).compactMap { $0["id"]?.string }
        #expect(rest.last == moved)
        #expect(rest.count == orders(["first": 250, "sort": "ID"]).count - 2)
    }

    @Test func `searches filter by what stands in the record`() throws {
        let whole = orders(["first": 250, "sort": "ID"])
        func count(_ query: String) -> Int { orders(["first": 250, "query": .string(query)]).count }
        func count(where holds: (JSON) -> Bool) -> Int { whole.filter(holds).count }
        #expect(count("test:true") == count { $0["test"] == true })
        #expect(count("-test:true") == count { $0["test"] == false })
        #expect(count("NOT test:true") == count("test:false"))
        #expect(count("financial_status:paid") == count { $0["displayFinancialStatus"] == "PAID" })
        #expect(
            count("financial_status:paid OR financial_status:pending") == count("financial_status:paid") + count("financial_status:pending")
        )
        let (paid, trial) = (count("financial_status:paid"), count("financial_status:paid test:true"))
        #expect(count("financial_status:paid (test:true OR test:false)") == paid && count("financial_status:paid AND test:true") == trial)
        let name = try #require(whole[4]["name"]?.string)
        #expect(count("name:\(name)") == 1 && count("name:\(name.dropFirst())") == 1 && count("name:'\(name)'") == 1)
        let id = try #require(whole[4]["id"]?.string?.split(separator: "/").last)
        #expect(count("id:\(id)") == 1 && count("id:>=\(id)") == whole.count - 4 && count("id:<\(id)") == 4)
        let stamp = try #require(whole[4]["updatedAt"]?.string)
        let later = count { $0["updatedAt"]?.string ?? "" >= stamp }
        #expect(count("updated_at:>='\(stamp)'") == later && count("updated_at:<\"\(stamp)\"") == whole.count - later)
        #expect(count("updated_at:>\(stamp)") < later)
        let codes = whole.compactMap { $0["discountCodes"]?[0]?.string }
        let code = try #require(codes.first)
        #expect(count("discount_code:\(code.lowercased())") >= 1 && count("discount_code:PART*") > count("discount_code:\(code)") - 1)
        #expect(count("status:cancelled") > 0 && count("status:cancelled") + count("status:open") + count("status:closed") == whole.count)
    }

    @Test func `a field that searches do not know is passed over with a warning`() {
        let reply = bench.ask(Self.orders, ["first": 250, "query": "colour:red test:true"])
        #expect(reply.body["extensions"]?["search"]?[0]?["warnings"]?[0]?["field"] == "colour")
        #expect(reply.data?["orders"]?["nodes"]?.array?.count == orders(["first": 250, "query": "test:true"]).count)
    }

    @Test func `searches learn of a change some seconds later, and the record tells it at once`() throws {
        let id = try bench.first("orders")
        let changed = ShopifyBench.now + .seconds(10)
        try bench.person(.update, "orders", id, ["note": "seen"], at: changed)
        let query: JSON = ["first": 5, "query": .string("updated_at:>='\(changed.iso)'")]
        #expect(orders(query, at: changed + .seconds(1)).isEmpty)
        #expect(
            bench.ask("query($id: ID!) { order(id: $id) { note } }", ["id": .string(id)], at: changed).data?["order"]?["note"] == "seen")
        #expect(orders(query, at: changed + .seconds(6)).compactMap { $0["id"] } == [.string(id)])
    }

    @Test func `a query costs two for a list and one for each record that fits, and gets back what it did not use`() {
        let reply = bench.ask("{ orders(first: 100, query: \"id:1\") { nodes { id customAttributes { key } } } }")
        #expect(reply.cost?["requestedQueryCost"] == 102 && reply.cost?["actualQueryCost"] == 2)
        #expect(reply.cost?["throttleStatus"]?["currentlyAvailable"] == 1998)
        #expect(reply.cost?["throttleStatus"]?["maximumAvailable"] == .number("2000.0"))
        let nested = bench.ask("{ orders(first: 10) { edges { node { lineItems(first: 5) { nodes { title } } } } } }")
        #expect(nested.cost?["requestedQueryCost"] == 82)
        let write = bench.ask("mutation { customerDelete(input: {id: \"gid://shopify/Customer/1\"}) { userErrors { message } } }")
        #expect(write.cost?["requestedQueryCost"] == 10)
    }

    @Test func `a query that costs more than a thousand is refused, one over the bucket is throttled until it is full enough`() throws {
        let costly = bench.ask("{ orders(first: 250) { nodes { lineItems(first: 6) { nodes { id } } } } }")
        #expect(costly.code == "MAX_COST_EXCEEDED" && costly.problem?["extensions"]?["cost"] == 2252)
        #expect(costly.status == 200 && costly.problem?["extensions"]?["maxCost"] == 1000)
        let small = ShopifyBench { ($0.points, $0.pointsPerSecond) = (1000, 50) }
        let query = "{ customers(first: 250) { nodes { id } } }"
        var spent = 0
        while small.ask(query).code == nil, spent < 20 { spent += 1 }
        let throttled = small.ask(query)
        #expect(throttled.status == 200 && throttled.code == "THROTTLED" && throttled.data == nil)
        #expect(throttled.cost?["actualQueryCost"] == .null && throttled.cost?["requestedQueryCost"] == 252)
        let left = try #require(throttled.cost?["throttleStatus"]?["currentlyAvailable"]?.integer)
        let wait = Duration.seconds((252 - left + 49) / 50)
        #expect(small.ask(query, at: ShopifyBench.now + wait - .seconds(1)).code == "THROTTLED")
        #expect(small.ask(query, at: ShopifyBench.now + wait).code == nil)
    }
}

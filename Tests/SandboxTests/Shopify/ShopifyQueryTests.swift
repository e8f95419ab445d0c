import Model
import Sandbox
import Testing

/// What Shopify's stand-in makes of the text of a query.
@Suite struct ShopifyQueryTests {
    private let bench = ShopifyBench(records: 100)

    @Test func `a field that is not there is named with its type, place and path`() {
        let reply = bench.ask("query {\n  orders(first: 1) { nodes { id nothing } }\n}")
        #expect(reply.status == 200 && reply.data == nil)
        #expect(reply.message == "Field 'nothing' doesn't exist on type 'Order'")
        #expect(reply.problem?["locations"] == [["line": 2, "column": 33]])
        #expect(reply.problem?["path"] == ["query", "orders", "nodes", "nothing"])
        #expect(reply.problem?["extensions"] == ["code": "undefinedField", "typeName": "Order", "fieldName": "nothing"])
    }

    @Test(arguments: [
        ("{ shop { id ", "syntax error, unexpected end of file"),
        ("{ shop { id } } }", "syntax error, unexpected RCURLY (\"}\") at [1, 17]"),
        ("{ shop { } }", "syntax error, unexpected RCURLY"), ("{ shop(a: ?) { id } }", "syntax error, unexpected UNKNOWN_CHAR"),
        ("{ node(id: \"gid://shopify/Order/1) { id } }", "syntax error"), ("{ orders(first: 01) { nodes { id } } }", "syntax error"),
        ("", "syntax error"),
    ])
    func `a text that is no query is refused with its place`(query: String, message: String) {
        let reply = bench.ask(query)
        #expect(reply.message?.hasPrefix(message) == true, "\(reply.body)")
        #expect(reply.status == 200)
    }

    @Test(arguments: [
        ("{ shop }", "selectionMismatch"), ("{ shop { id { x } } }", "selectionMismatch"), ("{ shop { id } nothing }", "undefinedField"),
        ("{ shop(a: 1) { id } }", "argumentNotAccepted"), ("{ node { id } }", "missingRequiredArguments"),
        ("{ orders(first: \"1\") { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ orders(first: 1, sortKey: \"ID\") { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ orders(first: 1, sortKey: SIZE) { nodes { id } } }", "argumentLiteralsIncompatible"),
        ("{ node(id: \"12\") { id } }", "argumentLiteralsIncompatible"), ("{ orders(first: $n) { nodes { id } } }", "variableNotDefined"),
        ("query($n: Int) { shop { id } }", "variableNotUsed"),
        ("query($n: String) { orders(first: $n) { nodes { id } } }", "variableMismatch"),
        ("query($i: ID) { node(id: $i) { id } }", "variableMismatch"), ("{ shop { ...A } }", "useAndDefineFragment"),
        ("{ shop { id } } fragment A on Shop { id }", "useAndDefineFragment"),
        ("{ shop { ...A } } fragment A on Shop { id ...A }", "infiniteLoop"), ("{ shop { ... on Order { id } } }", "cannotSpreadFragment"),
        ("{ shop { ... on Nothing { id } } }", "undefinedType"), ("{ shop { id @never } }", "undefinedDirective"),
        ("mutation { customerDelete(input: {}) { deletedCustomerId } }", "missingRequiredArguments"),
        ("mutation { customerDelete(input: {id: \"gid://shopify/Customer/1\", x: 1}) { deletedCustomerId } }", "argumentNotAccepted"),
    ])
    func `what the schema does not allow is refused before anything is done`(query: String, code: String) {
        let reply = bench.ask(query)
        #expect(reply.code == code, "\(reply.body)")
        #expect(reply.data == nil && reply.cost == nil)
    }

    @Test func `every fault of a query is told at once`() {
        let reply = bench.ask("{ shop { one two } orders(firs: 1) { nodes { id } } }")
        #expect(reply.body["errors"]?.array?.compactMap { $0["extensions"]?["code"]?.string }.count == 3)
    }

    @Test func `variables are held against their types, and each fault is named`() {
        let make = "mutation($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }"
        let strange = bench.ask(make, ["input": ["email": 1, "nothing": true]])
        #expect(strange.code == "INVALID_VARIABLE")
        #expect(strange.message?.contains("nothing (Field is not defined on CustomerInput)") == true)
        #expect(strange.problem?["extensions"]?["problems"]?.array?.count == 2)
        let missing = bench.ask(make)
        #expect(missing.problem?["extensions"]?["problems"]?[0]?["explanation"] == "Expected value to not be null")
        let id = bench.ask("query($id: ID!) { node(id: $id) { id } }", ["id": "7"])
        #expect(id.problem?["extensions"]?["problems"]?[0]?["explanation"] == "Invalid global id '7'")
        #expect(bench.ask("query($n: Int = 2) { orders(first: $n) { nodes { id } } }").data?["orders"]?["nodes"]?.array?.count == 2)
    }

    @Test func `aliases, fragments, directives and fields asked for twice come together`() throws {
        let id = try bench.first("orders")
        let reply = bench.ask(
            """
            query Two($id: ID!, $with: Boolean!) {
              one: node(id: $id) {
                __typename ...Core ... on Order { customAttributes { key } customAttributes { value } } ... on Customer { email }
              }
              two: order(id: $id) { id name @include(if: $with) note @skip(if: true) }
            }
            fragment Core on Order { id total: totalPriceSet { shopMoney { amount } } totalPriceSet { shopMoney { currencyCode } } }
            """, ["id": .string(id), "with": false])
        let one = try #require(reply.data?["one"]?.object, "\(reply.body)")
        #expect(one.members.map(\.name) == ["__typename", "id", "total", "totalPriceSet", "customAttributes"])
        #expect(one["__typename"] == "Order" && one["id"] == .string(id))
        #expect(one["totalPriceSet"]?["shopMoney"]?["amount"] == nil)
        #expect(reply.data?["two"] == ["id": .string(id)])
    }

    @Test func `of several operations the one that is named is carried out`() {
        let text = "query A { shop { id } } query B { shop { name } }"
        let body: JSON = ["query": .string(text), "operationName": "B"]
        let token = ShopifySettings().token
        let path = "/admin/api/2026-07/graphql.json"
        #expect(bench.send(path, body.bytes, "application/json", token: token).data == ["shop": ["name": "Northwind"]])
        #expect(bench.ask(text).message == "An operation name is required")
        let plain = bench.send(path, Array("{ shop { name } }".utf8), "application/graphql", token: token)
        #expect(plain.data == ["shop": ["name": "Northwind"]])
        #expect(bench.send(path, Array("{}".utf8), "application/json", token: token).status == 400)
    }

    @Test func `no text brings the parser down`() {
        var random = SeededRandom(seed: 11)
        let parts = [
            "{", "}", "(", ")", "[", "]", ":", "$", "!", "...", "on", "query", "mutation", "fragment", "orders", "first", "1", "\"",
            "\"\"\"", "\\", "@", "#", "\n", "é",
        ]
        for _ in 0..<2000 {
            let text = (0..<random.below(14)).map { _ in random.pick(parts, else: "{") }.joined(separator: " ")
            let reply = bench.ask(text)
            #expect(reply.status == 200 || reply.status == 400)
        }
        for (start, part) in [
            ("", "{ a "), ("query($a: ", "["), ("{ orders(first: ", "["), ("{ orders(first: ", "{a: "), ("", "{ shop { id } "),
        ] {
            let reply = bench.ask(start + String(repeating: part, count: 20_000))
            #expect(reply.status == 200 && reply.body["errors"] != nil)
        }
        let search = "query($q: String) { orders(first: 1, query: $q) { nodes { id } } }"
        for part in ["(", "-", "NOT ", "OR ", ":", "\\", "'", ") "] {
            #expect(bench.ask(search, ["q": .string(String(repeating: part, count: 3000))]).data != nil)
        }
    }
}

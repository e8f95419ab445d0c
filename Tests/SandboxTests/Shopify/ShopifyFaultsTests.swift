import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// Faults that strike Shopify's stand-in from outside, by its port.
@Suite struct ShopifyFaultsTests {
    private let bench: ShopifyBench
    private let port: SandboxPort
    private static let read = "query($id: ID!) { customer(id: $id) { firstName lastName } }"
    private static let write =
        "mutation($input: CustomerInput!) { customerUpdate(input: $input) { customer { id } userErrors { message } } }"
    private static let make =
        "mutation($input: CustomerInput!) { customerCreate(input: $input) { customer { id } userErrors { message } } }"

    init() throws {
        bench = ShopifyBench(records: 200)
        port = SandboxPort(vendor: bench.shop, clock: SandboxClock(startingAt: ShopifyBench.now, pinned: true), faults: try Faults(""))
    }

    private func ask(_ query: String, _ variables: JSON) -> JSON? {
        var head = HTTPRequest(method: .post, scheme: "http", authority: "127.0.0.1:8804", path: "/admin/api/2026-07/graphql.json")
        head.headerFields[.contentType] = "application/json"
        if let name = HTTPField.Name("X-Shopify-Access-Token") { head.headerFields[name] = ShopifySettings().token }
        let body: JSON = ["query": .string(query), "variables": variables]
        switch port.handle(Request(head: head, body: body.bytes, isRead: false)) {
        case .respond(let response): return try? JSON(parsing: response.body)
        default: return nil
        }
    }

    private func history(_ id: String) -> [JSON] {
        let rows = bench.shop.state()["objects"]?["customers"]?.array ?? []
        return rows.first { $0["id"]?.string == id }?["history"]?.array ?? []
    }

    @Test func `a person changes the field that is about to be written`() throws {
        let id = try bench.first("customers")
        try port.faults.replace(with: "edit-before=#1")
        _ = ask(Self.write, ["input": ["id": .string(id), "lastName": "Ours"]])
        #expect(history(id).count == 2 && history(id).last?["before"]?["lastName"] == "By somebody else")
        #expect(ask(Self.read, ["id": .string(id)])?["data"]?["customer"]?["lastName"] == "Ours")
    }

    @Test func `free text that is written is changed on its way, ids and queries are not`() throws {
        let id = try bench.first("customers")
        try port.faults.replace(with: "text-recased=#1")
        _ = ask(Self.write, ["input": ["id": .string(id), "lastName": "Ours"]])
        #expect(ask(Self.read, ["id": .string(id)])?["data"]?["customer"]?["lastName"] == "OURS")
    }

    @Test func `an answer that is lost has acted, and the id of what was deleted is given again`() throws {
        try port.faults.replace(with: "response-lost=#1")
        #expect(ask(Self.make, ["input": ["email": "lost@shop.example"]]) == nil)
        try port.faults.replace(with: "")
        let again = ask(Self.make, ["input": ["email": "lost@shop.example"]])
        #expect(again?["data"]?["customerCreate"]?["userErrors"]?[0]?["message"] == "Email has already been taken")
        let find = "query($e: String!) { customerByIdentifier(identifier: {emailAddress: $e}) { id } }"
        let id = ask(find, ["e": "lost@shop.example"])?["data"]?["customerByIdentifier"]?["id"]?.string ?? ""
        try bench.person(.delete, "customers", id)
        try port.faults.replace(with: "id-reused=#1")
        let other = ask(Self.make, ["input": ["email": "other@shop.example"]])
        #expect(other?["data"]?["customerCreate"]?["customer"]?["id"] == .string(id))
    }

    @Test func `a read from an old replica does not know of a change`() throws {
        let id = try bench.first("customers")
        let old = ask(Self.read, ["id": .string(id)])?["data"]
        try port.faults.replace(with: "old-replica=1")
        _ = ask(Self.read, ["id": .string(id)])
        try port.faults.replace(with: "")
        _ = ask(Self.write, ["input": ["id": .string(id), "lastName": "Ours"]])
        try port.faults.replace(with: "old-replica=1")
        #expect(ask(Self.read, ["id": .string(id)])?["data"] == old)
    }

    @Test func `the cursor to the next page is the one that led to this page`() throws {
        let list = "query($after: String) { orders(first: 3, after: $after, sortKey: ID) { pageInfo { hasNextPage endCursor } } }"
        let first = ask(list, ["after": .null])?["data"]?["orders"]?["pageInfo"]?["endCursor"] ?? .null
        let second = ask(list, ["after": first])?["data"]?["orders"]?["pageInfo"]?["endCursor"]
        #expect(first != .null && second != first)
        try port.faults.replace(with: "repeated-cursor=1")
        #expect(ask(list, ["after": first])?["data"]?["orders"]?["pageInfo"]?["endCursor"] == first)
    }

    @Test func `values that are read change their form where records stand, and nowhere else`() throws {
        let list = "{ orders(first: 3, sortKey: ID) { nodes { id name displayFinancialStatus test } pageInfo { hasNextPage } } }"
        try port.faults.replace(with: "unknown-option=1")
        let rows = ask(list, [:])?["data"]?["orders"]
        #expect(rows?["nodes"]?.array?.map { $0["displayFinancialStatus"] } == ["Never heard of", "Never heard of", "Never heard of"])
        #expect(rows?["pageInfo"]?["hasNextPage"] == true && rows?["nodes"]?[0]?["id"]?.string?.hasPrefix("gid://") == true)
    }
}

import Connectors
import HTTP
import Model
import Synchronization
import Testing

/// The manifest of Shopify against answers as its documentation shows them.
@Suite struct ShopifyScriptTests {
    private static let refund: JSON = [
        "id": "gid://shopify/Refund/5", "createdAt": "2026-05-01T09:40:00Z", "updatedAt": "2026-05-01T09:40:00Z",
        "order": ["id": "gid://shopify/Order/4"], "totalRefundedSet": ["shopMoney": ["amount": "41.94", "currencyCode": "USD"]],
    ]

    private static func page(_ orders: JSON, next: JSON) -> ScriptedRemote.Reply {
        .ok(["data": ["orders": ["nodes": orders, "pageInfo": ["hasNextPage": .bool(next != .null), "endCursor": next]]]])
    }

    private func bench(_ replies: [ScriptedRemote.Reply]) throws -> ScriptedBench {
        let config: [String: ConfigValue] = [
            "url": .text("https://northwind.myshopify.com"), "token": .secret(Secret("shpat_test")),
        ]
        return try ScriptedBench(try SandboxBench.manifest("shopify"), config: config, replies)
    }

    @Test func `a throttled query waits until the bucket holds what it costs`() async throws {
        let throttled: JSON = [
            "errors": [["message": "Throttled", "extensions": ["code": "THROTTLED"]]],
            "extensions": [
                "cost": [
                    "requestedQueryCost": 370, "actualQueryCost": .null,
                    "throttleStatus": ["maximumAvailable": 1000, "currentlyAvailable": 66, "restoreRate": 50],
                ]
            ],
        ]
        let bench = try bench([.ok(throttled), Self.page([], next: .null)])
        var reader = try bench.connector.list(.full, of: "order", fields: ["name"])
        while try await reader.next() != nil {}
        #expect(bench.remote.requests.count == 2)
        #expect(bench.clock.waits.withLock { $0 }.contains(.seconds(7)))
    }

    @Test func `refunds are read of every page of orders, also behind orders without any`() async throws {
        let bench = try bench([
            Self.page([["refunds": []], ["refunds": []]], next: "c1"), Self.page([["refunds": [Self.refund]]], next: .null),
        ])
        var reader = try bench.connector.list(.full, of: "refund", fields: ["order", "amount", "kind", "provider"])
        var records: [Record] = []
        while let page = try await reader.next() { records += page.records }
        #expect(records.map(\.id) == ["gid://shopify/Refund/5"])
        #expect(records.first?.values["order"] == .text("gid://shopify/Order/4"))
        #expect(records.first?.values["amount"] == Money("41.94 USD").map(FieldValue.money))
        #expect(records.first?.values["kind"] == .text("refund"))
        #expect(records.first?.values["provider"] == .text("shopify"))
    }
}

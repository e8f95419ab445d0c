import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Testing

/// How payouts are found, read and listed again.
@Suite struct PayoutReadingTests {
    typealias Bench = PayoutGatewayTests.Bench

    private func transfer(_ id: String, group: String = "sh_1-1", reversed: Int = 0, amount: Int = 1230) -> JSON {
        [
            "id": .string(id), "object": "transfer", "amount": .integer(amount), "amount_reversed": .integer(reversed),
            "reversed": .bool(reversed == amount), "currency": "usd", "created": 1_780_000_000, "transfer_group": .string(group),
            "metadata": ["entente_payout": .string("po_\(id)")],
        ]
    }

    private func list(_ transfers: [JSON], more: Bool = false) -> ScriptedRemote.Reply {
        .ok(["object": "list", "has_more": .bool(more), "data": .array(transfers)])
    }

    @Test func `a transfer is found by its group, on whatever page, and a second one is told (P5)`() async throws {
        let bench = try Bench.stripe([
            list([transfer("tr_9", group: "other")], more: true), list([transfer("tr_1"), transfer("tr_2")]),
        ])
        #expect(await bench.gateway.find(key: "sh_1-1", id: nil) == .found(id: "tr_1", others: ["tr_2"]))
        #expect(bench.scripted.remote.paths.last == "/v1/transfers?transfer_group=sh_1-1&limit=100&starting_after=tr_9")
    }

    @Test func `an empty list is not found, and no answer is a failure (P5)`() async throws {
        let none = try Bench.stripe([list([])])
        #expect(await none.gateway.find(key: "sh_1-1", id: nil) == .notFound)
        let silent = try Bench.stripe([.lost(.hostRefused(host: "h"))])
        guard case .failed = await silent.gateway.find(key: "sh_1-1", id: nil) else {
            Issue.record("no answer counts as an answer")
            return
        }
    }

    @Test func `a known id is read first, and one that is gone is looked up by key`() async throws {
        let known = try Bench.stripe([.ok(transfer("tr_1"))])
        #expect(await known.gateway.find(key: "sh_1-1", id: "tr_1") == .found(id: "tr_1", others: []))
        let gone = try Bench.stripe([.json(404, PayoutGatewayTests.error("resource_missing"), [:]), list([transfer("tr_2")])])
        #expect(await gone.gateway.find(key: "sh_1-1", id: "tr_1") == .found(id: "tr_2", others: []))
    }

    @Test func `PayPal cannot be asked by key, so nothing is found and nothing asked`() async throws {
        let bench = try Bench.paypal([])
        #expect(await bench.gateway.find(key: "sh_1-1", id: nil) == .notFound)
        #expect(bench.scripted.remote.requests.isEmpty)
    }

    private func item(_ index: Int, _ status: String = "SUCCESS") -> JSON {
        [
            "payout_item_id": .string("I\(index)"), "transaction_status": .string(status), "payout_batch_id": "B",
            "payout_item": ["amount": ["currency": "USD", "value": "1.00"], "receiver": "r", "sender_item_id": .string("po_\(index)")],
        ]
    }

    @Test func `every page of a batch is read (P13)`() async throws {
        let bench = try Bench.paypal([
            .ok(["total_pages": 2, "items": .array((0..<1000).map { item($0) })]),
            .ok(["total_pages": 2, "items": .array((1000..<1003).map { item($0, "UNCLAIMED") })]),
        ])
        let items = try await bench.gateway.read(id: "B")
        #expect(items.count == 1003 && Set(items.compactMap(\.key)).count == 1003)
        #expect(items.count { $0.state == .unclaimed } == 3)
        #expect(bench.scripted.remote.paths.last == "/v1/payments/payouts/B?page_size=1000&page=2&total_required=true")
    }

    @Test func `a batch that has no items yet says nothing, and a page that fails is no half truth`() async throws {
        let early = try Bench.paypal([.ok(["batch_header": ["batch_status": "PENDING"]])])
        #expect(try await early.gateway.read(id: "B") == [])
        let cut = try Bench.paypal([
            .ok(["total_pages": 2, "items": .array((0..<1000).map { item($0) })]), .json(403, ["name": "NOT_AUTHORIZED"], [:]),
        ])
        await #expect(throws: ConnectorError.self) { try await cut.gateway.read(id: "B") }
        let odd = try Bench.paypal([.ok(["items": [["transaction_status": "SUCCESS"]]])])
        await #expect(throws: ConnectorError.self) { try await odd.gateway.read(id: "B") }
    }

    @Test func `reversed is reversed, reversed in part is undecided (P12)`() async throws {
        let bench = try Bench.stripe([
            .ok(transfer("tr_1")), .ok(transfer("tr_1", reversed: 1230)), .ok(transfer("tr_1", reversed: 30)),
        ])
        var states: [String] = []
        for _ in 0..<3 {
            let item = try await bench.gateway.item(id: "tr_1")
            states.append("\(item.state.rawValue) \(item.rawState)")
        }
        #expect(states == ["success amount_reversed 0", "reversed amount_reversed 1230", "pending amount_reversed 30"])
    }

    @Test func `where none of our words fits, or two do, a payout is undecided`() async throws {
        let manifest = try #require(Manifest.load(Array(BrokenPayoutsTests.sound.utf8), file: "demo.yaml").0)
        let items: [JSON] = [
            ["id": "1", "state": "done", "ok": true], ["id": "2", "state": "done", "ok": false], ["id": "3", "state": "new", "ok": true],
            ["id": "4", "state": "new", "ok": false],
        ]
        let config: [String: ConfigValue] = ["token": .secret(Secret("t")), "url": .text("https://demo.example")]
        let bench = try ScriptedBench(
            manifest, config: config,
            [
                .ok([
                    "items": .array(
                        items.map { item in
                            var object = item.object ?? JSONObject()
                            object["ref"] = "k"
                            return .object(object)
                        })
                ])
            ])
        let reports = try await #require(bench.connector.payouts).read(id: "B")
        #expect(reports.map(\.state) == [.success, .pending, .pending, .failed])
        #expect(reports.map(\.rawState) == ["done", "done", "new", "new"])
    }

    private func booking(_ id: String, _ status: String = "S") -> JSON {
        [
            "transaction_info": [
                "transaction_id": .string(id), "transaction_status": .string(status), "custom_field": .string("po_\(id)"),
                "transaction_amount": ["currency_code": "USD", "value": "-9.87"], "transaction_updated_date": "2026-01-27T10:17:36+0000",
            ]
        ]
    }

    @Test func `a list is asked for in spans that the provider takes, and what stands in two counts once (P12)`() async throws {
        let bench = try Bench.paypal([
            .ok(["total_pages": 1, "transaction_details": [booking("1"), booking("2")]]),
            .ok(["total_pages": 1, "transaction_details": [booking("2"), booking("3", "V")]]),
        ])
        let start = Timestamp(seconds: 1_767_225_600)
        let items = try await bench.gateway.report(since: start, until: start + .seconds(40 * 86_400))
        #expect(items.map(\.id) == ["1", "2", "3"])
        #expect(items.map(\.state) == [.success, .success, .reversed])
        #expect(items.map(\.amount?.text) == ["9.87 USD", "9.87 USD", "9.87 USD"])
        let asked = bench.paid.compactMap(\.head.path)
        #expect(asked.count == 2)
        #expect(asked.first?.contains("start_date=2026-01-01T00%3A00%3A00Z&end_date=2026-02-01T00%3A00%3A00Z") == true, "\(asked)")
        #expect(asked.last?.contains("start_date=2026-02-01T00%3A00%3A00Z&end_date=2026-02-10T00%3A00%3A00Z") == true, "\(asked)")
    }

    @Test func `address and credentials are proved before anything is sent (P9)`() async throws {
        try await Bench.stripe([.ok(["object": "balance"])]).gateway.prove()
        try await Bench.paypal([.json(404, ["name": "RESOURCE_NOT_FOUND"], [:])]).gateway.prove()
        let refused = try Bench.paypal([.json(403, ["name": "AUTHORIZATION_ERROR"], [:])])
        await #expect(throws: ConnectorError.self) { try await refused.gateway.prove() }
    }
}

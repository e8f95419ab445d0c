import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// What PayPal's stand-in keeps of money: its balance, its report, the states of batches; and what it refuses by its own description.
@Suite struct PayPalBooksTests {
    typealias Bench = PayPalTests.Bench

    private func balance(_ bench: Bench) -> Int? {
        // A call tells the stand-in what time it is.
        _ = bench.call(.get, "payments/payouts/none")
        return bench.account.state()["balance"]?["USD"]?.integer.map { Int($0) }
    }

    private func batch(_ bench: Bench, _ key: String, _ receivers: [String]) throws -> String {
        let made = bench.pay(key, receivers.map { ("\($0)@example.com", "10.00", "USD") })
        return try #require(made.body["batch_header"]?["payout_batch_id"]?.string, "\(made.body.text)")
    }

    @Test func `what failed, came back or was taken back is there again, and what was sent keeps its fee`() throws {
        let bench = try Bench { $0.openingBalance = ["USD": 10_000] }
        _ = try batch(bench, "k", ["a", "locked", "nobody", "reversed", "held"])
        #expect(balance(bench) == 10_000 - 5 * 1025)
        bench.now = bench.now + .seconds(11)
        #expect(balance(bench) == 10_000 - 4 * 1025)
        bench.now = bench.now + .seconds(6 * 86_400)
        #expect(balance(bench) == 10_000 - 3 * 1025 - 25)
        bench.now = bench.now + .seconds(25 * 86_400)
        #expect(balance(bench) == 10_000 - 2 * 1025 - 2 * 25)
        // What was refused for want of money can be paid once money is back.
        let poor = try Bench { $0.openingBalance = ["USD": 1025] }
        _ = try batch(poor, "k", ["locked"])
        #expect(poor.pay("l", [("a@example.com", "10.00", "USD")]).body["name"] == "INSUFFICIENT_FUNDS")
        poor.now = poor.now + .seconds(11)
        #expect(poor.pay("l", [("a@example.com", "10.00", "USD")]).status == 201)
    }

    @Test func `the report has a payment, and an entry against it once the money came back`() throws {
        let bench = try Bench { $0.tokenLife = .seconds(90 * 86_400) }
        let start = bench.now
        _ = try batch(bench, "k", ["a", "locked", "nobody", "reversed", "refunder"])
        func lines(_ more: String = "") -> Set<String> {
            let path = "reporting/transactions?start_date=\(start.iso)&end_date=\((start + .seconds(31 * 86_400)).iso)\(more)"
            let rows = bench.call(.get, path).body["transaction_details"]?.array ?? []
            return Set(
                rows.compactMap { $0["transaction_info"] }.map { row in
                    let value = row["transaction_amount"]?["value"]?.string ?? ""
                    return [
                        row["custom_field"]?.string, row["transaction_event_code"]?.string, value, row["transaction_status"]?.string,
                        row["paypal_reference_id"] == nil ? nil : "against",
                    ].compactMap { $0 }.joined(separator: " ")
                })
        }
        bench.now = start + .seconds(3 * 3600)
        #expect(lines().isEmpty)
        bench.now = start + .seconds(4 * 3600)
        #expect(lines() == ["k-0 T0001 -10.00 S", "k-2 T0001 -10.00 P", "k-3 T0001 -10.00 S", "k-4 T0001 -10.00 S"])
        bench.now = start + .seconds(40 * 86_400)
        let back: Set = ["k-2 T1114 10.00 S against", "k-3 T1114 10.00 S against", "k-4 T1115 10.00 S against"]
        #expect(lines() == back.union(["k-0 T0001 -10.00 S", "k-2 T0001 -10.00 V", "k-3 T0001 -10.00 V", "k-4 T0001 -10.00 V"]))
        #expect(lines("&transaction_type=T1115") == ["k-4 T1115 10.00 S against"])
        #expect(bench.call(.get, "reporting/transactions?start_date=\(start.iso)&end_date=\(start.iso)&page_size=501").status == 400)
    }

    @Test func `a batch is pending, processed, done; PayPal can deny or cancel it before that, and nothing of it is paid`() throws {
        let bench = try Bench { $0.openingBalance = ["USD": 10_000] }
        let ids = try ["a", "b", "c"].map { try batch(bench, $0, ["a", "b"]) }
        func shown(_ id: String) -> JSON { bench.call(.get, "payments/payouts/\(id)").body }
        #expect(shown(ids[0])["batch_header"]?["batch_status"] == "PENDING")
        #expect(shown(ids[0])["batch_header"]?["fees"]?["value"] == "0.00")
        bench.now = bench.now + .seconds(6)
        #expect(shown(ids[0])["batch_header"]?["batch_status"] == "PROCESSING")
        for (id, status) in [(ids[1], "DENIED"), (ids[2], "CANCELED")] {
            _ = try bench.account.edit(
                PersonEdit(.update, object: "payouts", id: id, fields: JSONObject([("batch_status", .string(status))])), at: bench.now)
            #expect(shown(id)["batch_header"]?["batch_status"] == .string(status))
        }
        bench.now = bench.now + .seconds(6)
        let done = shown(ids[0])["batch_header"]
        #expect(done?["batch_status"] == "SUCCESS" && done?["fees"]?["value"] == "0.50" && done?["amount"]?["value"] == "20.00")
        #expect(done?["time_completed"] != nil)
        #expect(shown(ids[1])["items"]?.array?.compactMap { $0["transaction_status"]?.string } == ["DENIED", "DENIED"])
        #expect(shown(ids[2])["items"]?.array?.compactMap { $0["transaction_status"]?.string } == ["RETURNED", "RETURNED"])
        let kinds = bench.account.state()["movements"]?.array?.compactMap { $0["kind"]?.string } ?? []
        #expect(kinds.count { $0 == "paid" } == 6 && kinds.count { $0 == "back" } == 4)
        #expect(throws: SandboxError.self) {
            try bench.account.edit(
                PersonEdit(.update, object: "payouts", id: ids[0], fields: JSONObject([("batch_status", "DENIED")])), at: bench.now)
        }
    }

    @Test(arguments: [
        ("sender_batch_id", 256), ("email_subject", 255), ("email_message", 1000), ("note", 1000), ("items[0].note", 4000),
        ("items[0].sender_item_id", 63), ("items[0].receiver", 127),
    ])
    func `a text is as long as the description says, and not one longer`(field: String, most: Int) throws {
        let bench = try Bench()
        func answer(_ length: Int) -> (status: Int, body: JSON) {
            var header = JSONObject([("sender_batch_id", .string("k\(length)"))])
            var item = JSONObject([
                ("recipient_type", "EMAIL"), ("receiver", "a@example.com"), ("amount", ["value": "1.00", "currency": "USD"]),
            ])
            let name = String(field.split(separator: ".").last ?? "")
            let end = name == "receiver" ? "@example.com" : ""
            let text = JSON.string(String(repeating: "x", count: length - end.count) + end)
            if field.hasPrefix("items") { item[name] = text } else { header[name] = text }
            return bench.call(.post, "payments/payouts", ["sender_batch_header": .object(header), "items": [.object(item)]])
        }
        #expect(answer(most).status == 201)
        let refused = answer(most + 1)
        #expect(refused.status == 400 && refused.body["details"]?[0]?["field"]?.string?.hasSuffix(field) == true, "\(refused.body.text)")
        #expect(bench.account.state()["movements"]?.array?.count == 1)
    }

    @Test func `a receiver has a kind of its own or of its batch, and one item id may be given twice`() throws {
        let bench = try Bench()
        func answer(_ header: JSON, _ items: [JSON]) -> (status: Int, body: JSON) {
            bench.call(.post, "payments/payouts", ["sender_batch_header": header, "items": .array(items)])
        }
        let item: JSON = ["receiver": "a@example.com", "sender_item_id": "i", "amount": ["value": "1.00", "currency": "USD"]]
        let lone = answer(["sender_batch_id": "a"], [item])
        #expect(lone.status == 400 && lone.body["details"]?[0]?["field"] == "items[0].recipient_type")
        #expect(answer(["sender_batch_id": "b", "recipient_type": "EMAIL"], [item, item]).status == 201)
        let phone: JSON = ["receiver": "a@example.com", "recipient_type": "PHONE", "amount": ["value": "1.00", "currency": "USD"]]
        #expect(answer(["sender_batch_id": "c", "recipient_type": "EMAIL"], [phone]).status == 400)
        let purpose: JSON = [
            "receiver": "a@example.com", "recipient_type": "EMAIL", "purpose": "FUN", "amount": ["value": "1.00", "currency": "USD"],
        ]
        #expect(answer(["sender_batch_id": "d"], [purpose]).body["details"]?[0]?["field"] == "items[0].purpose")
    }

    @Test(arguments: [(1, 201), (1000, 201), (1001, 400)])
    func `a request id has up to 1000 characters`(length: Int, status: Int) throws {
        let bench = try Bench()
        var head = HTTPRequest(method: .post, scheme: "https", authority: "api-m.paypal.com", path: "/v1/payments/payouts")
        head.headerFields[.authorization] = "Bearer \(bench.token)"
        head.headerFields[.contentType] = "application/json"
        head.headerFields[try #require(HTTPField.Name("PayPal-Request-Id"))] = String(repeating: "k", count: length)
        let body: JSON = [
            "sender_batch_header": ["sender_batch_id": "k", "recipient_type": "EMAIL"],
            "items": [["receiver": "a@example.com", "amount": ["value": "1.00", "currency": "USD"]]],
        ]
        let answer = bench.account.respond(to: Request(head: head, body: body.bytes, isRead: false), at: bench.now, under: nil)
        #expect(answer.head.status.code == status)
    }

    @Test func `pages are asked for by numbers that the description allows`() throws {
        let bench = try Bench()
        let id = try batch(bench, "k", ["a", "b", "c"])
        #expect(bench.call(.get, "payments/payouts/\(id)?page_size=2&page=2").body["items"]?.array?.count == 1)
        #expect(bench.call(.get, "payments/payouts/\(id)?page_size=1001").status == 400)
        #expect(bench.call(.get, "payments/payouts/\(id)?page=x").status == 400)
    }
}

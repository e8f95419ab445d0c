import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// PayPal's stand-in, called as a client would.
@Suite struct PayPalTests {
    final class Bench {
        let account: PayPal
        var now = Timestamp(seconds: 1_780_000_000)
        var token = ""

        init(_ change: (inout PayPalSettings) -> Void = { _ in }) throws {
            var settings = PayPalSettings()
            change(&settings)
            account = PayPal(settings: settings)
            token = try #require(login("\(settings.clientID):\(settings.clientSecret)").body["access_token"]?.string)
        }

        func login(_ pair: String) -> (status: Int, body: JSON) {
            var head = HTTPRequest(method: .post, scheme: "https", authority: "api-m.paypal.com", path: "/v1/oauth2/token")
            head.headerFields[.authorization] = "Basic \(Data(pair.utf8).base64EncodedString())"
            return answer(Request(head: head, body: Array("grant_type=client_credentials".utf8), isRead: false))
        }

        private func answer(_ request: Request) -> (status: Int, body: JSON) {
            let response = account.respond(to: request, at: now, under: nil)
            return (response.head.status.code, (try? JSON(parsing: response.body)) ?? .null)
        }

        func call(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) -> (status: Int, body: JSON) {
            var head = HTTPRequest(method: method, scheme: "https", authority: "api-m.paypal.com", path: "/v1/" + path)
            head.headerFields[.authorization] = "Bearer \(token)"
            if body != nil { head.headerFields[.contentType] = "application/json" }
            return answer(Request(head: head, body: body?.bytes ?? [], isRead: method == .get))
        }

        func pay(_ key: String, _ items: [(receiver: String, value: String, currency: String)]) -> (status: Int, body: JSON) {
            let rows = items.enumerated().map { index, item -> JSON in
                [
                    "recipient_type": "EMAIL", "receiver": .string(item.receiver), "sender_item_id": .string("\(key)-\(index)"),
                    "amount": ["value": .string(item.value), "currency": .string(item.currency)],
                ]
            }
            return call(.post, "payments/payouts", ["sender_batch_header": ["sender_batch_id": .string(key)], "items": .array(rows)])
        }
    }

    @Test func `a token is needed, ends, and is not given for a wrong secret`() throws {
        let bench = try Bench()
        #expect(bench.login("x:y").status == 401)
        #expect(bench.call(.get, "payments/payouts/none").status == 404)
        bench.now = bench.now + .seconds(31_669)
        #expect(bench.call(.get, "payments/payouts/none").body["error"] == "invalid_token")
    }

    @Test func `a batch id is refused for 30 days with the link to its batch`() throws {
        let bench = try Bench()
        let made = bench.pay("k", [("a@example.com", "1.00", "USD")])
        let id = try #require(made.body["batch_header"]?["payout_batch_id"]?.string)
        let again = bench.pay("k", [("a@example.com", "1.00", "USD")])
        #expect(made.status == 201 && again.status == 400)
        #expect(again.body["details"]?[0]?["link"]?[0]?["href"]?.string?.hasSuffix("/payouts/\(id)") == true)
        #expect(bench.account.state()["movements"]?.array?.count == 1)
    }

    @Test func `of a batch with something wrong nothing is paid, and all of it is named`() throws {
        let bench = try Bench { $0.openingBalance = ["USD": 1000] }
        let wrong = bench.pay("k", [("a@example.com", "1.00", "USD"), ("nobody", "1.00", "USD"), ("b@example.com", "1.001", "USD")])
        #expect(wrong.body["details"]?.array?.compactMap { $0["field"]?.string } == ["items[1].receiver", "items[2].amount.value"])
        #expect(bench.pay("k", [("a@example.com", "1.00", "USD"), ("b@example.com", "1.00", "EUR")]).status == 400)
        #expect(bench.pay("k", [("a@example.com", "1.5", "HUF")]).status == 400)
        #expect(bench.pay("k", []).status == 400)
        #expect(bench.pay("k", [("a@example.com", "10.00", "USD")]).body["name"] == "INSUFFICIENT_FUNDS")
        #expect(bench.account.state()["movements"]?.array?.isEmpty == true)
        #expect(bench.pay("k", [("a@example.com", "9.75", "USD")]).status == 201)
    }

    @Test func `items change their state in time, and unclaimed ones can be taken back`() throws {
        let bench = try Bench()
        let made = bench.pay(
            "k", [("nobody@example.com", "1.00", "USD"), ("refunder@example.com", "1.00", "USD"), ("held@example.com", "1.00", "USD")])
        let id = try #require(made.body["batch_header"]?["payout_batch_id"]?.string)
        func states() -> [String] {
            bench.call(.get, "payments/payouts/\(id)").body["items"]?.array?.compactMap { $0["transaction_status"]?.string } ?? []
        }
        #expect(states() == ["PENDING", "PENDING", "PENDING"])
        bench.now = bench.now + .seconds(11)
        #expect(states() == ["UNCLAIMED", "SUCCESS", "ONHOLD"])
        let items = bench.call(.get, "payments/payouts/\(id)").body["items"]?.array ?? []
        let first = try #require(items.first?["payout_item_id"]?.string)
        #expect(bench.call(.post, "payments/payouts-item/\(first)/cancel", [:]).body["transaction_status"] == "RETURNED")
        #expect(bench.call(.post, "payments/payouts-item/\(first)/cancel", [:]).status == 400)
        bench.now = bench.now + .seconds(25_000)
        let third = try #require(items.last?["payout_item_id"]?.string)
        let set = PersonEdit(.update, object: "payout_items", id: third, fields: JSONObject([("transaction_status", "BLOCKED")]))
        _ = try bench.account.edit(set, at: bench.now)
        #expect(states() == ["RETURNED", "SUCCESS", "BLOCKED"])
    }
}

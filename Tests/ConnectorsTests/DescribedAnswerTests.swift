import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// What PayPal's stand-in answers is what PayPal's own descriptions say that it answers.
@Suite struct DescribedAnswerTests {
    private struct Answer {
        let method: String
        let path: String
        let status: Int
        let body: JSON
    }

    /// Answers to every call of a sender, from the first second to the day when all is over.
    private func answers() throws -> [Answer] {
        var settings = PayPalSettings()
        settings.tokenLife = .seconds(90 * 86_400)
        let account = PayPal(settings: settings)
        var now = Timestamp(seconds: 1_780_000_000)
        var answers: [Answer] = []
        func call(_ method: HTTPRequest.Method, _ path: String, _ type: String, _ authorization: String, _ body: [UInt8]) -> Answer {
            var head = HTTPRequest(method: method, scheme: "https", authority: "api-m.paypal.com", path: path)
            head.headerFields[.authorization] = authorization
            if !body.isEmpty { head.headerFields[.contentType] = type }
            let response = account.respond(to: Request(head: head, body: body, isRead: method == .get), at: now, under: nil)
            let target = path.split(separator: "?").first.map(String.init) ?? path
            return Answer(
                method: method.rawValue.lowercased(), path: target, status: response.head.status.code,
                body: (try? JSON(parsing: response.body)) ?? .null)
        }
        let pair = Data("\(settings.clientID):\(settings.clientSecret)".utf8).base64EncodedString()
        let form = Array("grant_type=client_credentials".utf8)
        let login = call(.post, "/v1/oauth2/token", "application/x-www-form-urlencoded", "Basic \(pair)", form)
        let bearer = "Bearer \(login.body["access_token"]?.string ?? "")"
        func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) -> JSON {
            let answer = call(method, path, "application/json", bearer, body?.bytes ?? [])
            answers.append(answer)
            return answer.body
        }
        let items = ["a", "nobody", "held", "reversed", "refunder"].map { name -> JSON in
            [
                "recipient_type": "EMAIL", "receiver": .string("\(name)@example.com"), "sender_item_id": .string(name), "note": "Thanks",
                "amount": ["value": "9.87", "currency": "USD"], "purpose": "SERVICES", "recipient_wallet": "PAYPAL",
            ]
        }
        let header: JSON = ["sender_batch_id": "k", "email_subject": "You have a payout!"]
        let made = ask(.post, "/v1/payments/payouts", ["sender_batch_header": header, "items": .array(items)])
        let batch = "/v1/payments/payouts/\(made["batch_header"]?["payout_batch_id"]?.string ?? "")"
        let start = now
        for seconds in [0, 6, 11, 86_400, 40 * 86_400] as [Int64] {
            now = start + .seconds(seconds)
            let shown = ask(.get, "\(batch)?page=1&page_size=1000&total_required=true")
            let item = shown["items"]?[0]?["payout_item_id"]?.string ?? ""
            _ = ask(.get, "/v1/payments/payouts-item/\(item)")
            let end = start + .seconds(31 * 86_400)
            _ = ask(.get, "/v1/reporting/transactions?start_date=\(start.iso)&end_date=\(end.iso)")
        }
        _ = ask(.get, "/v1/payments/payouts/none")
        _ = ask(.post, "/v1/payments/payouts", ["sender_batch_header": header, "items": []])
        return answers
    }

    private func isSearch(_ answer: Answer) -> Bool { answer.path.contains("/reporting/") }

    @Test func `answers are as an excerpt of the description has them`() throws {
        let described = DescribedAPI(document: try JSON(parsing: Self.excerpt))
        let batches = try answers().filter { $0.method == "get" && $0.status == 200 && $0.path.contains("/payouts/") }
        #expect(batches.count == 5)
        for answer in batches {
            #expect(described.complaints(about: answer.body, to: answer.method, answer.path, status: answer.status) == [])
        }
        let wrong = described.complaints(about: ["batch_header": [:], "total": 1], to: "get", "/v1/payments/payouts/B", status: 200)
        #expect(wrong == ["answer.batch_header: batch_status is missing", "answer: no member total"])
    }

    @Test func `answers are as the vendor's whole descriptions have them, where these are at hand`() throws {
        func described(_ name: String) throws -> DescribedAPI? {
            let file = DescribedRequestTests.shared.appending(path: "specs/\(name).json")
            guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
            return DescribedAPI(document: try JSON(parsing: Array(data)))
        }
        guard let payouts = try described("paypal_payments_payouts_batch_v1"),
            let search = try described("paypal_reporting_transactions_v1")
        else { return }
        for answer in try answers() {
            let description = isSearch(answer) ? search : payouts
            let found = description.complaints(about: answer.body, to: answer.method, answer.path, status: answer.status)
            // The vendor's own example of an item's error has no debug_id either.
            #expect(found.filter { !$0.contains("errors: debug_id") } == [], "\(answer.path) \(answer.status): \(answer.body.text)")
        }
    }

    private static let excerpt = """
        {"paths": {"/v1/payments/payouts/{id}": {"get": {"responses": {"200": {"content": {"application/json": {"schema": {
          "type": "object", "properties": {"total_items": {"type": "integer", "minimum": 0, "maximum": 15000},
          "total_pages": {"type": "integer"}, "links": {"type": "array"}, "items": {"type": "array", "items": {"type": "object",
            "required": ["payout_item_id", "payout_batch_id", "payout_item"], "properties": {
            "payout_item_id": {"type": "string", "maxLength": 30}, "payout_batch_id": {"type": "string", "maxLength": 30},
            "transaction_id": {"type": "string", "maxLength": 30}, "transaction_status": {"type": "string", "enum": ["SUCCESS",
              "FAILED", "PENDING", "UNCLAIMED", "RETURNED", "ONHOLD", "BLOCKED", "REFUNDED", "REVERSED"]},
            "payout_item_fee": {"type": "object"}, "payout_item": {"type": "object"}, "time_processed": {"type": "string"},
            "errors": {"type": "object"}, "links": {"type": "array"}}}},
          "batch_header": {"type": "object", "required": ["batch_status"], "properties": {
            "payout_batch_id": {"type": "string", "maxLength": 30}, "batch_status": {"type": "string",
              "enum": ["DENIED", "PENDING", "PROCESSING", "SUCCESS", "CANCELED"]}, "time_created": {"type": "string"},
            "time_completed": {"type": "string"}, "sender_batch_header": {"type": "object"}, "funding_source": {"type": "string"},
            "amount": {"type": "object"}, "fees": {"type": "object"}}}}}}}}}}}}}
        """
}

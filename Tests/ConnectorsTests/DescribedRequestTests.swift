import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Testing

/// What is asked of Stripe and PayPal is what their own descriptions say may be asked.
@Suite struct DescribedRequestTests {
    typealias Bench = PayoutGatewayTests.Bench

    private static let empty = ScriptedRemote.Reply.ok(["object": "list", "has_more": false, "data": []])

    /// Everything that the manifest asks of Stripe.
    private func stripe() async throws -> [Request] {
        // The descriptions at hand leave the entries of customers' balances out.
        let objects = try SandboxBench.manifest("stripe").objects.map(\.name).filter { $0 != "credit" }
        let gone = ScriptedRemote.Reply.json(404, PayoutGatewayTests.error("resource_missing"), [:])
        let bench = try Bench.stripe(
            [
                .json(200, ["id": "tr_1"], [:]), .ok(["object": "balance"]), Self.empty, gone, gone, Self.empty, Self.empty,
                .ok(["id": "cus_1"]), .ok(["id": "cus_1"]), .ok(["id": "cus_1"]),
            ] + Array(repeating: Self.empty, count: 2 * objects.count) + Array(repeating: gone, count: objects.count))
        _ = await bench.gateway.submit(try bench.batch())
        try await bench.gateway.prove()
        _ = await bench.gateway.find(key: "k", id: nil)
        _ = try? await bench.gateway.read(id: "tr_1")
        _ = try? await bench.gateway.item(id: "tr_1")
        let now = bench.scripted.clock.now()
        _ = try await bench.gateway.report(since: now - .seconds(86_400), until: now)
        let connector = bench.scripted.connector
        _ = try await connector.read(key: "email", values: ["a@example.com"], of: "customer", fields: ["name"])
        let values: FieldValues = ["name": .text("Ada"), "metadata.partner": .text("p")]
        for (kind, id) in [(WriteKind.create, nil), (.update, "cus_1"), (.delete, "cus_1")] as [(WriteKind, String?)] {
            let operation = WriteOperation(key: "op", id: id, entityKey: nil, values: kind == .delete ? [:] : values)
            _ = await connector.write(kind, of: "customer", operations: [operation], isStrict: false)
        }
        for object in objects {
            for listing in [Listing.full, .changes(ReadWindow(since: now - .seconds(60), until: now))] {
                var reader = try connector.list(listing, of: object, fields: ["metadata.x"])
                while try await reader.next() != nil {}
            }
        }
        for object in objects { _ = try await connector.read(ids: ["x_1"], of: object, fields: ["metadata.x"], proof: true) }
        return bench.paid
    }

    /// Everything that the manifest asks of PayPal, but for the token and the batch that cannot be.
    private func paypal() async throws -> [Request] {
        let none = ScriptedRemote.Reply.ok(["total_pages": 1])
        let bench = try Bench.paypal([.json(201, ["batch_header": ["payout_batch_id": "B"]], [:]), none, .json(404, [:], [:]), none])
        _ = await bench.gateway.submit(try bench.batch(["9.87 USD", "100.00 USD"], kind: "email"))
        _ = try await bench.gateway.read(id: "B")
        _ = try? await bench.gateway.item(id: "I")
        let now = bench.scripted.clock.now()
        _ = try await bench.gateway.report(since: now - .seconds(86_400), until: now)
        return bench.paid
    }

    private func document(_ text: String) throws -> DescribedAPI { DescribedAPI(document: try JSON(parsing: text)) }

    @Test func `requests are as an excerpt of the descriptions has them`() async throws {
        let stripe = try await stripe().filter { $0.head.method == .post }
        let described = try document(Self.stripeExcerpt)
        #expect(stripe.count == 3)
        #expect(stripe.flatMap(described.complaints) == [])
        let paypal = try await paypal()
        let payouts = try document(Self.paypalExcerpt)
        #expect(paypal.count == 4)
        #expect(paypal.flatMap(payouts.complaints) == [])
    }

    @Test func `a request that is not as described is told`() throws {
        let described = try document(Self.stripeExcerpt)
        func said(_ path: String, _ body: String) throws -> [String] {
            let fields = HTTPFields([HTTPField(name: .contentType, value: "application/x-www-form-urlencoded")])
            let head = HTTPRequest(method: .post, scheme: "https", authority: "h", path: path, headerFields: fields)
            return described.complaints(about: Request(head: head, body: Array(body.utf8), isRead: false))
        }
        #expect(try said("/v1/transfers", "amount=1&currency=usd&destination=a") == [])
        #expect(
            try said("/v1/transfers", "amount=1.5&currency=usd") == ["body.amount: \"1.5\" is no integer", "body: destination is missing"])
        #expect(try said("/v1/transfers", "amount=1&currency=usd&destination=a&group=x") == ["body: no member group"])
        #expect(try said("/v1/transfer", "") == ["post /v1/transfer: no such operation"])
        let payouts = try document(Self.paypalExcerpt)
        var head = HTTPRequest(method: .get, scheme: "https", authority: "h", path: "/v1/payments/payouts/B?page_size=1001")
        #expect(payouts.complaints(about: Request(head: head, isRead: true)) == ["query page_size: 1001 is not in 0...1000"])
        head = HTTPRequest(method: .post, scheme: "https", authority: "h", path: "/v1/payments/payouts")
        head.headerFields[try #require(HTTPField.Name("PayPal-Request-Id"))] = ""
        #expect(payouts.complaints(about: Request(head: head, isRead: false)) == ["header PayPal-Request-Id: 0 characters"])
    }

    /// Where descriptions are that need not be there.
    static var shared: URL {
        let given = ProcessInfo.processInfo.environment["ENTENTE_SHARED"].map { URL(filePath: $0) }
        return given ?? ManifestFilesTests.root.deletingLastPathComponent().appending(path: "shared")
    }

    @Test func `requests are as the vendors' whole descriptions have them, where these are at hand`() async throws {
        func described(_ name: String) throws -> DescribedAPI? {
            let file = Self.shared.appending(path: "specs/\(name).json")
            guard let data = FileManager.default.contents(atPath: file.path) else { return nil }
            return DescribedAPI(document: try JSON(parsing: Array(data)))
        }
        if let described = try described("stripe_openapi_2023-08-16_trimmed") {
            let requests = try await stripe()
            #expect(requests.count > 20)
            #expect(Set(requests.flatMap(described.complaints)).sorted() == [])
        }
        guard let payouts = try described("paypal_payments_payouts_batch_v1"),
            let search = try described("paypal_reporting_transactions_v1")
        else { return }
        for request in try await paypal() {
            let isSearch = request.head.path?.contains("/reporting/") == true
            #expect((isSearch ? search : payouts).complaints(about: request) == [])
        }
    }

    /// From the vendor's description of 2023-08-16: what decides about a transfer and a customer.
    private static let stripeExcerpt = """
        {"paths": {
          "/v1/transfers": {"post": {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object",
            "additionalProperties": false, "required": ["currency", "destination"], "properties": {
            "amount": {"type": "integer"}, "currency": {"type": "string"}, "description": {"type": "string", "maxLength": 5000},
            "destination": {"type": "string"}, "transfer_group": {"type": "string"}, "source_transaction": {"type": "string"},
            "metadata": {"type": "object", "additionalProperties": {"type": "string"}}}}}}}}},
          "/v1/customers": {"post": {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object",
            "properties": {"name": {"type": "string"}, "metadata": {"type": "object"}}}}}}}},
          "/v1/customers/{customer}": {"post": {"requestBody": {"content": {"application/x-www-form-urlencoded": {"schema":
            {"type": "object", "properties": {"name": {"type": "string"}, "metadata": {"type": "object"}}}}}}}}
        }}
        """

    /// From the vendor's descriptions: what decides about a batch and its items.
    private static let paypalExcerpt = """
        {"paths": {
          "/v1/payments/payouts": {"post": {"parameters": [{"name": "PayPal-Request-Id", "in": "header", "schema": {"type": "string",
            "minLength": 1, "maxLength": 1000}}], "requestBody": {"content": {"application/json": {"schema": {"type": "object",
            "required": ["sender_batch_header", "items"], "properties": {
            "sender_batch_header": {"type": "object", "properties": {"sender_batch_id": {"type": "string", "maxLength": 256}}},
            "items": {"type": "array", "minItems": 1, "maxItems": 15000, "items": {"type": "object", "required": ["amount", "receiver"],
              "properties": {"recipient_type": {"type": "string", "maxLength": 13}, "receiver": {"type": "string", "maxLength": 127},
              "sender_item_id": {"type": "string", "maxLength": 63}, "note": {"type": "string"}, "amount": {"type": "object",
              "required": ["currency", "value"], "properties": {"currency": {"type": "string", "minLength": 3, "maxLength": 3},
              "value": {"type": "string", "pattern": "^((-?[0-9]+)|(-?([0-9]+)?[.][0-9]+))$"}}}}}}}}}}}}},
          "/v1/payments/payouts/{id}": {"get": {"parameters": [
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {"name": "page_size", "in": "query", "schema": {"type": "integer", "minimum": 0, "maximum": 1000}},
            {"name": "total_required", "in": "query", "schema": {"type": "boolean"}}]}},
          "/v1/payments/payouts-item/{payout_item_id}": {"get": {"parameters": []}},
          "/v1/reporting/transactions": {"get": {"parameters": [
            {"name": "start_date", "in": "query", "required": true, "schema": {"type": "string", "minLength": 20, "maxLength": 64}},
            {"name": "end_date", "in": "query", "required": true, "schema": {"type": "string", "minLength": 20, "maxLength": 64}},
            {"name": "transaction_type", "in": "query", "schema": {"type": "string"}},
            {"name": "fields", "in": "query", "schema": {"type": "string"}}, {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {"name": "page_size", "in": "query", "schema": {"type": "integer"}}]}}
        }}
        """
}

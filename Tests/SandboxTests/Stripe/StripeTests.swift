import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// Stripe's stand-in, called as a client would.
@Suite struct StripeTests {
    final class Bench {
        let platform: Stripe
        var now = Timestamp(seconds: 1_780_000_000)
        var key: String

        init(_ change: (inout StripeSettings) -> Void = { _ in }) throws {
            var settings = StripeSettings()
            change(&settings)
            var generator = ProgramGenerator(seed: 1, records: 0, now: now)
            platform = Stripe(generator.make(), at: now, settings: settings)
            key = settings.key
            _ = try platform.edit(PersonEdit(.create, object: "accounts", fields: JSONObject([("id", "acct_1")])), at: now)
        }

        func call(
            _ method: HTTPRequest.Method, _ path: String, _ form: String = "", key idempotency: String? = nil, fault: FaultKind? = nil
        ) -> (status: Int, body: JSON, fields: HTTPFields) {
            var head = HTTPRequest(method: method, scheme: "https", authority: "api.stripe.com", path: "/v1/" + path)
            head.headerFields[.authorization] = "Bearer \(key)"
            if method == .post { head.headerFields[.contentType] = "application/x-www-form-urlencoded" }
            if let idempotency, let name = HTTPField.Name("Idempotency-Key") { head.headerFields[name] = idempotency }
            let response = platform.respond(
                to: Request(head: head, body: Array(form.utf8), isRead: method == .get), at: now, under: fault)
            return (response.head.status.code, (try? JSON(parsing: response.body)) ?? .null, response.head.headerFields)
        }

        func code(_ method: HTTPRequest.Method, _ path: String, _ form: String = "", key: String? = nil) -> String {
            let reply = call(method, path, form, key: key)
            return "\(reply.status) \(reply.body["error"]?["code"]?.string ?? reply.body["error"]?["type"]?.string ?? "-")"
        }

        var paid: Int { platform.state()["movements"]?.array?.count ?? 0 }
    }

    private static let form = "amount=1230&currency=usd&destination=acct_1&transfer_group=g"

    @Test func `a key acts once for 24 hours, replays its answer, and refuses other content`() throws {
        let bench = try Bench()
        let first = bench.call(.post, "transfers", Self.form, key: "k")
        let again = bench.call(.post, "transfers", Self.form, key: "k")
        let replayed = HTTPField.Name("Idempotent-Replayed").flatMap { again.fields[$0] }
        #expect(first.status == 200 && again.body == first.body && replayed == "true")
        #expect(bench.code(.post, "transfers", Self.form + "&description=x", key: "k") == "400 idempotency_error")
        #expect(bench.paid == 1)
        bench.now = bench.now + .seconds(86_401)
        _ = bench.call(.post, "transfers", Self.form, key: "k")
        #expect(bench.paid == 2)
    }

    @Test func `a 500 is kept under its key, a limit and a refusal of parameters are not`() throws {
        let bench = try Bench()
        #expect(bench.call(.post, "transfers", Self.form, key: "a", fault: .http500).status == 500)
        #expect(bench.call(.post, "transfers", Self.form, key: "a").status == 500)
        #expect(bench.call(.post, "transfers", Self.form, key: "b", fault: .rateLimited).status == 429)
        #expect(bench.call(.post, "transfers", Self.form, key: "b").status == 200)
        #expect(bench.code(.post, "transfers", "currency=usd&destination=acct_1", key: "c") == "400 parameter_missing")
        #expect(bench.call(.post, "transfers", Self.form, key: "c").status == 200)
        #expect(bench.paid == 2)
    }

    @Test func `what Stripe refuses is refused in its words`() throws {
        let bench = try Bench { $0.openingBalance = ["usd": 5000] }
        #expect(bench.code(.post, "transfers", "amount=9900&currency=usd&destination=acct_1") == "400 balance_insufficient")
        #expect(bench.code(.post, "transfers", "amount=1&currency=usd&destination=acct_0") == "400 resource_missing")
        #expect(bench.code(.post, "transfers", "amount=1.5&currency=usd&destination=acct_1") == "400 parameter_invalid_integer")
        #expect(bench.code(.post, "transfers", "amount=7&currency=kwd&destination=acct_1") == "400 amount_invalid")
        #expect(bench.code(.post, "transfers", Self.form + "&nonsense=1") == "400 parameter_unknown")
        #expect(bench.code(.get, "charges?limit=101") == "400 parameter_invalid_integer")
        #expect(bench.code(.get, "charges/ch_0") == "404 resource_missing")
        #expect(bench.code(.get, "nothing") == "404 invalid_request_error")
        bench.key = "sk_test_wrong"
        #expect(bench.code(.get, "balance") == "401 invalid_request_error")
        bench.key = StripeSettings().restrictedKey
        #expect(bench.call(.get, "balance").status == 200)
        #expect(bench.call(.post, "transfers", Self.form).status == 403)
        #expect(bench.paid == 0)
    }

    @Test func `money that is paid leaves the balance, and comes back when it is reversed`() throws {
        let bench = try Bench { $0.openingBalance = ["usd": 5000] }
        func available() -> Int64? { bench.call(.get, "balance").body["available"]?[0]?["amount"]?.integer }
        let id = try #require(bench.call(.post, "transfers", Self.form, key: "k").body["id"]?.string)
        #expect(available() == 3770)
        #expect(bench.call(.post, "transfers/\(id)/reversals", "amount=1000").body["amount"] == 1000)
        #expect(bench.code(.post, "transfers/\(id)/reversals", "amount=1000") == "400 invalid_request_error")
        let shown = bench.call(.get, "transfers/\(id)").body
        #expect(shown["amount_reversed"] == 1000 && shown["reversed"] == false && available() == 4770)
        #expect(bench.call(.get, "transfers?transfer_group=g").body["data"]?.array?.count == 1)
    }

    @Test func `events are kept for 30 days, newest first, and filtered by type`() throws {
        let bench = try Bench()
        let id = try #require(bench.call(.post, "customers", "email=a@example.com&metadata[x]=1").body["id"]?.string)
        bench.now = bench.now + .seconds(10)
        _ = bench.call(.post, "customers/\(id)", "name=Ada")
        func types(_ query: String) -> [String] {
            bench.call(.get, "events?" + query).body["data"]?.array?.compactMap { $0["type"]?.string } ?? []
        }
        #expect(types("types[]=customer.created&types[]=customer.updated") == ["customer.updated", "customer.created"])
        #expect(types("type=customer.created") == ["customer.created"])
        #expect(types("created[gte]=\(bench.now.seconds)&type=customer.updated") == ["customer.updated"])
        bench.now = bench.now + .seconds(30 * 86_400 - 5)
        #expect(types("limit=100") == ["customer.updated"])
    }

    @Test func `no charge is refunded beyond its amount`() throws {
        let bench = try Bench()
        let made = try bench.platform.edit(
            PersonEdit(.create, object: "charges", fields: JSONObject([("amount", 1000), ("currency", "usd")])), at: bench.now)
        let id = try #require(made["id"]?.string)
        #expect(bench.call(.post, "refunds", "charge=\(id)&amount=600").status == 200)
        #expect(bench.code(.post, "refunds", "charge=\(id)&amount=600") == "400 invalid_request_error")
        #expect(bench.call(.post, "refunds", "charge=\(id)").body["amount"] == 400)
        #expect(bench.code(.post, "refunds", "charge=\(id)") == "400 charge_already_refunded")
    }
}

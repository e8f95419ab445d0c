import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Testing

/// What the gateway makes of every kind of answer, with the manifests of the house against a script.
@Suite struct PayoutGatewayTests {
    /// A provider of the house against a script.
    struct Bench {
        let scripted: ScriptedBench
        let gateway: any PayoutGateway

        /// The requests that pay, without those for a token.
        var paid: [Request] { scripted.remote.requests.filter { $0.head.path?.hasSuffix("/oauth2/token") != true } }

        /// The body of the first of them.
        var firstBody: String { String(decoding: paid.first?.body ?? [], as: UTF8.self) }

        static func stripe(_ replies: [ScriptedRemote.Reply]) throws -> Bench {
            let bench = try ScriptedBench(SandboxBench.manifest("stripe"), config: ["key": .secret(Secret("sk_test_1"))], replies)
            return Bench(scripted: bench, gateway: try #require(bench.connector.payouts))
        }

        static func paypal(_ replies: [ScriptedRemote.Reply], token: JSON = ["access_token": "t", "expires_in": 30_000]) throws -> Bench {
            let config: [String: ConfigValue] = ["client_id": .text("c"), "client_secret": .secret(Secret("s3cr3t"))]
            let bench = try ScriptedBench(SandboxBench.manifest("paypal"), config: config, [.ok(token)] + replies)
            return Bench(scripted: bench, gateway: try #require(bench.connector.payouts))
        }

        func batch(_ amounts: [String] = ["12.30 USD"], kind: String = "account", late: Duration = .seconds(3600)) throws -> PayoutBatch {
            let items = try amounts.enumerated().map { index, amount in
                PayoutItem(key: "po_\(index)", amount: try #require(Money(amount)), receiver: "acct_\(index)", receiverKind: kind)
            }
            return PayoutBatch(key: "sh_1-1", items: items, notAfter: scripted.clock.now() + late)
        }
    }

    static func error(_ code: String, type: String = "invalid_request_error") -> JSON {
        ["error": ["type": .string(type), "code": .string(code), "message": "m"]]
    }

    static func trouble(_ name: String, _ field: String = "items[1].receiver") -> JSON {
        ["name": .string(name), "message": "m", "details": [["field": .string(field), "location": "body", "issue": "wrong"]]]
    }

    @Test func `a transfer is asked for once, with its key in header and group (P3)`() async throws {
        let bench = try Bench.stripe([.json(200, ["id": "tr_1"], [:])])
        #expect(await bench.gateway.submit(try bench.batch()) == .accepted(id: "tr_1", isReplay: false, items: []))
        let request = try #require(bench.paid.first)
        #expect(bench.paid.count == 1 && !request.isRead)
        let key = HTTPField.Name("Idempotency-Key").flatMap { request.head.headerFields[$0] }
        #expect(key == "sh_1-1")
        #expect(request.head.headerFields[.contentType] == "application/x-www-form-urlencoded")
        #expect(
            bench.firstBody
                == "amount=1230&currency=usd&destination=acct_0&transfer_group=sh_1-1&metadata%5Bentente_payout%5D=po_0")
    }

    @Test func `what the providers can do is what their manifests say`() throws {
        let stripe = try Bench.stripe([]).gateway.abilities
        #expect(stripe.keyLife == .seconds(86_400) && stripe.largestBatch == 1 && stripe.isSettledAtOnce && stripe.canFindByKey)
        #expect(stripe.receiverKinds == ["account"] && stripe.canList && stripe.listLag == .zero)
        let paypal = try Bench.paypal([]).gateway.abilities
        #expect(paypal.keyLife == .seconds(30 * 86_400) && paypal.largestBatch == 15_000 && !paypal.isSettledAtOnce)
        #expect(paypal.isOneCurrency && !paypal.canFindByKey && paypal.canList && paypal.listLag == .seconds(3 * 3600))
        #expect(paypal.receiverKinds == ["email", "phone", "account"])
    }

    @Test func `P6 another account has another mark, and the same account with another secret has the same`() throws {
        func mark(_ vendor: String, _ config: [String: ConfigValue]) throws -> String {
            let bench = try ScriptedBench(SandboxBench.manifest(vendor), config: config, [])
            return try #require(bench.connector.payouts?.mark)
        }
        func paypal(_ client: String, _ secret: String) throws -> String {
            try mark("paypal", ["client_id": .text(client), "client_secret": .secret(Secret(secret))])
        }
        #expect(try paypal("one", "s") == paypal("one", "t"))
        #expect(try paypal("one", "s") != paypal("two", "s"))
        // Only its key tells whose Stripe it is, unless config.yaml names the account.
        func stripe(_ key: String, _ account: String? = nil) throws -> String {
            var config: [String: ConfigValue] = ["key": .secret(Secret(key))]
            config["account"] = account.map { .text($0) }
            return try mark("stripe", config)
        }
        #expect(try stripe("sk_1") == stripe("sk_1") && stripe("sk_1") != stripe("sk_2"))
        #expect(try stripe("sk_1", "acct_1") == stripe("sk_2", "acct_1") && stripe("sk_1", "acct_1") != stripe("sk_1", "acct_2"))
        #expect(try stripe("sk_1").count == 8)
    }

    /// Answers of Stripe, and what each is.
    static let answers: [(reply: ScriptedRemote.Reply, verdict: String)] = [
        (.json(200, ["id": "tr_1"], [:]), "accepted"), (.json(201, ["id": "tr_1"], [:]), "accepted"),
        (.json(200, ["id": "tr_1"], ["Idempotent-Replayed": "true"]), "replayed"),
        (.json(200, ["object": "transfer"], [:]), "doubtful"), (.text("application/json", #"{"id":"tr_1","amo"#), "doubtful"),
        (.text("text/html", "<html>busy</html>"), "doubtful"),
        (.json(400, error("balance_insufficient"), [:]), "refused balance_insufficient"),
        (.json(400, error("parameter_invalid"), ["Stripe-Should-Retry": "true"]), "doubtful"),
        (.json(400, error("", type: "idempotency_error"), [:]), "doubtful"),
        (.json(401, error("api_key_expired"), [:]), "not sent"),
        (.status(400, "application/json", #"{"error":{"type":"invalid_requ"#), "doubtful"),
        (.status(403, "text/html", "<html>proxy</html>"), "doubtful"), (.json(404, ["message": "no route"], [:]), "doubtful"),
        (.status(401, "text/html", "<html>sign in</html>"), "doubtful"),
        (.json(402, error("card_declined"), [:]), "refused card_declined"), (.json(403, error("no"), [:]), "not sent"),
        (.json(404, error("resource_missing"), [:]), "refused resource_missing"), (.json(422, error("x"), [:]), "refused x"),
        (.json(408, error("x"), [:]), "doubtful"),
        (.json(409, error("idempotency_key_in_use", type: "idempotency_error"), [:]), "doubtful"),
        (.json(409, error("other"), [:]), "doubtful"), (.json(425, error("x"), [:]), "doubtful"),
        (.json(429, error("rate_limit"), ["Retry-After": "1"]), "doubtful"), (.json(400, error("lock_timeout"), [:]), "doubtful"),
        (.json(302, ["id": "tr_1"], ["Location": "https://api.stripe.com/v1/transfers/tr_1"]), "doubtful"),
        (.json(500, error("x", type: "api_error"), [:]), "doubtful"), (.json(503, error("x"), [:]), "doubtful"),
        (.lost(.interrupted(host: "api.stripe.com", reason: "timeout")), "doubtful"), (.lost(.tooLarge(limit: 9)), "doubtful"),
        (.lost(.unreachable(host: "api.stripe.com", reason: "refused")), "not sent"), (.lost(.cancelled), "not sent"),
    ]

    private func verdict(_ answer: PayoutAnswer) -> String {
        switch answer {
        case .accepted(_, let isReplay, _): isReplay ? "replayed" : "accepted"
        case .duplicate(let id): "duplicate \(id ?? "-")"
        case .refused(let code, _, let items): "refused \(([code] + items).joined(separator: " "))"
        case .notSent: "not sent"
        case .doubtful: "doubtful"
        }
    }

    @Test(arguments: answers.indices)
    func `only a definite 4xx is a refusal, and nothing is ever sent a second time (P5, P7)`(index: Int) async throws {
        let (reply, expected) = Self.answers[index]
        let bench = try Bench.stripe([reply, .json(200, ["id": "tr_second"], [:])])
        let answer = await bench.gateway.submit(try bench.batch())
        #expect(verdict(answer) == expected, "\(answer)")
        #expect(bench.scripted.remote.requests.count == 1)
    }

    @Test func `an item at fault is named by its key, and one batch has all receivers in its words (P8)`() async throws {
        let bench = try Bench.paypal([.json(400, Self.trouble("VALIDATION_ERROR"), [:])])
        let answer = await bench.gateway.submit(try bench.batch(["9.87 USD", "1 USD"], kind: "email"))
        #expect(verdict(answer) == "refused VALIDATION_ERROR po_1")
        #expect(bench.paid.count == 1)
    }

    @Test func `a batch that was taken before is a duplicate, with its id where the answer has one (P5)`() async throws {
        let link: JSON = ["href": "https://api-m.paypal.com/v1/payments/payouts/5UXD", "rel": "self", "method": "GET"]
        let linked: JSON = [
            "name": "USER_BUSINESS_ERROR", "message": "m",
            "details": [["field": "SENDER_BATCH_ID", "issue": "Batch with given sender_batch_id already exists", "link": [link]]],
        ]
        for (body, expected) in [(linked, "duplicate 5UXD"), (Self.trouble("USER_BUSINESS_ERROR", "SENDER_BATCH_ID"), "duplicate -")] {
            let bench = try Bench.paypal([.json(400, body, [:])])
            #expect(verdict(await bench.gateway.submit(try bench.batch(kind: "email"))) == expected)
        }
    }

    @Test func `a token that was refused is obtained anew for the next request, not for this one`() async throws {
        let bench = try Bench.paypal([
            .json(401, ["error": "invalid_token"], [:]), .ok(["access_token": "t2", "expires_in": 30_000]),
            .json(201, ["batch_header": ["payout_batch_id": "B2"]], [:]),
        ])
        #expect(verdict(await bench.gateway.submit(try bench.batch(kind: "email"))) == "not sent")
        #expect(bench.paid.count == 1)
        #expect(verdict(await bench.gateway.submit(try bench.batch(kind: "email"))) == "accepted")
        #expect(bench.paid.last?.head.headerFields[.authorization] == "Bearer t2")
    }

    @Test func `without credentials nothing is sent`() async throws {
        let bench = try Bench.paypal([], token: ["error": "invalid_client"])
        #expect(verdict(await bench.gateway.submit(try bench.batch(kind: "email"))) == "not sent")
        #expect(bench.paid.isEmpty)
    }

    @Test func `nothing leaves after its last instant, whatever held it up (P6)`() async throws {
        let bench = try Bench.stripe([.json(200, ["id": "tr_1"], [:])])
        #expect(verdict(await bench.gateway.submit(try bench.batch(late: .seconds(-1)))) == "not sent")
        #expect(bench.paid.isEmpty)
        #expect(verdict(await bench.gateway.submit(try bench.batch(late: .zero))) == "accepted")
    }

    @Test func `a request that a limit held up past its last instant is not sent (P6)`() async throws {
        let bench = try Bench.stripe([.json(429, Self.error("rate_limit"), ["Retry-After": "60"]), .json(200, ["id": "tr_1"], [:])])
        #expect(verdict(await bench.gateway.submit(try bench.batch())) == "doubtful")
        #expect(verdict(await bench.gateway.submit(try bench.batch(late: .seconds(30)))) == "not sent")
        #expect(bench.paid.count == 1)
        #expect(verdict(await bench.gateway.submit(try bench.batch(late: .seconds(30)))) == "accepted")
    }

    @Test(
        arguments: [
            (["1 USD", "2 USD"], "account", "batch_size"), ([], "account", "batch_size"), (["0 USD"], "account", "amount"),
            (["-1 USD"], "account", "amount"), (["1.234 KWD"], "account", "amount"), (["12.50 MGA"], "account", "amount"),
            (["1 USD"], "email", "receiver_kind"),
        ] as [([String], String, String)])
    func `what Stripe cannot be told is refused before anything is sent (VENDORS 5.4)`(
        amounts: [String], kind: String, code: String
    ) async throws {
        let bench = try Bench.stripe([.json(200, ["id": "tr_1"], [:])])
        guard case .refused(code, _, _) = await bench.gateway.submit(try bench.batch(amounts, kind: kind)) else {
            Issue.record("\(amounts) \(kind) is sent")
            return
        }
        #expect(bench.paid.isEmpty)
    }

    @Test(arguments: [
        ("7 JPY", "7"), ("7 ISK", "700"), ("7 UGX", "700"), ("7 MGA", "7"), ("7.250 KWD", "7250"), ("7.25 HUF", "725"), ("7 EUR", "700"),
    ])
    func `amounts go in the provider's minor units (VENDORS 5.4)`(amount: String, minor: String) async throws {
        let bench = try Bench.stripe([.json(200, ["id": "tr_1"], [:])])
        #expect(verdict(await bench.gateway.submit(try bench.batch([amount]))) == "accepted")
        #expect(bench.firstBody.hasPrefix("amount=\(minor)&"))
    }

    @Test func `PayPal takes no decimals of some currencies, and no batch of two`() async throws {
        let bench = try Bench.paypal([.json(201, ["batch_header": ["payout_batch_id": "B"]], [:])])
        #expect(verdict(await bench.gateway.submit(try bench.batch(["1 USD", "1 EUR"], kind: "email"))) == "refused batch_currencies")
        #expect(verdict(await bench.gateway.submit(try bench.batch(["1.50 HUF"], kind: "email"))) == "refused amount po_0")
        #expect(verdict(await bench.gateway.submit(try bench.batch(["150 TWD"], kind: "email"))) == "accepted")
        #expect(bench.paid.count == 1)
        #expect(bench.firstBody.contains(#""value":"150""#))
    }

    @Test func `secrets and keys stand in no reason`() async throws {
        let bench = try Bench.stripe([.json(400, Self.error("x"), [:])])
        #expect(!"\(await bench.gateway.submit(try bench.batch()))".contains("sk_test_1"))
    }
}

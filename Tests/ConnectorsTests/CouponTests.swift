import Connectors
import HTTP
import Model
import Testing
import YAML

/// Coupons as the manifests of shops say them, and what is said about manifests that cannot make one.
@Suite struct CouponTests {
    private static let woo: [String: ConfigValue] = [
        "url": .text("https://shop.example.com"), "key": .secret(Secret("ck_test")), "secret": .secret(Secret("cs_test")),
        "currency": .text("USD"),
    ]
    private static let shopify: [String: ConfigValue] = [
        "url": .text("https://northwind.myshopify.com"), "token": .secret(Secret("shpat_test")),
    ]

    private func maker(_ name: String, _ config: [String: ConfigValue]) throws -> CouponMaker {
        let bench = try ScriptedBench(try SandboxBench.manifest(name), config: config, [])
        return try #require(bench.connector.coupons)
    }

    private func order(share: Int? = nil, amount: Money? = nil) -> CouponOrder {
        CouponOrder(
            code: "thanks-1", share: share, amount: amount, email: "dee@customer.example", until: Timestamp(seconds: 1_800_000_000),
            note: "welcome reward_1")
    }

    @Test func `WooCommerce takes a share or an amount off, for one use by one address`() throws {
        let maker = try maker("woocommerce", Self.woo)
        let share = try maker.record(of: order(share: 1250))
        #expect(share.object == "coupon" && share.codeField == "code" && share.usedField == "usage_count")
        #expect(share.values["discount_type"] == .text("percent"))
        #expect(share.values["amount"] == ExactDecimal("12.5").map(FieldValue.decimal))
        #expect(share.values["usage_limit"] == .integer(1))
        #expect(share.values["email_restrictions"] == .set(["dee@customer.example"]))
        #expect(share.values["date_expires"] == .timestamp(Timestamp(seconds: 1_800_000_000)))
        let amount = try maker.record(of: order(amount: Money("10.00 USD")))
        #expect(amount.values["discount_type"] == .text("fixed_cart") && amount.values["code"] == .text("thanks-1"))
        #expect(throws: ConnectorError.self) { try maker.record(of: order(amount: Money("10.00 EUR"))) }
        var bare = order(share: 1000)
        (bare.email, bare.until) = (nil, nil)
        let plain = try maker.record(of: bare)
        #expect(plain.values["date_expires"] == nil && plain.values["email_restrictions"] == .set([]))
    }

    @Test func `Shopify takes a share off, as a fraction, and says that it takes no amount`() throws {
        let maker = try maker("shopify", Self.shopify)
        let share = try maker.record(of: order(share: 1000))
        #expect(share.object == "discount" && share.values["percentage"] == ExactDecimal("0.1").map(FieldValue.decimal))
        #expect(share.values["usageLimit"] == .integer(1) && share.values["appliesOncePerCustomer"] == .boolean(true))
        #expect(throws: ConnectorError.self) { try maker.record(of: order(amount: Money("10.00 USD"))) }
    }

    @Test func `Shopify's stand-in takes such a coupon, finds it by its code in any case, and lets it be taken away`() async throws {
        let bench = try SandboxBench.shopify()
        let coupon = try #require(bench.connector.coupons).record(of: order(share: 1250))
        let operation = WriteOperation(key: "reward_1", id: nil, entityKey: nil, values: coupon.values)
        let made = await bench.connector.write(.create, of: coupon.object, operations: [operation], isStrict: false)
        guard case .done(let id, _)? = made.first else {
            Issue.record("\(made)")
            return
        }
        func found(_ code: String) async throws -> [Record] {
            try await bench.connector.read(
                key: coupon.codeField, values: [code], of: coupon.object, fields: ["code", "percentage", "endsAt"])
        }
        let there = try await found("THANKS-1")
        #expect(there.map(\.id) == [id] && there.first?.values["code"] == .text("thanks-1"))
        #expect(there.first?.values["percentage"] == ExactDecimal("0.125").map(FieldValue.decimal))
        #expect(there.first?.values["endsAt"] == .timestamp(Timestamp(seconds: 1_800_000_000)))
        let again = await bench.connector.write(.create, of: coupon.object, operations: [operation], isStrict: false)
        if case .done? = again.first { Issue.record("a second coupon of one code") }
        let away = WriteOperation(key: "reward_1-back", id: id, entityKey: nil, values: [:])
        guard case .done? = await bench.connector.write(.delete, of: coupon.object, operations: [away], isStrict: false).first else {
            Issue.record("it could not be taken away")
            return
        }
        #expect(try await found("thanks-1").isEmpty)
    }

    private static let sound = """
        dsl: 1
        connector: demo
        version: 1
        status: beta
        config: {token: {type: text, secret: true}, url: {type: url}}
        http: {base: "{{ config.url }}/v1"}
        auth: {send: {kind: bearer, token: "{{ config.token }}"}}
        rewards: {coupon: {object: gift, code: code, used: uses, share: {off: "{{ reward.percent }}"}}}
        objects:
          gift:
            id: id
            fields: {code: {type: text}, uses: {type: integer}, off: {type: decimal}}
            read:
              full: {call: GET /gifts, records: body}
              deleted: none
              by_ids: {call: GET /gifts, query: {include: "{{ ids | join(',') }}"}, batch: {max: 100}, records: body}
              by_key: {call: GET /gifts, query: {code: "{{ value }}"}, records: body}
            write:
              create: {call: POST /gifts, json: "{{ op.record }}", results: {id: id}}
              delete: {call: "DELETE /gifts/{{ op.id }}"}
        """

    @Test func `the manifest that is broken below is sound`() { #expect(Complaints.of(Self.sound) == []) }

    @Test(arguments: [
        ("object: gift", "object: gitf", "rewards.coupon.object: found no object gitf, expected one of the manifest's objects"),
        ("code: code", "code: kode", "rewards.coupon.code: found no field kode, expected a field of gift"),
        ("used: uses", "used: used", "rewards.coupon.used: found no field used, expected a field of gift"),
        ("{off:", "{of:", "rewards.coupon.share: found no field of, expected fields of gift"),
        (
            ", share: {off: \"{{ reward.percent }}\"}", "", "rewards.coupon: found a map, expected share, amount or both"
        ),
        (
            "  delete: {call: \"DELETE /gifts/{{ op.id }}\"}", "",
            "rewards.coupon.object: found gift without write.archive or delete, expected one that can be taken away again"
        ),
    ])
    func `what is said about coupons that cannot be made`(part: String, broken: String, says: String) {
        #expect(Self.sound.contains(part))
        #expect(Complaints.of(Self.sound.replacing(part, with: broken, maxReplacements: 1)) == [says])
    }
}

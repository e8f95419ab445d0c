import Connectors
import Foundation
import Model
import Sandbox
import Testing

/// The objects of Shopify's manifest against its stand-in.
@Suite struct ShopifyRemoteTests {
    private static let order = [
        "number", "email", "createdAt", "updatedAt", "processedAt", "cancelledAt", "test", "displayFinancialStatus", "total",
        "currentTotal",
        "subtotal", "tax", "discount", "shipping", "refunded", "customer", "coupon", "coupons", "click", "source", "referrer",
    ]
    private static let customer = ["email", "phone", "firstName", "lastName", "note", "tags", "numberOfOrders", "amountSpent"]
    private static let discount = ["code", "title", "percentage", "startsAt", "endsAt", "usageLimit", "status"]

    private func make(_ bench: SandboxBench, _ object: String, _ values: [String: FieldValue], key: String = "k") async -> WriteOutcome? {
        let create = WriteOperation(key: key, id: nil, entityKey: nil, values: values)
        return await bench.connector.write(.create, of: object, operations: [create], isStrict: false).first
    }

    private func done(_ outcome: WriteOutcome?) throws -> String {
        guard case .done(let id, _)? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return ""
        }
        return id
    }

    @Test func `W10 every order is read with the number, the total and the coupon of the deal that the CRM has`() async throws {
        let bench = try SandboxBench.shopify(records: 1500)
        var generator = ProgramGenerator(seed: 3, records: 1500, now: SandboxBench.start)
        let program = ProgramGenerator.joined(generator.make(), by: "shopify", seed: 3, records: 1500, now: SandboxBench.start)
        let sales = ProgramSale.all(of: program).filter { $0.shop == .shopify && ($0.holder == nil || $0.holder == "shopify") }
        let (orders, pages) = try await bench.all(.full, of: "order", fields: Self.order)
        #expect(pages.count > 1 && orders.count == sales.count)
        let read = Dictionary(orders.map { ($0.values["number"], $0.values) }) { first, _ in first }
        for sale in sales {
            let values = try #require(read[.text(sale.orderNumber)])
            #expect(values["total"] == .money(Money(minor: sale.total, currency: sale.currency)))
            #expect(values["refunded"] == .money(Money(minor: sale.refunded, currency: sale.currency)))
            #expect(values["coupon"] == sale.coupon.map { FieldValue.text($0) } ?? FieldValue.null)
            #expect(values["click"] == sale.click.map { FieldValue.text($0) } ?? FieldValue.null)
            #expect(values["test"] == .boolean(sale.isTest))
        }
        let refunds = try await bench.all(.full, of: "refund", fields: ["order", "amount", "kind", "provider"]).records
        #expect(refunds.count == sales.filter { $0.refunded > 0 }.count && refunds.count > 3)
        let ids = Set(orders.map { FieldValue.text($0.id) })
        #expect(refunds.allSatisfy { $0.values["order"].map(ids.contains) ?? false && $0.values["provider"] == .text("shopify") })
    }

    @Test func `what changed is read once the search knows of it, a refund with its order`() async throws {
        let bench = try SandboxBench.shopify(records: 200)
        bench.clock.advance(by: .seconds(3600))
        let since = bench.clock.now()
        let made = try bench.hand(.create, "orders", nil, ["total": "120.00", "currency": "USD", "email": "a@b.example", "name": "#SO-N1"])
        let id = try #require(made["id"]?.string)
        bench.clock.advance(by: .seconds(5))
        let given = try bench.hand(.create, "refunds", nil, ["order": .string(id), "amount": "20.00", "note": "back"])
        let refund = try #require(given["id"]?.string)
        bench.clock.advance(by: .seconds(40))
        let orders = try await bench.all(bench.window(since: since), of: "order", fields: Self.order).records
        let order = try #require(orders.first { $0.id == id })
        #expect(order.values["number"] == .text("SO-N1") && order.values["refunded"] == Money("20 USD").map(FieldValue.money))
        #expect(order.values["displayFinancialStatus"] == .text("PARTIALLY_REFUNDED"))
        let refunds = try await bench.all(bench.window(since: since), of: "refund", fields: ["order", "amount", "note", "kind"]).records
        let read = try #require(refunds.first { $0.id == refund })
        #expect(read.values["order"] == .text(id) && read.values["amount"] == Money("20 USD").map(FieldValue.money))
        #expect(read.values["note"] == .text("back") && read.values["kind"] == .text("refund"))
        #expect(orders.allSatisfy { $0.modified.map { $0 >= since - .seconds(600) } ?? false })
    }

    @Test func `records are read by their ids, and a deleted order is gone`() async throws {
        let bench = try SandboxBench.shopify(records: 100)
        let ids = Array(try await bench.all(.full, of: "order", fields: ["name"]).records.map(\.id).prefix(3))
        try bench.person(.delete, "orders", ids[1])
        for proof in [true, false] {
            let read = try await bench.connector.read(ids: ids, of: "order", fields: ["number"], proof: proof)
            #expect(Set(read.records.keys) == [ids[0], ids[2]], "proof \(proof)")
        }
        let left = try await bench.all(.full, of: "order", fields: ["name"]).records
        #expect(!left.contains { $0.id == ids[1] } && left.contains { $0.id == ids[2] })
    }

    @Test func `a customer is made, changed, found by address and deleted, and a taken address is a duplicate`() async throws {
        let bench = try SandboxBench.shopify()
        let values: [String: FieldValue] = [
            "email": .text("ada@shop.example"), "firstName": .text("Ada"), "tags": .set(["b", "a"]), "phone": .text("+16135550123"),
        ]
        let id = try done(await make(bench, "customer", values))
        let again = await make(bench, "customer", ["email": .text("ADA@shop.example")], key: "k2")
        guard case .failed(let refusal)? = again else {
            Issue.record("\(String(describing: again))")
            return
        }
        #expect(refusal.failureClass == .duplicate && refusal.message?.contains("already been taken") == true, "\(refusal)")
        let update = WriteOperation(key: "k3", id: id, entityKey: nil, values: ["firstName": .null, "lastName": .text("Löw")])
        _ = try done(await bench.connector.write(.update, of: "customer", operations: [update], isStrict: false).first)
        bench.clock.advance(by: .seconds(30))
        let found = try await bench.connector.read(key: "email", values: ["ada@shop.example"], of: "customer", fields: Self.customer)
        #expect(found.map(\.id) == [id])
        #expect(found.first?.values["lastName"] == .text("Löw") && found.first?.values["firstName"] == .null)
        #expect(found.first?.values["phone"] == .text("+16135550123"))
        let remove = WriteOperation(key: "k4", id: id, entityKey: nil, values: [:])
        _ = await bench.connector.write(.delete, of: "customer", operations: [remove], isStrict: false)
        #expect(try await bench.all(.full, of: "customer", fields: Self.customer).records == [])
    }

    @Test func `a customer whose answer was lost is unknown, is found by address, and was made once`() async throws {
        let bench = try SandboxBench.shopify(faults: "response-lost:POST */graphql.json=#1")
        let outcome = await make(bench, "customer", ["email": .text("lost@shop.example")])
        guard case .unknown? = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        bench.clock.advance(by: .seconds(30))
        let found = try await bench.connector.read(key: "email", values: ["lost@shop.example"], of: "customer", fields: ["email"])
        #expect(found.count == 1)
        #expect(bench.vendor.state()["objects"]?["customers"]?.array?.count == 1)
    }

    @Test func `a partner's code is made, found, changed and deleted, and never twice`() async throws {
        let bench = try SandboxBench.shopify()
        let tenth = FieldValue.decimal(try #require(ExactDecimal("0.1")))
        let values: [String: FieldValue] = ["code": .text("PARTNER-ACME"), "title": .text("Acme"), "percentage": tenth]
        let id = try done(await make(bench, "discount", values))
        guard case .failed? = await make(bench, "discount", values, key: "k2") else {
            Issue.record("the same code twice")
            return
        }
        let update = WriteOperation(key: "k3", id: id, entityKey: nil, values: ["title": .text("Acme, 10 %")])
        _ = try done(await bench.connector.write(.update, of: "discount", operations: [update], isStrict: false).first)
        let found = try await bench.connector.read(key: "code", values: ["PARTNER-ACME"], of: "discount", fields: Self.discount)
        #expect(found.map(\.id) == [id])
        #expect(found.first?.values["title"] == .text("Acme, 10 %") && found.first?.values["percentage"] == tenth)
        #expect(found.first?.values["status"] == .text("ACTIVE"))
        let remove = WriteOperation(key: "k4", id: id, entityKey: nil, values: [:])
        _ = await bench.connector.write(.delete, of: "discount", operations: [remove], isStrict: false)
        #expect(try await bench.all(.full, of: "discount", fields: Self.discount).records == [])
    }

    @Test func `a reward's coupon is made at the shop as the manifest says it, a share off and no amount`() async throws {
        let bench = try SandboxBench.shopify()
        let maker = try #require(bench.connector.coupons)
        let until = SandboxBench.start + .seconds(2_592_000)
        let coupon = try maker.record(of: CouponOrder(code: "thanks-1", share: 1500, amount: nil, until: until, note: "Thanks"))
        let id = try done(await make(bench, coupon.object, coupon.values))
        let found = try await bench.connector.read(
            key: coupon.codeField, values: ["thanks-1"], of: coupon.object, fields: Self.discount)
        #expect(found.map(\.id) == [id])
        #expect(found.first?.values["percentage"] == ExactDecimal("0.15").map(FieldValue.decimal))
        #expect(found.first?.values["usageLimit"] == .integer(1) && found.first?.values["endsAt"] == .timestamp(until))
        let amount = CouponOrder(code: "thanks-2", share: nil, amount: Money("5 USD"), note: "Thanks")
        #expect(throws: ConnectorError.self) { try maker.record(of: amount) }
    }

    @Test func `a discount tells how often it was used, by which a reward's coupon is left alone`() async throws {
        let bench = try SandboxBench.shopify(records: 1500)
        let discounts = try await bench.all(.full, of: "discount", fields: ["code", "asyncUsageCount"]).records
        let orders = try await bench.all(.full, of: "order", fields: ["coupon"]).records
        for discount in discounts {
            let uses = orders.count { $0.values["coupon"] == discount.values["code"] }
            #expect(discount.values["asyncUsageCount"] == .integer(Int64(uses)))
        }
        #expect(discounts.contains { $0.values["asyncUsageCount"] != .integer(0) })
        let coupon = try #require(bench.connector.coupons).record(
            of: CouponOrder(code: "thanks-1", share: 1500, amount: nil, note: "Thanks"))
        #expect(coupon.usedField == "asyncUsageCount")
    }

    @Test func `a small bucket is waited for, and no record is lost`() async throws {
        let bench = try SandboxBench.shopify(records: 2000) { ($0.points, $0.pointsPerSecond) = (120, 10) }
        let start = bench.clock.now()
        let orders = try await bench.all(.full, of: "order", fields: ["number"]).records
        #expect(orders.count > 150 && Set(orders.map(\.id)).count == orders.count)
        #expect(bench.clock.now() - start >= .seconds(5))
    }

    @Test(arguments: ["rate-limited=#1", "short-page=0.5", "http-503=#1", "reset-mid-body=#1", "page-shift=0.3"])
    func `a listing under faults tells every record`(fault: String) async throws {
        let bench = try SandboxBench.shopify(records: 2000)
        let whole = try await bench.all(.full, of: "customer", fields: ["email"]).records.map(\.id)
        try bench.port.faults.replace(with: fault)
        let read = try await bench.all(.full, of: "customer", fields: ["email"]).records.map(\.id)
        #expect(Set(read) == Set(whole))
    }

    @Test func `a token of an app is had anew when it has ended or is refused`() async throws {
        let bench = try SandboxBench.shopify(records: 60, byApp: true)
        try await bench.connector.check()
        #expect(try await bench.all(.full, of: "order", fields: ["number"]).records.count > 3)
        bench.clock.advance(by: .seconds(90_000))
        #expect(try await bench.all(.full, of: "order", fields: ["number"]).records.count > 3)
        try bench.port.faults.replace(with: "token-expired:POST */graphql.json=#1")
        #expect(try await bench.all(.full, of: "order", fields: ["number"]).records.count > 3)
        let trades = bench.port.log.entries.filter { $0.path.contains("access_token") }
        #expect(trades.count == 3)
    }

    @Test func `a permanent token that is refused halts the remote, a missing scope only its object`() async throws {
        let bench = try SandboxBench.shopify(faults: "token-expired=1")
        await #expect(throws: ConnectorError.self) { try await bench.connector.check() }
        let poor = try SandboxBench.shopify(records: 60) { $0.scopes = ["read_orders", "read_all_orders"] }
        try await poor.connector.check()
        #expect(try await poor.all(.full, of: "order", fields: ["number"]).records.count > 3)
        await #expect(throws: ConnectorError.self) { _ = try await poor.all(.full, of: "customer", fields: ["email"]) }
    }

    @Test func `a version that is no longer served is found by the check`() async throws {
        let bench = try SandboxBench.shopify { $0.versions = ["2026-10", "2027-01"] }
        await #expect(throws: ConnectorError.self) { try await bench.connector.check() }
    }
}

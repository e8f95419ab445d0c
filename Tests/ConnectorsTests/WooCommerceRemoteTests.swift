import Connectors
import Foundation
import Model
import Sandbox
import Testing

/// WooCommerce's objects against its stand-in.
@Suite struct WooCommerceRemoteTests {
    private static let order = [
        "number", "status", "currency", "total", "total_tax", "discount_total", "shipping_total", "date_created", "date_paid",
        "customer_id", "billing_email", "coupon", "coupons", "click", "source", "partner",
    ]
    private static let refund = ["order", "amount", "reason", "date_created", "kind", "provider"]

    @Test func `the check proves address and key, and a wrong secret stops the remote`() async throws {
        try await SandboxBench.woocommerce().connector.check()
        let bench = try SandboxBench.woocommerce(secret: "cs_wrong")
        do {
            try await bench.connector.check()
            Issue.record("a wrong secret was admitted")
        } catch { #expect(error.disposition == .haltRemote, "\(error)") }
    }

    @Test func `what can be done is what the shop can: orders change, customers do not tell it, refunds are only read`() async throws {
        let connector = try SandboxBench.woocommerce().connector
        #expect(try connector.capabilities(of: "order").hasChanges)
        #expect(try connector.capabilities(of: "order").operations == [.update])
        #expect(try !connector.capabilities(of: "customer").hasChanges)
        #expect(try connector.capabilities(of: "customer").uniqueKeys == ["email"])
        #expect(try connector.capabilities(of: "coupon").operations == [.create, .update, .archive, .delete])
        #expect(try connector.capabilities(of: "refund").operations == [])
        let fields = try await connector.discover("order")
        #expect(Set(Self.order).isSubset(of: Set(fields.map(\.name))))
        #expect(fields.first { $0.name == "total" }?.isUpdatable == false && fields.first { $0.name == "total" }?.type == .money)
        #expect(fields.first { $0.name == "status" }?.isUpdatable == true)
    }

    @Test func `every order is read once over all pages, with amounts in its own currency`() async throws {
        let bench = try SandboxBench.woocommerce(records: 2000)
        let held = bench.vendor.holdings("orders")
        try #require(held.count > 200)
        let (orders, pages) = try await bench.all(.full, of: "order", fields: Self.order)
        #expect(orders.map(\.id).sorted() == held.map(\.id).sorted())
        #expect(pages.count > 2 && pages.flatMap(\.rejected) == [])
        let texts = Dictionary(held.map { ($0.id, $0.values) }) { first, _ in first }
        for order in orders {
            guard case .money(let total)? = order.values["total"], let said = texts[order.id] else {
                Issue.record("\(order)")
                return
            }
            #expect(total.currency.code == said["currency"]?.string)
            #expect(ExactDecimal(said["total"]?.string ?? "") == ExactDecimal(String(total.text.split(separator: " ")[0])))
        }
        #expect(Set(orders.compactMap { $0.values["number"] }).count == orders.count)
        #expect(orders.contains { $0.values["customer_id"] == .null } && orders.contains { $0.values["customer_id"] != .null })
    }

    @Test func `the coupon, the click and where the buyer came from stand where the shop keeps them`() async throws {
        let bench = try SandboxBench.woocommerce(records: 600)
        let orders = try await bench.all(.full, of: "order", fields: Self.order).records
        let coupons = try await bench.all(.full, of: "coupon", fields: ["code", "amount", "discount_type"]).records
        let codes = Set(coupons.compactMap { $0.values["code"] })
        let used = orders.compactMap { order in order.values["coupon"].flatMap { $0 == .null ? nil : $0 } }
        #expect(used.count > 5 && Set(used).isSubset(of: codes))
        let clicked = orders.filter { $0.values["click"] != .null }
        #expect(clicked.count > 5 && clicked.allSatisfy { $0.values["click"]?.display.hasPrefix("click_") == true })
        #expect(clicked.allSatisfy { $0.values["source"] == .text("partner") })
    }

    @Test func `changes show what a person changed since, and no more`() async throws {
        let bench = try SandboxBench.woocommerce(records: 600)
        let before = bench.clock.now() + .seconds(60)
        bench.clock.advance(by: .seconds(3600))
        let orders = try await bench.all(.full, of: "order", fields: ["number"]).records
        let some = try #require(orders.dropFirst(3).first?.id)
        try bench.hand(.update, "orders", some, ["status": "completed", "customer_note": "Nächste Woche"])
        bench.clock.advance(by: .seconds(60))
        let changes = try await bench.all(bench.window(since: before), of: "order", fields: Self.order + ["customer_note"])
        #expect(changes.records.map(\.id) == [some])
        #expect(changes.records.first?.values["customer_note"] == .text("Nächste Woche"))
        #expect(changes.pages.last?.reached == bench.clock.now())
    }

    @Test func `a first window has every order once, though a page is all that one question may page through (R28)`() async throws {
        let bench = try SandboxBench.woocommerce(records: 2000)
        let full = try await bench.all(.full, of: "order", fields: Self.order).records
        let changes = try await bench.all(bench.window(), of: "order", fields: Self.order)
        #expect(Set(changes.records.map(\.id)) == Set(full.map(\.id)))
        let byID = Dictionary(full.map { ($0.id, $0) }) { first, _ in first }
        #expect(changes.records.allSatisfy { byID[$0.id] == $0 })
        let stamps = changes.pages.compactMap(\.reached)
        #expect(stamps == stamps.sorted())
        #expect(!bench.port.log.entries.contains { $0.path.contains("modified_after") && $0.path.contains("&page=2&") })
    }

    @Test func `an order in the trash is told as deleted, and one that is gone is gone (R20)`() async throws {
        let bench = try SandboxBench.woocommerce(records: 200)
        let ids = try await bench.all(.full, of: "order", fields: ["number"]).records.map(\.id)
        let (kept, trashed, lost) = (ids[0], ids[1], ids[2])
        try bench.person(.archive, "orders", trashed)
        try bench.person(.delete, "orders", lost)
        let proof = try await bench.connector.read(ids: [kept, trashed, lost], of: "order", fields: ["number"], proof: true)
        #expect(proof.records[kept]?.isDeleted == false)
        #expect(proof.records[trashed]?.isDeleted == true)
        #expect(proof.gone == [lost] && proof.failed.isEmpty)
        let listed = try await bench.all(.full, of: "order", fields: ["number"]).records.map(\.id)
        #expect(listed.count == ids.count - 2 && !listed.contains(trashed) && !listed.contains(lost))
    }

    @Test func `refunds are read of all orders, each with its order and amount, and new ones by their day`() async throws {
        let bench = try SandboxBench.woocommerce(records: 3000)
        let refunds = try await bench.all(.full, of: "refund", fields: Self.refund).records
        #expect(refunds.map(\.id).sorted() == bench.vendor.holdings("refunds").map(\.id).sorted() && refunds.count > 10)
        let orders = Set(try await bench.all(.full, of: "order", fields: ["number"]).records.map(\.id))
        #expect(refunds.allSatisfy { orders.contains($0.values["order"]?.display ?? "") && $0.values["kind"] == .text("refund") })
        bench.clock.advance(by: .seconds(3600))
        let before = bench.clock.now()
        bench.clock.advance(by: .seconds(60))
        let line: JSON = ["product_id": 93, "quantity": 1, "total": "41.94"]
        let made = try bench.hand(.create, "orders", nil, ["payment_method": "stripe", "set_paid": true, "line_items": [line]])
        let order = try #require(made["id"]?.string)
        try bench.hand(.create, "refunds", nil, ["order": .string(order), "amount": "11.94", "reason": "Broken"])
        bench.clock.advance(by: .seconds(60))
        let new = try await bench.all(bench.window(since: before), of: "refund", fields: Self.refund).records
        #expect(new.map { $0.values["amount"] } == [Money("11.94 USD").map(FieldValue.money)])
        #expect(new.first?.values["order"] == .text(order) && new.first?.values["provider"] == .text("woocommerce"))
        // A refund of a part changes no order: only the refund tells of it.
        try bench.hand(.create, "refunds", nil, ["order": .string(order), "amount": "1.00"])
        let reread = try await bench.connector.read(ids: new.map(\.id), of: "refund", fields: Self.refund, proof: false)
        #expect(reread.records.count == 1)
    }
}

import Connectors
import Foundation
import Model
import Sandbox
import Testing

/// Stripe's objects against its stand-in.
@Suite struct StripeRemoteTests {
    private static let charge = ["amount", "amount_refunded", "status", "customer", "charge", "metadata.order_number", "created", "fee"]

    @Test func `the charges of a program are read with amount, customer and order number`() async throws {
        let bench = try SandboxBench.stripe(records: 400)
        let (charges, pages) = try await bench.all(.full, of: "charge", fields: Self.charge)
        #expect(charges.count > 20)
        #expect(pages.flatMap(\.rejected) == [])
        #expect(charges.allSatisfy { record in if case .money = record.values["amount"] { true } else { false } })
        #expect(Set(charges.compactMap { $0.values["metadata.order_number"] }).count == charges.count)
        let customers = try await bench.all(.full, of: "customer", fields: ["name", "email"]).records
        #expect(customers.count > 50 && Set(customers.map(\.id)).count == customers.count)
    }

    @Test func `what changed is read from events, each record as it stands now`() async throws {
        let bench = try SandboxBench.stripe()
        bench.clock.advance(by: .seconds(3600))
        let since = bench.clock.now()
        let charge = try bench.hand(.create, "charges", nil, ["amount": 12_000, "currency": "usd", "metadata": ["order_number": "SO-1"]])
        let id = try #require(charge["id"]?.string)
        bench.clock.advance(by: .seconds(30))
        let refund = try bench.hand(.create, "refunds", nil, ["charge": .string(id), "amount": 2_000])
        let dispute = try bench.hand(.create, "disputes", nil, ["charge": .string(id), "amount": 1_000])
        bench.clock.advance(by: .seconds(30))
        let changed = try await bench.all(bench.window(since: since), of: "charge", fields: Self.charge).records
        #expect(changed.map(\.id) == [id])
        #expect(changed.first?.values["amount_refunded"] == Money("20 USD").map(FieldValue.money))
        let refunds = try await bench.all(
            bench.window(since: since), of: "refund", fields: ["amount", "charge", "charge.metadata.order_number"]
        ).records
        #expect(refunds.map(\.id) == [try #require(refund["id"]?.string)])
        #expect(refunds.first?.values["charge"] == .text(id))
        #expect(refunds.first?.values["charge.metadata.order_number"] == .text("SO-1"))
        let disputes = try await bench.all(bench.window(since: since), of: "dispute", fields: ["amount", "charge", "status"]).records
        #expect(disputes.first?.values["status"] == .text("needs_response"))
        try bench.hand(.update, "disputes", dispute["id"]?.string, ["status": "won"])
        bench.clock.advance(by: .seconds(30))
        let won = try await bench.all(bench.window(since: since), of: "dispute", fields: ["status"]).records
        #expect(won.map { $0.values["status"] } == [.text("won")])
        #expect(try await bench.all(bench.window(since: since), of: "event", fields: ["type"]).records.count >= 5)
    }

    @Test func `payments of every kind come from one feed, each with the charge that it is about`() async throws {
        let bench = try SandboxBench.stripe()
        bench.clock.advance(by: .seconds(3600))
        let since = bench.clock.now()
        let charge = try bench.hand(.create, "charges", nil, ["amount": 12_000, "currency": "usd"])
        let id = try #require(charge["id"]?.string)
        bench.clock.advance(by: .seconds(10))
        try bench.hand(.create, "refunds", nil, ["charge": .string(id), "amount": 2_000])
        let dispute = try bench.hand(.create, "disputes", nil, ["charge": .string(id), "amount": 1_000])
        try bench.hand(.update, "disputes", dispute["id"]?.string, ["status": "won"])
        bench.clock.advance(by: .seconds(10))
        let payments = try await bench.all(
            bench.window(since: since), of: "payment", fields: ["provider", "kind", "amount", "charge"]
        ).records
        #expect(payments.allSatisfy { $0.values["charge"] == .text(id) && $0.values["provider"] == .text("stripe") })
        let said = payments.map { "\($0.values["kind"]?.display ?? "-") \($0.values["amount"]?.display ?? "-")" }
        #expect(Set(said) == ["charge 120.00 USD", "refund 20.00 USD", "dispute 10.00 USD", "dispute_reversal 10.00 USD"])
    }

    @Test func `customers are made once for their key, changed, found by address, and gone when they are deleted`() async throws {
        let bench = try SandboxBench.stripe(faults: "response-lost@stripe:POST /v1/customers=#1")
        let since = bench.clock.now()
        let create = WriteOperation(
            key: "op_1", id: nil, entityKey: nil, values: ["name": .text("Ada"), "email": .text("ada@example.com")])
        guard case .done(let id, _)? = await bench.connector.write(.create, of: "customer", operations: [create], isStrict: false).first
        else {
            Issue.record("not made")
            return
        }
        let update = WriteOperation(key: "op_2", id: id, entityKey: nil, values: ["name": .text("Ada Löw"), "phone": .null])
        _ = await bench.connector.write(.update, of: "customer", operations: [update], isStrict: false)
        let found = try await bench.connector.read(key: "email", values: ["ada@example.com"], of: "customer", fields: ["name"])
        #expect(found.map(\.id) == [id] && found.first?.values["name"] == .text("Ada Löw"))
        let remove = WriteOperation(key: "op_3", id: id, entityKey: nil, values: [:])
        _ = await bench.connector.write(.delete, of: "customer", operations: [remove], isStrict: false)
        bench.clock.advance(by: .seconds(30))
        var reader = try bench.connector.list(
            .deleted(ReadWindow(since: since, until: bench.clock.now())), of: "customer", fields: ["name"])
        var gone: [String] = []
        while let page = try await reader.next() { gone += page.records.filter(\.isDeleted).map(\.id) }
        #expect(gone == [id])
        let proof = try await bench.connector.read(ids: [id], of: "customer", fields: ["name"], proof: true)
        #expect(proof.records[id]?.isDeleted == true)
    }
}

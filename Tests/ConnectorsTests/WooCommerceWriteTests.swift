import Connectors
import Model
import Sandbox
import Testing

/// What is written to WooCommerce's stand-in, and what it refuses.
@Suite struct WooCommerceWriteTests {
    private static let coupon = ["code", "amount", "discount_type", "date_expires", "usage_limit", "partner"]

    private func operation(_ key: String, _ id: String, _ values: FieldValues) -> WriteOperation {
        WriteOperation(key: key, id: id, entityKey: nil, values: values)
    }

    private func operation(_ key: String, _ values: FieldValues) -> WriteOperation {
        WriteOperation(key: key, id: nil, entityKey: nil, values: values)
    }

    private func made(_ bench: SandboxBench, _ object: String, _ values: FieldValues) async throws -> String {
        let outcome = await bench.connector.write(.create, of: object, operations: [operation("op", values)], isStrict: false).first
        guard case .done(let id, _) = try #require(outcome) else {
            Issue.record("\(String(describing: outcome))")
            return ""
        }
        return id
    }

    @Test func `a partner's coupon is made, found in any case, changed, and taken away`() async throws {
        let bench = try SandboxBench.woocommerce()
        let values: FieldValues = [
            "code": .text("HARBOUR10"), "amount": .decimal(try #require(ExactDecimal("10"))), "discount_type": .text("percent"),
            "partner": .text("partner_1"),
        ]
        let id = try await made(bench, "coupon", values)
        let found = try await bench.connector.read(key: "code", values: ["Harbour10"], of: "coupon", fields: Self.coupon)
        #expect(found.map(\.id) == [id])
        #expect(found.first?.values["code"] == .text("harbour10") && found.first?.values["partner"] == .text("partner_1"))
        let until = try #require(Timestamp(iso: "2027-01-31T22:59:59Z"))
        let change = operation("op_2", id, ["usage_limit": .integer(5), "date_expires": .timestamp(until), "partner": .text("partner_2")])
        _ = await bench.connector.write(.update, of: "coupon", operations: [change], isStrict: false)
        let read = try await bench.connector.read(ids: [id], of: "coupon", fields: Self.coupon, proof: true).records[id]
        #expect(read?.values["usage_limit"] == .integer(5) && read?.values["date_expires"] == .timestamp(until))
        #expect(read?.values["partner"] == .text("partner_2"))
        // The row of meta data was replaced, not joined by another.
        let held = bench.vendor.holdings("coupons").first { $0.id == id }
        #expect(held?.values["meta_data"]?.array?.count == 1)
        _ = await bench.connector.write(.archive, of: "coupon", operations: [operation("op_3", id, [:])], isStrict: false)
        #expect(try await bench.connector.read(key: "code", values: ["harbour10"], of: "coupon", fields: Self.coupon).isEmpty)
    }

    @Test func `a code that is there already is a duplicate (R25)`() async throws {
        let bench = try SandboxBench.woocommerce()
        _ = try await made(bench, "coupon", ["code": .text("twice")])
        let again = operation("op_2", ["code": .text("TWICE")])
        guard case .failed(let failure)? = await bench.connector.write(.create, of: "coupon", operations: [again], isStrict: false).first
        else {
            Issue.record("a code was taken twice")
            return
        }
        #expect(failure.failureClass == .duplicate && failure.code == "woocommerce_rest_coupon_code_already_exists")
    }

    @Test func `a batch with bad rows makes the others, and says of each what became of it (R16)`() async throws {
        let bench = try SandboxBench.woocommerce()
        _ = try await made(bench, "customer", ["email": .text("c0@shop.example")])
        let emails = ["c0@shop.example", "c1@shop.example", "c2@shop.example", "none", "c4@shop.example"]
        let operations = emails.enumerated().map { place, email in
            operation("op\(place)", ["email": .text(email), "first_name": .text("Zoë \(place)")])
        }
        let outcomes = await bench.connector.write(.create, of: "customer", operations: operations, isStrict: false)
        #expect(outcomes.count == 5)
        for (place, outcome) in outcomes.enumerated() {
            switch outcome {
            case .done(_, let record):
                #expect([1, 2, 4].contains(place) && record?.values["first_name"] == .text("Zoë \(place)"))
            case .failed(let failure): #expect(failure.failureClass == (place == 0 ? .duplicate : .invalid) && [0, 3].contains(place))
            default: Issue.record("\(place): \(outcome)")
            }
        }
    }

    @Test func `batches with missing, reordered and broken rows are told apart by operation (R16)`() async throws {
        for (fault, done) in [("results-missing=#1", 5), ("partial-batch=#1", 5)] {
            let bench = try SandboxBench.woocommerce()
            let ids = try await customers(bench, 6)
            try bench.port.faults.replace(with: fault)
            let operations = ids.enumerated().map { place, id in operation("op\(place)", id, ["first_name": .text("N\(place)")]) }
            let outcomes = await bench.connector.write(.update, of: "customer", operations: operations, isStrict: false)
            var count = 0
            for (place, outcome) in outcomes.enumerated() {
                guard case .done(let id, let record) = outcome else { continue }
                count += 1
                #expect(id == ids[place] && record?.values["first_name"] == .text("N\(place)"), "\(fault)")
            }
            #expect(count == done, "\(fault): \(outcomes)")
        }
        let bench = try SandboxBench.woocommerce()
        let ids = try await customers(bench, 6)
        try bench.port.faults.replace(with: "results-reordered=#1")
        let operations = ids.enumerated().map { place, id in operation("op\(place)", id, ["first_name": .text("N\(place)")]) }
        let outcomes = await bench.connector.write(.update, of: "customer", operations: operations, isStrict: false)
        for (place, outcome) in outcomes.enumerated() {
            guard case .done(let id, _) = outcome else {
                Issue.record("\(outcome)")
                return
            }
            #expect(id == ids[place])
        }
    }

    private func customers(_ bench: SandboxBench, _ count: Int) async throws -> [String] {
        var ids: [String] = []
        for place in 0..<count { ids.append(try await made(bench, "customer", ["email": .text("n\(place)@shop.example")])) }
        return ids
    }

    @Test func `an order's status and partner can be written, and nothing else of it`() async throws {
        let bench = try SandboxBench.woocommerce(records: 100)
        let order = try #require(try await bench.all(.full, of: "order", fields: ["status"]).records.first)
        let change = operation("op", order.id, ["status": .text("on-hold"), "partner": .text("Harbour Media")])
        guard case .done? = await bench.connector.write(.update, of: "order", operations: [change], isStrict: false).first else {
            Issue.record("not written")
            return
        }
        let read = try await bench.connector.read(ids: [order.id], of: "order", fields: ["status", "partner"], proof: false)
        #expect(read.records[order.id]?.values == ["status": .text("on-hold"), "partner": .text("Harbour Media")])
        let total = operation("op_2", order.id, ["total": .money(try #require(Money("1 USD")))])
        guard case .failed(let failure)? = await bench.connector.write(.update, of: "order", operations: [total], isStrict: false).first
        else {
            Issue.record("the total was written")
            return
        }
        #expect(failure.failureClass == .invalid && failure.field == "total")
    }

    @Test func `a write without an answer is unknown and is never sent again (R11)`() async throws {
        for fault in ["response-lost", "http-503", "http-500"] {
            let bench = try SandboxBench.woocommerce(faults: "\(fault)=1")
            let create = operation("op", ["email": .text("lost@shop.example")])
            let outcomes = await bench.connector.write(.create, of: "customer", operations: [create], isStrict: false)
            guard case .unknown = try #require(outcomes.first) else {
                Issue.record("\(fault): \(outcomes)")
                return
            }
            #expect(bench.port.log.count == 1)
        }
    }

    @Test func `a host that throttles, a firewall and single failures are outlasted by reads`() async throws {
        for fault in [
            "rate-limited=#2", "quota-exhausted=#2", "http-500=#2", "http-503=#2", "request-lost=#2", "response-lost=#2",
            "reset-mid-body=#2", "truncated-json=#2", "html-login=#2",
        ] {
            let bench = try SandboxBench.woocommerce(records: 2000, faults: fault)
            let orders = try await bench.all(.full, of: "order", fields: ["number"]).records
            #expect(orders.count == bench.vendor.holdings("orders").count, "\(fault)")
            #expect(bench.port.log.entries.contains { $0.fault != nil }, "\(fault)")
        }
    }

    @Test func `a key without the right to write is refused, and nothing is made`() async throws {
        let bench = try SandboxBench.woocommerce(faults: "permission-lost@woocommerce:POST *=1")
        let create = operation("op", ["code": .text("none")])
        guard case .failed(let failure)? = await bench.connector.write(.create, of: "coupon", operations: [create], isStrict: false).first
        else {
            Issue.record("a coupon was made")
            return
        }
        #expect(failure.failureClass == .forbidden && failure.code == "woocommerce_rest_cannot_edit")
    }
}

import Connectors
import Model
import Sandbox
import Testing
import YAML

/// Credits as Stripe's manifest says them, at its stand-in, and what is said about manifests that cannot give one.
@Suite struct CreditTests {
    private func order(_ amount: String, key: String = "credit_1", account: String) throws -> CreditOrder {
        CreditOrder(key: key, account: account, amount: try #require(Money(amount)), note: "thanks reward_1")
    }

    private func customer(_ bench: SandboxBench) async throws -> String {
        let create = WriteOperation(key: "op_1", id: nil, entityKey: nil, values: ["email": .text("dee@customer.example")])
        let made = await bench.connector.write(.create, of: "customer", operations: [create], isStrict: false)
        guard case .done(let id, _)? = made.first else {
            Issue.record("\(made)")
            return ""
        }
        return id
    }

    private func give(_ bench: SandboxBench, _ record: RewardRecord, key: String = "credit_1") async -> WriteOutcome? {
        let operation = WriteOperation(key: key, id: nil, entityKey: nil, values: record.values)
        return await bench.connector.write(.create, of: record.object, operations: [operation], isStrict: false).first
    }

    private func found(_ bench: SandboxBench, _ record: RewardRecord, _ code: String) async throws -> [Record] {
        try await bench.connector.read(
            key: record.codeField, values: [record.lookUp(code)], of: record.object, fields: ["key", "amount", "customer"])
    }

    @Test func `Stripe takes a credit below zero in its own minor units, under a key, and finds it by the key`() async throws {
        let bench = try SandboxBench.stripe()
        let account = try await customer(bench)
        let maker = try #require(bench.connector.credits)
        #expect(maker.accounts == "customer" && maker.keyLife == .seconds(86_400))
        let record = try maker.record(of: try order("10.00 USD", account: account))
        #expect(record.values["amount"] == .integer(-1000) && record.values["currency"] == .text("usd"))
        #expect(try await found(bench, record, "credit_1").isEmpty)
        guard case .done(let id, _)? = await give(bench, record) else {
            Issue.record("no credit was given")
            return
        }
        #expect(id.hasPrefix("\(account)/cbtxn_"))
        // Sent again under the key it is the same one.
        guard case .done(let again, _)? = await give(bench, record) else {
            Issue.record("the key was not known")
            return
        }
        #expect(again == id)
        let there = try await found(bench, record, "credit_1")
        #expect(there.map(\.id) == [id] && there.first?.values["amount"] == .integer(-1000))
        #expect(there.first?.values["customer"] == .text(account))
        #expect(try await found(bench, record, "credit_2").isEmpty)
        let shown = try await bench.connector.read(ids: [account], of: "customer", fields: ["balance"], proof: false)
        #expect(shown.records[account]?.values["balance"] == Money("-10.00 USD").map(FieldValue.money))
    }

    @Test func `a credit is found behind a page of others`() async throws {
        let bench = try SandboxBench.stripe()
        let account = try await customer(bench)
        let maker = try #require(bench.connector.credits)
        for number in 0..<103 {
            let key = "credit_\(number)"
            let record = try maker.record(of: try order("1.00 USD", key: key, account: account))
            guard case .done? = await give(bench, record, key: key) else {
                Issue.record("credit \(number) was not given")
                return
            }
            bench.clock.advance(by: .seconds(1))
        }
        let first = try maker.record(of: try order("1.00 USD", key: "credit_0", account: account))
        #expect(try await found(bench, first, "credit_0").count == 1)
        let listed = try await bench.all(.full, of: "credit", fields: ["key"]).records
        #expect(listed.count == 103)
    }

    @Test func `amounts that Stripe cannot say, and accounts that it does not have, are refused`() async throws {
        let bench = try SandboxBench.stripe()
        let maker = try #require(bench.connector.credits)
        #expect(throws: ConnectorError.self) { try maker.record(of: try order("0.00 USD", account: "cus_1")) }
        // Stripe takes dinars in steps of ten thousandths.
        #expect(throws: ConnectorError.self) { try maker.record(of: try order("1.001 KWD", account: "cus_1")) }
        #expect(try maker.record(of: try order("500 JPY", account: "cus_1")).values["amount"] == .integer(-500))
        let nowhere = try maker.record(of: try order("10.00 USD", account: "cus_0"))
        guard case .failed(let failure)? = await give(bench, nowhere) else {
            Issue.record("a credit of nobody")
            return
        }
        #expect(failure.failureClass == .gone)
    }

    @Test(arguments: ["http-500=1", "http-503=1", "rate-limited=1", "response-lost=1", "key-in-use=1"])
    func `P5 no answer but a clear one is taken for one`(fault: String) async throws {
        let bench = try SandboxBench.stripe()
        let account = try await customer(bench)
        let record = try #require(bench.connector.credits).record(of: try order("10.00 USD", account: account))
        try bench.port.faults.replace(with: fault.replacing("=", with: ":POST */balance_transactions="))
        switch await give(bench, record) {
        case .unknown?, .notSent?: break
        case .failed(let failure)?: #expect([.throttled, .conflict, .retry].contains(failure.failureClass), "\(failure)")
        case .done?, nil: Issue.record("a clear answer")
        }
        try bench.port.faults.replace(with: "")
        // A remote that failed is left alone for a while.
        bench.clock.advance(by: .seconds(60))
        #expect(try await found(bench, record, "credit_1").count == (fault.hasPrefix("response-lost") ? 1 : 0))
    }

    private static let sound = """
        dsl: 1
        connector: demo
        version: 1
        status: beta
        config: {token: {type: text, secret: true}, url: {type: url}}
        http: {base: "{{ config.url }}/v1"}
        auth: {send: {kind: bearer, token: "{{ config.token }}"}}
        rewards: {credit: {object: gift, code: key, fields: {off: "{{ reward.minor }}"}}}
        objects:
          person:
            id: id
            read:
              full: {call: GET /people, records: body}
              deleted: none
              by_ids: {call: "GET /people/{{ id }}", records: body}
          gift:
            parent: person
            id: id
            fields: {person: {type: ref, to: person}, key: {type: text}, off: {type: integer}}
            read:
              full: {call: "GET /people/{{ parent.id }}/gifts", records: body}
              deleted: none
              by_ids: {call: "GET /people/{{ parent.id }}/gifts/{{ id }}", records: body}
              by_key: {call: "GET /people/{{ parent.id }}/gifts", records: body}
            write:
              create:
                call: "POST /people/{{ parent.id }}/gifts"
                headers: {Key: "{{ op.key }}"}
                idempotent: 24h
                json: "{{ op.record }}"
                results: {id: id}
        """

    @Test func `the manifest that is broken below is sound`() { #expect(Complaints.of(Self.sound) == []) }

    @Test(arguments: [
        ("object: gift", "object: gitf", "rewards.credit.object: found no object gitf, expected one of the manifest's objects"),
        ("object: gift", "object: person", "rewards.credit.code: found no field key, expected a field of person"),
        ("code: key", "code: kez", "rewards.credit.code: found no field kez, expected a field of gift"),
        ("fields: {off:", "fields: {of:", "rewards.credit.fields: found no field of, expected fields of gift"),
        (
            "        idempotent: 24h\n", "",
            "rewards.credit.object: found gift with a write.create without idempotent, expected idempotent, how long the vendor acts once "
                + "for one key"
        ),
        ("reward.minor", "rewards.minor", "rewards.credit.fields.off: found \"rewards\", expected"),
    ])
    func `what is said about credits that cannot be given`(part: String, broken: String, says: String) {
        #expect(Self.sound.contains(part))
        let found = Complaints.of(Self.sound.replacing(part, with: broken, maxReplacements: 1))
        #expect(found.first?.hasPrefix(says) == true, "\(found)")
    }
}

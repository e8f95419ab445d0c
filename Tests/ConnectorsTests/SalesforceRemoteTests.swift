import Connectors
import Foundation
import Model
import Sandbox
import Testing

@Suite struct SalesforceRemoteTests {
    private let opportunity = ["Name", "StageName", "CloseDate", "Amount", "AccountId", "Entente_Id__c"]

    @Test func `a JWT signed with the key in hand is taken`() async throws {
        let bench = try SandboxBench.salesforce(byKey: true)
        try await bench.connector.check()
        #expect(bench.connector.usage().tokenCalls == 1)
        #expect(bench.connector.usage().quotaLeft != nil)
    }

    @Test func `amounts keep their currency and every digit`() async throws {
        let bench = try SandboxBench.salesforce(records: 200)
        let records = try await bench.all(.full, of: "opportunity", fields: opportunity).records
        let amounts = records.compactMap { $0.values["Amount"] }
        #expect(amounts.count > 20)
        let currencies = Set(
            amounts.compactMap { amount in if case .money(let money) = amount { money.currency.code } else { nil } })
        #expect(currencies.count > 1)
        let euro = try #require(Currency("EUR"))
        let values: FieldValues = [
            "Name": .text("Deal"), "StageName": .text("Prospecting"), "CloseDate": .date(try #require(CalendarDate("2026-12-31"))),
            "Amount": .money(Money(minor: 123_456_789_01, currency: euro)),
        ]
        let outcome = await bench.connector.write(
            .create, of: "opportunity", operations: [WriteOperation(key: "k", id: nil, entityKey: nil, values: values)], isStrict: false)
        guard case .done(let id, _) = try #require(outcome.first) else {
            Issue.record("\(outcome)")
            return
        }
        let read = try await bench.connector.read(ids: [id], of: "opportunity", fields: opportunity, proof: false)
        #expect(read.records[id]?.values["Amount"] == values["Amount"])
        #expect(read.records[id]?.values["CloseDate"] == values["CloseDate"])
    }

    @Test func `a merged record leads to its winner in the tombstones (R24)`() async throws {
        let bench = try SandboxBench.salesforce(records: 100)
        let ids = try await bench.all(.full, of: "account", fields: ["Name"]).records.map(\.id)
        let (loser, winner) = (ids[0], ids[1])
        bench.clock.advance(by: .seconds(60))
        try bench.person(.merge, "Account", loser, into: winner)
        bench.clock.advance(by: .seconds(60))
        let window = ReadWindow(since: SandboxBench.start, until: bench.clock.now())
        let deleted = try await bench.all(.deleted(window), of: "account", fields: []).records
        #expect(deleted.map(\.id) == [loser])
        #expect(deleted.first?.mergedInto == winner)
        let undone = try await bench.connector.read(ids: [loser], of: "account", fields: ["Name"], proof: true)
        #expect(undone.gone == [loser])
    }

    @Test func `a precondition fails when a person was faster (R13)`() async throws {
        let bench = try SandboxBench.salesforce(records: 50)
        let record = try #require(try await bench.all(.full, of: "contact", fields: ["FirstName"]).records.first)
        bench.clock.advance(by: .seconds(60))
        try bench.person(.update, "Contact", record.id, JSONObject([("FirstName", "Faster")]))
        let update = WriteOperation(
            key: "k", id: record.id, entityKey: nil, modified: record.modified, values: ["FirstName": .text("Slower")])
        let outcomes = await bench.connector.write(.update, of: "contact", operations: [update], isStrict: true)
        guard case .failed(let failure) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(failure.failureClass == .conflict)
        let read = try await bench.connector.read(ids: [record.id], of: "contact", fields: ["FirstName"], proof: false)
        #expect(read.records[record.id]?.values["FirstName"] == .text("Faster"))
    }

    @Test func `the primary contact of an opportunity is a link that can be added`() async throws {
        let bench = try SandboxBench.salesforce(records: 200)
        let deals = try await bench.all(.full, of: "opportunity", fields: ["Name"]).records.map(\.id)
        let contacts = try await bench.all(.full, of: "contact", fields: ["LastName"]).records.map(\.id)
        let before = try await bench.connector.links(named: "contact", of: "opportunity", ids: deals)
        #expect(before.count == deals.count)
        let deal = deals[0]
        let other = try #require(contacts.first { before[deal] != [$0] })
        let outcome = await bench.connector.writeLinks(
            named: "contact", of: "opportunity", add: true, operations: [LinkOperation(key: "k", id: deal, to: other)])
        guard case .done = try #require(outcome.first) else {
            Issue.record("\(outcome)")
            return
        }
        #expect(try await bench.connector.links(named: "contact", of: "opportunity", ids: [deal]) == [deal: [other]])
    }

    @Test func `batches with missing, failed and late answers are told apart by operation (R16)`() async throws {
        for fault in ["partial-batch=#1", "results-missing=#1"] {
            let bench = try SandboxBench.salesforce()
            let operations = (0..<6).map { index in
                WriteOperation(key: "k\(index)", id: nil, entityKey: "i:c_\(index)", values: ["LastName": .text("N\(index)")])
            }
            _ = try await bench.connector.discover("contact")
            try bench.port.faults.replace(with: fault)
            let outcomes = await bench.connector.write(.upsert, of: "contact", operations: operations, isStrict: false)
            let done = outcomes.filter { if case .done = $0 { true } else { false } }
            #expect(outcomes.count == 6)
            #expect(!done.isEmpty && done.count < 6, "\(fault): \(outcomes)")
        }
    }

    @Test func `the day's quota is known, and used up it defers`() async throws {
        let bench = try SandboxBench.salesforce(records: 20) { $0.dailyCalls = 6 }
        _ = try await bench.all(.full, of: "contact", fields: ["LastName"])
        #expect(bench.connector.usage().quotaSize == 6)
        await #expect(throws: ConnectorError.self) {
            for _ in 0..<6 { _ = try await bench.all(.full, of: "contact", fields: ["LastName"]) }
        }
    }

    @Test func `a cursor that expired amid the pages is taken up again from the last page (R27)`() async throws {
        let bench = try SandboxBench.salesforce(records: 6000) { $0.cursorLife = .seconds(100) }
        var reader = try bench.connector.list(bench.window(), of: "contact", fields: ["LastName"])
        var records: [String] = []
        while let page = try await reader.next() {
            records += page.records.map(\.id)
            bench.clock.advance(by: .seconds(1000))
        }
        let full = try await bench.all(.full, of: "contact", fields: ["LastName"]).records.map(\.id)
        #expect(full.count > 2000)
        #expect(Set(records) == Set(full))
    }
}

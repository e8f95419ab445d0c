import Connectors
import Foundation
import Model
import Sandbox
import Testing

@Suite struct HubSpotRemoteTests {
    @Test func `a search is a strong read only after its lag, and the ceiling says so (R19)`() async throws {
        let bench = try SandboxBench.hubspot()
        let create = WriteOperation(key: "k", id: nil, entityKey: nil, values: ["name": .text("Acme"), "domain": .text("acme.example")])
        let outcomes = await bench.connector.write(.create, of: "company", operations: [create], isStrict: false)
        guard case .done(let id, let record) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(record?.values["name"] == .text("Acme"))
        let early = try await bench.all(bench.window(), of: "company", fields: ["name"])
        #expect(early.records == [])
        #expect(early.pages.last?.reached == bench.clock.now() - .seconds(60))
        bench.clock.advance(by: .seconds(61))
        let late = try await bench.all(bench.window(since: SandboxBench.start - .seconds(1)), of: "company", fields: ["name"])
        #expect(late.records.map(\.id) == [id])
        let strong = try await bench.connector.read(key: "entente_id", values: ["none"], of: "company", fields: ["name"])
        #expect(strong == [])
    }

    @Test func `links are read and written with the portal's own label ids`() async throws {
        let bench = try SandboxBench.hubspot(records: 300)
        let deals = try await bench.all(.full, of: "deal", fields: ["dealname"]).records.map(\.id)
        let labelled = try await bench.connector.links(named: "company:partner", of: "deal", ids: deals)
        let plain = try await bench.connector.links(named: "company", of: "deal", ids: deals)
        let some = try #require(labelled.first { !$0.value.isEmpty })
        #expect(Set(some.value).isSubset(of: Set(plain[some.key] ?? [])))
        let companies = try await bench.all(.full, of: "company", fields: ["name"]).records.map(\.id)
        let other = try #require(companies.first { !some.value.contains($0) })
        let operation = LinkOperation(key: "k", id: some.key, to: other)
        for add in [true, false] {
            let outcomes = await bench.connector.writeLinks(named: "company:partner", of: "deal", add: add, operations: [operation])
            guard case .done = try #require(outcomes.first) else {
                Issue.record("\(outcomes)")
                return
            }
            let now = try await bench.connector.links(named: "company:partner", of: "deal", ids: [some.key])
            #expect(now[some.key]?.contains(other) == add)
        }
        await #expect(throws: Never.self) {
            let outcomes = await bench.connector.writeLinks(named: "company:nobody", of: "deal", add: true, operations: [operation])
            #expect(outcomes == [.notSent(reason: "objects.deal.links.company: no label nobody at the remote", after: nil)])
        }
    }

    @Test func `an old id leads to the record that a merge made (R24)`() async throws {
        let bench = try SandboxBench.hubspot(records: 60)
        let ids = try await bench.all(.full, of: "contact", fields: ["email"]).records.map(\.id)
        bench.clock.advance(by: .seconds(60))
        try bench.person(.merge, "contacts", ids[0], into: ids[1])
        for proof in [true, false] {
            let read = try await bench.connector.read(ids: [ids[0], ids[2]], of: "contact", fields: ["email"], proof: proof)
            let winner = try #require(read.records[ids[0]]?.id, "proof \(proof): \(read)")
            #expect(winner != ids[0])
            #expect(read.records[ids[2]]?.id == ids[2])
        }
    }

    @Test func `a search is left behind at its cap and ties are read by id (R28)`() async throws {
        var manifest = try SandboxBench.manifest("hubspot")
        let place = try #require(manifest.objects.firstIndex { $0.name == "contact" })
        manifest.objects[place].reads[.changes]?[0].window?.cap = 400
        let bench = try SandboxBench.hubspot(records: 3000, manifest: manifest) { $0.searchCap = 400 }
        let full = try await bench.all(.full, of: "contact", fields: ["email"]).records
        let changes = try await bench.all(bench.window(), of: "contact", fields: ["email"]).records
        #expect(full.count > 1000)
        #expect(Set(changes.map(\.id)) == Set(full.map(\.id)))
        #expect(changes.count < full.count + 20)
    }

    @Test func `history tells former values, newest first (R14)`() async throws {
        let bench = try SandboxBench.hubspot(records: 20)
        let id = try #require(try await bench.all(.full, of: "contact", fields: ["firstname"]).records.first?.id)
        for name in ["One", "Two"] {
            bench.clock.advance(by: .seconds(10))
            try bench.person(.update, "contacts", id, JSONObject([("firstname", .string(name))]))
        }
        let history = try await bench.connector.history(of: id, object: "contact", fields: ["firstname"])
        #expect(history["firstname"]?.prefix(2).map(\.value) == [.text("Two"), .text("One")])
    }

    @Test func `batches with missing and reordered answers are told apart by operation (R16)`() async throws {
        for fault in ["results-missing=#1", "results-reordered=#1", "partial-batch=#1"] {
            let bench = try SandboxBench.hubspot()
            _ = try await bench.connector.discover("contact")
            let operations = (0..<6).map { index in
                WriteOperation(key: "k\(index)", id: nil, entityKey: "i:c_\(index)", values: ["lastname": .text("N\(index)")])
            }
            try bench.port.faults.replace(with: fault)
            let outcomes = await bench.connector.write(.upsert, of: "contact", operations: operations, isStrict: false)
            for (index, outcome) in outcomes.enumerated() {
                guard case .done(_, let record) = outcome else { continue }
                #expect(record?.values["lastname"] == .text("N\(index)"), "\(fault)")
            }
            let done = outcomes.filter { if case .done = $0 { true } else { false } }.count
            #expect(fault == "results-reordered=#1" ? done == 6 : done < 6, "\(fault): \(outcomes)")
        }
    }

    @Test func `the vendor's limits are kept without a refusal`() async throws {
        let bench = try SandboxBench.hubspot(records: 3000)
        for object in ["contact", "company", "deal", "referrals"] {
            _ = try await bench.all(bench.window(), of: object, fields: [])
            _ = try await bench.all(.full, of: object, fields: [])
        }
        #expect(bench.port.log.entries.filter { $0.status == 429 }.count == 0)
        #expect(bench.connector.usage().quotaLeft != nil)
    }

    @Test func `the remote's clock is measured`() async throws {
        let bench = try SandboxBench.hubspot(records: 20)
        for _ in 0..<5 { try await bench.connector.check() }
        let offset = try #require(bench.connector.clockOffset())
        #expect(abs(offset.median.milliseconds) <= 1000)
    }
}

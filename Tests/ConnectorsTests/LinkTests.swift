import Connectors
import Foundation
import HTTP
import Model
import Sandbox
import Testing

/// Links written in batches and read to their last page, against the stand-in and against a scripted remote.
@Suite struct LinkTests {
    private func made(_ bench: SandboxBench, _ object: String, _ count: Int) async throws -> [String] {
        let name = ["contact": "lastname", "deal": "dealname"][object] ?? "name"
        _ = try await bench.connector.discover(object)
        let operations = (0..<count).map { WriteOperation(key: "\(object)\($0)", id: nil, entityKey: nil, values: [name: .text("N\($0)")]) }
        return await bench.connector.write(.create, of: object, operations: operations, isStrict: false).compactMap { outcome in
            if case .done(let id, _) = outcome { id } else { nil }
        }
    }

    @Test func `links are added and removed by the batch, with and without a label`() async throws {
        let bench = try SandboxBench.hubspot()
        let deals = try await made(bench, "deal", 60)
        let companies = try await made(bench, "company", 3)
        try #require(deals.count == 60 && companies.count == 3)
        let operations = deals.enumerated().map { LinkOperation(key: "l\($0)", id: $1, to: companies[$0 % 3]) }
        for name in ["company", "company:partner"] {
            let before = bench.connector.usage().calls
            let outcomes = await bench.connector.writeLinks(named: name, of: "deal", add: true, operations: operations)
            #expect(outcomes == deals.map { .done(id: $0, record: nil) }, "\(name)")
            #expect(bench.connector.usage().calls - before <= 2, "\(name)")
            let links = try await bench.connector.links(named: name, of: "deal", ids: deals)
            let isSo = operations.allSatisfy { links[$0.id] == [$0.to] }
            #expect(isSo, "\(name)")
        }
        for name in ["company:partner", "company"] {
            let outcomes = await bench.connector.writeLinks(named: name, of: "deal", add: false, operations: operations)
            #expect(outcomes == deals.map { .done(id: $0, record: nil) }, "\(name)")
            let links = try await bench.connector.links(named: name, of: "deal", ids: deals)
            #expect(Set(links.values) == [[]], "\(name)")
        }
    }

    @Test func `of a batch of links each is told apart by its two ends (R16)`() async throws {
        for fault in ["results-missing=#1", "results-reordered=#1", "partial-batch=#1", ""] {
            let bench = try SandboxBench.hubspot()
            let contacts = try await made(bench, "contact", 5)
            let companies = try await made(bench, "company", 2)
            var operations = contacts.map { LinkOperation(key: "l\($0)", id: $0, to: companies[0]) }
            operations.append(LinkOperation(key: "second", id: contacts[0], to: companies[1]))
            operations.append(LinkOperation(key: "nobody", id: contacts[1], to: "999999"))
            try bench.port.faults.replace(with: fault)
            let outcomes = await bench.connector.writeLinks(named: "company", of: "contact", add: true, operations: operations)
            try bench.port.faults.replace(with: "")
            let links = try await bench.connector.links(named: "company", of: "contact", ids: contacts)
            for (operation, outcome) in zip(operations, outcomes) {
                let isThere = links[operation.id]?.contains(operation.to) == true
                switch outcome {
                case .done: #expect(isThere, "\(fault): \(operation)")
                case .failed: #expect(!isThere, "\(fault): \(operation)")
                case .unknown, .notSent: #expect(!fault.isEmpty, "\(operation): \(outcome)")
                }
            }
            if fault.isEmpty {
                guard case .failed(let failure) = outcomes[6] else {
                    Issue.record("\(outcomes)")
                    continue
                }
                #expect(failure.failureClass == .gone)
            }
        }
    }

    @Test func `a record with more links than one page holds is asked for again from where the page ended`() async throws {
        let bench = try SandboxBench.hubspot()
        let contacts = try await made(bench, "contact", 1203)
        let deals = try await made(bench, "deal", 2)
        try #require(contacts.count == 1203 && deals.count == 2)
        var operations = contacts.map { LinkOperation(key: "l\($0)", id: deals[0], to: $0) }
        operations.append(LinkOperation(key: "other", id: deals[1], to: contacts[7]))
        let outcomes = await bench.connector.writeLinks(named: "contact", of: "deal", add: true, operations: operations)
        #expect(outcomes.allSatisfy { if case .done = $0 { true } else { false } })
        let before = bench.connector.usage().calls
        let links = try await bench.connector.links(named: "contact", of: "deal", ids: deals)
        #expect(Set(links[deals[0]] ?? []) == Set(contacts))
        #expect(links[deals[1]] == [contacts[7]])
        #expect(bench.connector.usage().calls - before == 3)
    }

    private static let objects = """
        objects:
          thing:
            id: id
            links:
              owner:
                to: thing
                many: true
                read: {call: POST /links, json: {$each: starts, $item: {id: "{{ it.id }}", after: "{{ it.next? }}"}}, batch: {max: 3}, records: body.rows, from_id: from, to: "to[*]", to_id: id, next: "next?"}

        """

    @Test func `pages of links are followed record by record, and one that comes twice is an error (R28)`() async throws {
        let page: (String, [String], String?) -> JSON = { from, to, next in
            var row = JSONObject([("from", .string(from)), ("to", .array(to.map { ["id": .string($0)] }))])
            row["next"] = next.map(JSON.string)
            return .object(row)
        }
        let bench = try ScriptedBench(
            Self.objects,
            [
                .ok(["rows": [page("1", ["a"], "x"), page("2", ["b"], nil), page("3", ["c"], "y")]]),
                .ok(["rows": [page("1", ["d"], nil), page("3", ["e"], "z")]]), .ok(["rows": [page("3", ["f"], nil)]]),
            ])
        let links = try await bench.connector.links(named: "owner", of: "thing", ids: ["1", "2", "3"])
        #expect(links == ["1": ["a", "d"], "2": ["b"], "3": ["c", "e", "f"]])
        let bodies = bench.remote.requests.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies.last == #"[{"id":"3","after":"z"}]"#)
        let circle = try ScriptedBench(Self.objects, [.ok(["rows": [page("1", ["a"], "x")]]), .ok(["rows": [page("1", ["a"], "x")]])])
        await #expect(throws: ConnectorError.repeatedPage(place: "objects.thing.links.owner")) {
            _ = try await circle.connector.links(named: "owner", of: "thing", ids: ["1"])
        }
    }
}

import Connectors
import HTTP
import Model
import Testing

/// Records that live under others (X15): listed for each parent, found, written and made under it.
@Suite struct ParentTests {
    private static let objects = """
        objects:
          order:
            id: id
            modified: {at: changed, resolution: 1s}
            fields: {region: {type: text}}
            read:
              changes: {call: GET /orders, query: {since: "{{ since | time('epoch') }}"}, records: body.items, window: {order: asc}}
              full: {call: GET /orders, records: body.items}
              deleted: none
              by_ids: {call: "GET /orders/{{ id }}", records: body}
          refund:
            id: id
            parent: order
            fields: {order: {type: ref, to: order}, note: {type: text}}
            unique: [note]
            read:
              changes: {call: "GET /orders/{{ parent.id }}/refunds", query: {region: "{{ parent.region }}"}, records: body.items, window: {order: none}}
              full: {call: "GET /orders/{{ parent.id }}/refunds", records: body.items}
              deleted: none
              by_ids: {call: "POST /orders/{{ parent.id }}/refunds/read", json: "{{ ids }}", batch: {max: 10}, records: body.items}
            write:
              create: {call: "POST /orders/{{ parent.id }}/refunds", json: "{{ op.record }}", results: {id: id, record: .}}
              update: {call: "PATCH /orders/{{ parent.id }}/refunds/{{ op.id }}", json: "{{ op.record }}"}
              delete: {call: "DELETE /orders/{{ parent.id }}/refunds/{{ op.id }}"}

        """

    private static func order(_ id: String, _ region: String) -> JSON {
        ["id": .string(id), "changed": .string((SandboxBench.start - .seconds(30)).iso), "region": .string(region)]
    }

    private static func refund(_ id: String) -> JSON { ["id": .string(id), "note": .string("n\(id)")] }

    private func pages(_ bench: ScriptedBench, _ listing: Listing) async throws -> [RecordPage] {
        var reader = try bench.connector.list(listing, of: "refund", fields: ["order", "note"])
        var pages: [RecordPage] = []
        while let page = try await reader.next() { pages.append(page) }
        return pages
    }

    @Test func `a full listing runs once for each parent, and every record names its own`() async throws {
        let bench = try ScriptedBench(
            Self.objects,
            [
                .ok(["items": [Self.order("a/b", "x"), Self.order("2", "y")]]), .ok(["items": [Self.refund("1"), Self.refund("2")]]),
                .ok(["items": [Self.refund("1")]]),
            ])
        let pages = try await pages(bench, .full)
        let records = pages.flatMap(\.records)
        #expect(records.map(\.id) == ["a%2Fb/1", "a%2Fb/2", "2/1"])
        #expect(records.map(\.parent) == ["a/b", "a/b", "2"])
        #expect(records.first?.values == ["order": .text("a/b"), "note": .text("n1")])
        #expect(bench.remote.paths == ["/root/orders", "/root/orders/a%2Fb/refunds", "/root/orders/2/refunds"])
        #expect(pages.map(\.isLast) == [false, false, true])
    }

    @Test func `changes are asked of changed parents, with the parent's fields, and the cursor moves at the end alone (R27)`() async throws
    {
        let bench = try ScriptedBench(Self.objects, [.ok(["items": [Self.order("1", "west")]]), .ok(["items": [Self.refund("1")]])])
        let window = ReadWindow(since: SandboxBench.start - .seconds(100), until: SandboxBench.start)
        let pages = try await pages(bench, .changes(window))
        #expect(bench.remote.paths.last == "/root/orders/1/refunds?region=west")
        #expect(bench.remote.paths.first?.hasPrefix("/root/orders?since=") == true)
        #expect(pages.map(\.reached) == [nil, SandboxBench.start])
        let quiet = try ScriptedBench(Self.objects, [.ok(["items": []])])
        #expect(try await self.pages(quiet, .changes(window)).map(\.reached) == [SandboxBench.start])
    }

    @Test func `a read by id asks each parent for its own`() async throws {
        let bench = try ScriptedBench(
            Self.objects, [.ok(["items": [Self.refund("1")]]), .ok(["items": [Self.refund("1"), Self.refund("3")]])])
        let found = try await bench.connector.read(ids: ["8/3", "7/1", "8/1", "7/2"], of: "refund", fields: ["note"], proof: false)
        #expect(found.records.keys.sorted() == ["7/1", "8/1", "8/3"])
        #expect(found.records["8/3"]?.id == "8/3")
        #expect(found.gone == ["7/2"])
        #expect(bench.remote.paths == ["/root/orders/7/refunds/read", "/root/orders/8/refunds/read"])
    }

    @Test func `a record is made, changed and deleted under its parent`() async throws {
        let bench = try ScriptedBench(
            Self.objects, [.json(201, ["id": "5", "note": "x"], [:]), .ok(["id": "5"]), .json(204, [:], [:])])
        let make = WriteOperation(key: "k", id: nil, entityKey: nil, values: ["order": .text("7"), "note": .text("x")])
        let outcomes = await bench.connector.write(.create, of: "refund", operations: [make], isStrict: false)
        guard case .done(let id, let record?) = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(id == "7/5" && record.id == "7/5" && record.parent == "7")
        #expect(String(decoding: bench.remote.requests[0].body, as: UTF8.self) == #"{"note":"x"}"#)
        let change = WriteOperation(key: "k", id: "7/5", entityKey: nil, values: ["note": .text("y")])
        #expect(
            await bench.connector.write(.update, of: "refund", operations: [change], isStrict: false) == [.done(id: "7/5", record: nil)])
        let removal = WriteOperation(key: "k", id: "7/5", entityKey: nil, values: [:])
        #expect(
            await bench.connector.write(.delete, of: "refund", operations: [removal], isStrict: false) == [.done(id: "7/5", record: nil)])
        #expect(bench.remote.paths == ["/root/orders/7/refunds", "/root/orders/7/refunds/5", "/root/orders/7/refunds/5"])
    }

    @Test func `a new record whose parent is not known is not sent`() async throws {
        let bench = try ScriptedBench(Self.objects, [])
        let make = WriteOperation(key: "k", id: nil, entityKey: nil, values: ["note": .text("x")])
        guard
            case .failed(let failure) = try #require(
                await bench.connector.write(.create, of: "refund", operations: [make], isStrict: false).first)
        else {
            Issue.record("it was sent")
            return
        }
        #expect(failure.failureClass == .invalid)
        #expect(bench.remote.requests.isEmpty)
    }
}

import Connectors
import HTTP
import Model
import Testing

/// Fields that are only read, and records that stand below the elements of a page (decision 0015).
@Suite struct DerivedFieldTests {
    private static let objects = """
        objects:
          refund:
            id: id
            fields:
              kind: {type: text, value: refund}
              number: {type: text, from: "order | capture('^#?(.*)$')"}
              click: {type: text, from: ["marks[?key=='click'].value? | first", "landing? | capture('click=([a-z0-9]+)')"]}
            read:
              full:
                call: GET /orders
                query: {after: "{{ page.next? }}"}
                records: body.orders[*].refunds[*]
                paginate: {kind: cursor, next: "body.next?", counts: body.orders}
              deleted: none
              by_ids: {call: "GET /refunds/{{ id }}", records: body}

        """

    private static let first: JSON = [
        "id": "1", "order": "#SO-1", "marks": [["key": "other", "value": "x"], ["key": "click", "value": "abc"]], "landing": .null,
    ]
    private static let second: JSON = ["id": "2", "order": "SO-2", "marks": [], "landing": "https://shop.example/?click=def"]
    private static let third: JSON = ["id": "3", "order": "SO-3", "marks": [], "landing": .null]

    @Test func `a page whose elements hold no record is no end, and the records of all are read`() async throws {
        let bench = try ScriptedBench(
            Self.objects,
            [
                .ok(["orders": [["refunds": []], ["refunds": []]], "next": "p2"]),
                .ok(["orders": [["refunds": [Self.first]], ["refunds": [Self.second, Self.third]]], "next": .null]),
            ])
        var reader = try bench.connector.list(.full, of: "refund", fields: ["kind", "number", "click"])
        var records: [Record] = []
        while let page = try await reader.next() {
            #expect(page.rejected == [])
            records += page.records
        }
        #expect(records.map(\.id) == ["1", "2", "3"])
        #expect(records.map { $0.values["kind"] } == [.text("refund"), .text("refund"), .text("refund")])
        #expect(records.map { $0.values["number"] } == [.text("SO-1"), .text("SO-2"), .text("SO-3")])
        #expect(records.map { $0.values["click"] } == [.text("abc"), .text("def"), .null])
    }

    @Test func `a remote that tells no schema has the fields of its manifest`() async throws {
        let bench = try ScriptedBench(Self.objects, [])
        let fields = try await bench.connector.discover("refund")
        #expect(fields.map(\.name) == ["click", "kind", "number"])
        #expect(fields.allSatisfy { !$0.isUpdatable && !$0.isCreateable })
        #expect(bench.remote.requests.isEmpty)
    }
}

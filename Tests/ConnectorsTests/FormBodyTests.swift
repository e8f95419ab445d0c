import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Synchronization
import Testing

/// Bodies of pairs, and writes that act once for a key.
@Suite struct FormBodyTests {
    private static let object = """
        objects:
          thing:
            id: id
            unique: [name]
            fields: {price: {type: money, form: minor, currency: ISK}}
            write:
              create: {call: POST /things, headers: {Once: "{{ op.key }}"}, idempotent: 10m, form: {$merge: op.record, deep: {list: [a, b], maps: [{x: 1}, {x: "&="}]}, none: "{{ op.version? }}"}, results: {id: id}}
              update: {call: "POST /things/{{ op.id }}", form: "{{ op.record }}"}
        """

    private static func head(_ lists: String) -> String {
        ScriptedBench.head.replacing("connections: 1", with: "connections: 1, lists: \(lists)")
            + "currencies: {ISK: {digits: 2, step: 100}}\n"
    }

    private let create = WriteOperation(key: "k1", id: nil, entityKey: nil, values: ["name": .text("Zoë & Co"), "a.b": .text("1")])

    private func body(_ request: Request?) -> String { String(decoding: request?.body ?? [], as: UTF8.self) }

    @Test(arguments: [
        ("brackets", "deep[list][]=a&deep[list][]=b"), ("repeat", "deep[list]=a&deep[list]=b"),
        ("indexes", "deep[list][0]=a&deep[list][1]=b"), ("comma", "deep[list]=a,b"),
    ])
    func `maps nest, lists are written as the vendor reads them, and everything is encoded`(lists: String, pairs: String) async throws {
        let bench = try ScriptedBench(Self.object, head: Self.head(lists), [.json(201, ["id": "1"], [:])])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [create], isStrict: false)
        #expect(outcomes == [.done(id: "1", record: nil)])
        let request = bench.remote.requests.first
        let text = body(request)
        let expected = "a[b]=1&name=Zoë & Co&\(pairs)&deep[maps][0][x]=1&deep[maps][1][x]=&="
        #expect(text.removingPercentEncoding == expected)
        #expect(text.contains("name=Zo%C3%AB%20%26%20Co&") && text.hasSuffix("=%26%3D"))
        #expect(request?.head.headerFields[.contentType] == "application/x-www-form-urlencoded")
    }

    @Test func `null is an empty value, and amounts go in the vendor's minor units (decisions 0013)`() async throws {
        let bench = try ScriptedBench(Self.object, head: Self.head("brackets"), [.ok(["id": "1"]), .ok(["id": "1"])])
        let krona = try #require(Money("7 ISK"))
        for values: FieldValues in [["name": .null], ["price": .money(krona)]] {
            let operation = WriteOperation(key: "k", id: "1", entityKey: nil, values: values)
            _ = await bench.connector.write(.update, of: "thing", operations: [operation], isStrict: false)
        }
        #expect(bench.remote.requests.map(body) == ["name=", "price=700"])
    }

    @Test func `a write that acts once for a key is sent again, the same, until there is an answer`() async throws {
        let bench = try ScriptedBench(
            Self.object, head: Self.head("brackets"),
            [
                .lost(.interrupted(host: "h", reason: "cut")), .json(503, ["x": 1], [:]), .json(400, ["error": "in use"], [:]),
                .json(201, ["id": "1"], [:]),
            ])
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [create], isStrict: false)
        #expect(outcomes == [.done(id: "1", record: nil)])
        let requests = bench.remote.requests
        #expect(requests.count == 4)
        #expect(requests.allSatisfy { $0 == requests.first })
        #expect(!bench.clock.waits.withLock { $0 }.isEmpty)
    }

    @Test func `a refusal after a doubt leaves the doubt, and there is an end to sending again (R11)`() async throws {
        let bench = try ScriptedBench(
            Self.object, head: Self.head("brackets"),
            [.lost(.interrupted(host: "h", reason: "cut"))] + Array(repeating: .json(400, ["error": "no"], [:]), count: 9))
        let outcomes = await bench.connector.write(.create, of: "thing", operations: [create], isStrict: false)
        guard case .unknown = try #require(outcomes.first) else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(bench.remote.requests.count == 5)
    }

    @Test func `nothing is sent again after the time for which the vendor acts once, nor without a key (R11)`() async throws {
        let short = Self.object.replacing("idempotent: 10m", with: "idempotent: 1ms")
        let lost = ScriptedRemote.Reply.lost(.interrupted(host: "h", reason: "cut"))
        let brief = try ScriptedBench(short, head: Self.head("brackets"), [lost, .json(201, ["id": "1"], [:])])
        _ = await brief.connector.write(.create, of: "thing", operations: [create], isStrict: false)
        #expect(brief.remote.requests.count == 1)
        let plain = try ScriptedBench(Self.object, head: Self.head("brackets"), [lost, .json(201, ["id": "1"], [:])])
        let update = WriteOperation(key: "k", id: "1", entityKey: nil, values: ["name": .text("n")])
        _ = await plain.connector.write(.update, of: "thing", operations: [update], isStrict: false)
        #expect(plain.remote.requests.count == 1)
    }
}

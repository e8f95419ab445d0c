import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct HubSpotBatchTests {
    private func batch(_ kind: String, _ verb: String) -> String { "/crm/v3/objects/\(kind)/batch/\(verb)" }

    private func inputs(_ rows: [JSON]) -> JSON { ["inputs": .array(rows)] }

    private func deal(_ key: String, _ properties: JSON, trace: Bool = true) -> JSON {
        var row = JSONObject([("idProperty", "entente_deal_id"), ("id", .string(key)), ("properties", properties)])
        if trace { row["objectWriteTraceId"] = .string(key + "#1") }
        return .object(row)
    }

    @Test func `an upsert says what is new, echoes the trace and keeps its own order`() throws {
        let bench = HubSpotBench()
        let keys = (0..<9).map { "d_\($0)" }
        let first = try bench.call(.post, batch("deals", "upsert"), inputs(keys.map { deal($0, ["dealname": .string($0)]) }))
        #expect(first.status == 200)
        #expect(first.shape == ["status", "results", "startedAt", "completedAt"])
        #expect(first.results.allSatisfy { $0["new"] == true })
        #expect(Set(first.results.compactMap { $0["objectWriteTraceId"]?.string }) == Set(keys.map { $0 + "#1" }))
        #expect(first.results.map { $0["objectWriteTraceId"]?.string ?? "" } != keys.map { $0 + "#1" })
        #expect(first.results.allSatisfy { $0["properties"]?["dealname"] != nil })
        let second = try bench.call(.post, batch("deals", "upsert"), inputs(keys.map { deal($0, ["amount": "1.00"]) }))
        #expect(second.results.allSatisfy { $0["new"] == false })
        #expect(Set(second.ids) == Set(first.ids))
        #expect(try bench.call(.get, "/crm/v3/objects/deals/d_3?idProperty=entente_deal_id").body["properties"]?["dealname"] == "d_3")
    }

    @Test func `one bad record gives 207 with its trace and the others are written`() throws {
        let bench = HubSpotBench()
        let rows = [deal("a", ["dealname": "A"]), deal("b", ["amount": "much"]), deal("c", ["dealname": "C"])]
        let reply = try bench.call(.post, batch("deals", "upsert"), inputs(rows))
        #expect(reply.status == 207)
        #expect(reply.shape == ["status", "results", "numErrors", "errors", "startedAt", "completedAt"])
        #expect(reply.results.count == 2)
        #expect(reply.body["numErrors"] == 1)
        let row = try #require(reply.body["errors"]?[0])
        #expect(row["category"] == "VALIDATION_ERROR")
        #expect(row["context"]?["objectWriteTraceId"] == ["b#1"])
    }

    @Test func `without a trace on every input nothing is written`() throws {
        let bench = HubSpotBench()
        let rows = [deal("a", ["dealname": "A"]), deal("b", ["amount": "much"], trace: false)]
        #expect(try bench.call(.post, batch("deals", "upsert"), inputs(rows)).status == 400)
        #expect(try bench.call(.get, "/crm/v3/objects/deals").ids.isEmpty)
    }

    @Test func `contacts upserted by address are all written or none`() throws {
        let bench = HubSpotBench()
        let rows: [JSON] = [
            ["idProperty": "email", "id": "a@x.example", "objectWriteTraceId": "1", "properties": ["lastname": "A"]],
            ["idProperty": "email", "id": "b@x.example", "objectWriteTraceId": "2", "properties": ["nope": "B"]],
        ]
        #expect(try bench.call(.post, batch("contacts", "upsert"), inputs(rows)).status == 400)
        #expect(try bench.call(.get, "/crm/v3/objects/contacts").ids.isEmpty)
    }

    @Test func `an upsert needs one property with unique values for all inputs`() throws {
        let bench = HubSpotBench()
        let rows: [JSON] = [["idProperty": "dealname", "id": "A", "properties": [:]]]
        #expect(try bench.call(.post, batch("deals", "upsert"), inputs(rows)).status == 400)
        let mixed: [JSON] = [deal("a", [:]), ["idProperty": "entente_id", "id": "b", "properties": [:]]]
        #expect(try bench.call(.post, batch("deals", "upsert"), inputs(mixed)).status == 400)
        #expect(
            try bench.call(.post, batch("deals", "upsert"), inputs([deal("a", [:]), deal("a", [:])])).message.hasPrefix("Duplicate IDs"))
    }

    @Test func `reading names the ids that are not there`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example"])
        let body: JSON = ["properties": ["email"], "inputs": [["id": .string(id)], ["id": "99999999"]]]
        let reply = try bench.call(.post, batch("contacts", "read"), body)
        #expect(reply.status == 207)
        #expect(reply.ids == [id])
        let expected: JSON = [
            "status": "error", "category": "OBJECT_NOT_FOUND",
            "message": "Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.",
            "context": ["ids": ["99999999"]],
        ]
        #expect(reply.body["errors"] == [expected])
        let byKey: JSON = ["idProperty": "email", "properties": [], "inputs": [["id": "A@x.example"]]]
        #expect(try bench.call(.post, batch("contacts", "read"), byKey).ids == [id])
    }

    @Test func `making many answers 201, or 207 where one clashes`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("contacts", ["email": "a@x.example"])
        let good: JSON = ["properties": ["email": "b@x.example"], "objectWriteTraceId": "b"]
        let clash: JSON = ["properties": ["email": "a@x.example"], "objectWriteTraceId": "a"]
        let reply = try bench.call(.post, batch("contacts", "create"), inputs([clash, good]))
        #expect(reply.status == 207)
        #expect(reply.results.count == 1)
        #expect(reply.body["errors"]?[0]?["message"] == .string("Contact already exists. Existing ID: \(id)"))
        #expect(reply.body["errors"]?[0]?["category"] == "CONFLICT")
        let other: JSON = ["properties": ["email": "c@x.example"]]
        #expect(try bench.call(.post, batch("contacts", "create"), inputs([other])).status == 201)
    }

    @Test func `changing many reports the one that is gone`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["dealname": "D"])
        let rows: [JSON] = [
            ["id": .string(id), "properties": ["amount": "2"], "objectWriteTraceId": "1"],
            ["id": "77", "properties": ["amount": "2"], "objectWriteTraceId": "2"],
        ]
        let reply = try bench.call(.post, batch("deals", "update"), inputs(rows))
        #expect(reply.status == 207)
        #expect(reply.ids == [id])
        #expect(reply.body["errors"]?[0]?["category"] == "OBJECT_NOT_FOUND")
        #expect(reply.body["errors"]?[0]?["context"] == ["ids": ["77"], "objectWriteTraceId": ["2"]])
    }

    @Test func `a batch has a hundred inputs at most and archiving answers 204`() throws {
        let bench = HubSpotBench()
        let id = try bench.make("deals", ["dealname": "D"])
        let many = inputs((0...100).map { ["id": .string(String($0))] })
        #expect(try bench.call(.post, batch("deals", "read"), many).status == 400)
        #expect(try bench.call(.post, batch("deals", "archive"), inputs([["id": .string(id)], ["id": "1"]])).status == 204)
        #expect(try bench.call(.get, "/crm/v3/objects/deals/\(id)").status == 404)
    }

    @Test func `faults of a batch lose a row, a result or the order`() throws {
        let bench = HubSpotBench()
        let ids = try (0..<5).map { try bench.make("deals", ["dealname": .string("D\($0)")]) }
        let body = inputs(ids.map { ["id": .string($0), "properties": ["amount": "3"], "objectWriteTraceId": .string($0)] })
        let whole = try bench.call(.post, batch("deals", "update"), body)
        let reordered = try bench.call(.post, batch("deals", "update"), body, under: .resultsReordered)
        #expect(reordered.ids == whole.ids.reversed())
        #expect(try bench.call(.post, batch("deals", "update"), body, under: .resultsMissing).ids.count == 4)
        let partial = try bench.call(.post, batch("deals", "update"), body, under: .partialBatch)
        #expect(partial.status == 207)
        #expect(partial.body["errors"]?[0]?["context"]?["objectWriteTraceId"] == [.string(ids[4])])
        #expect(try bench.call(.get, "/crm/v3/objects/deals?limit=100", under: .emptyList).ids.isEmpty)
        #expect(try bench.call(.get, "/crm/v3/objects/deals/\(ids[0])", under: .permissionLost).status == 404)
        #expect(try bench.call(.get, "/crm/v3/objects/deals", under: .rateLimited).body["policyName"] == "TEN_SECONDLY_ROLLING")
        #expect(try bench.call(.get, "/crm/v3/objects/deals", under: .tokenExpired).body["category"] == "EXPIRED_AUTHENTICATION")
        #expect(try bench.call(.get, "/crm/v3/objects/deals", under: .http503).status == 503)
    }
}

import Connectors
import HTTP
import HTTPTypes
import Model
import Testing

/// Answers that are no JSON: tables and lines.
@Suite struct AnswerFormTests {
    private static func objects(_ answer: String) -> String {
        """
        objects:
          thing:
            id: id
            fields: {name: {type: text, null_as: ""}, count: {type: integer}}
            read:
              full: {call: GET /all, records: body\(answer)}
              deleted: none
              by_ids: {call: "GET /things/{{ id }}", records: body}

        """
    }

    private func records(_ answer: String, _ reply: ScriptedRemote.Reply) async throws -> [Record] {
        let bench = try ScriptedBench(Self.objects(answer), [reply])
        return try await bench.all(.full, fields: ["name", "count"]).flatMap(\.records)
    }

    @Test func `a table is a list of maps, by its Content-Type or because the manifest says so`() async throws {
        let text = "id,name,count\r\n1,\"Smith, \"\"Jo\"\"\r\nline 2\",3\r\n2,,\r\n"
        for (answer, type) in [("", "text/csv; charset=utf-8"), (", answer: csv", "application/octet-stream")] {
            let records = try await records(answer, .text(type, text))
            #expect(records.map(\.id) == ["1", "2"])
            #expect(records[0].values == ["name": .text("Smith, \"Jo\"\r\nline 2"), "count": .integer(3)])
            #expect(records[1].values == ["name": .null, "count": .null])
        }
    }

    @Test func `lines are a list of values`() async throws {
        let text = "{\"id\":\"1\",\"name\":\"a\"}\n\n{\"id\":\"2\",\"count\":4}"
        for (answer, type) in [("", "application/x-ndjson"), (", answer: jsonl", "application/json")] {
            let records = try await records(answer, .text(type, text))
            #expect(records.map(\.id) == ["1", "2"])
            #expect(records[1].values == ["count": .integer(4)])
        }
    }

    @Test(arguments: [
        ("text/csv", "id,name\n1"), ("text/csv", "id,id\n1,2"), ("text/csv", "id,name\n1,\"open"), ("text/csv", "id,name\n1,a\"b"),
        ("application/x-ndjson", "{\"id\":\"1\"}\n{"), ("application/json", "<html>"),
    ])
    func `an answer that is not of its form is no answer`(type: String, text: String) async throws {
        let bench = try ScriptedBench(Self.objects(""), [ScriptedRemote.Reply](repeating: .text(type, text), count: 5))
        await #expect(throws: ConnectorError.self) { _ = try await bench.all(.full, fields: ["name"]) }
    }

    @Test func `what is asked for is said`() async throws {
        let bench = try ScriptedBench(Self.objects(", answer: csv"), [.text("text/csv", "id\n1\n")])
        _ = try await bench.all(.full, fields: [])
        #expect(bench.remote.requests.first?.head.headerFields[.accept] == "text/csv")
    }
}

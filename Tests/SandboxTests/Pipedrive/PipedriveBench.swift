import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// A company with a clock in the hand: calls it as a client would, and says what came back.
final class PipedriveBench {
    struct Reply {
        var status: Int
        var body: JSON
        var fields: HTTPFields

        var data: JSON { body["data"] ?? .null }
        var ids: [Int64] { data.array?.compactMap { $0["id"]?.integer } ?? [] }
        var next: String? { body["additional_data"]?["next_cursor"]?.string }
        var error: String { body["error"]?.string ?? "" }
    }

    let company: Pipedrive
    var now = Timestamp(seconds: 1_767_225_600)
    var token: String?

    init(records: Int = 0, _ change: (inout PipedriveSettings) -> Void = { _ in }) {
        var settings = PipedriveSettings()
        settings.burst = 1_000_000
        change(&settings)
        var generator = ProgramGenerator(seed: 7, records: records, now: now)
        let program = ProgramGenerator.joined(generator.make(), by: "pipedrive", seed: 7, records: records, now: now)
        company = Pipedrive(program.seen(by: "pipedrive", seed: 7, isFirst: false), settings: settings)
        token = settings.token
    }

    func call(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, under fault: FaultKind? = nil) -> Reply {
        let whole = path.hasPrefix("/") ? path : "/api/v2/" + path
        var head = HTTPRequest(method: method, scheme: "https", authority: "northwind.pipedrive.com", path: whole)
        if let token, let name = HTTPField.Name("x-api-token") { head.headerFields[name] = token }
        if body != nil { head.headerFields[.contentType] = "application/json" }
        let request = Request(head: head, body: body?.bytes ?? [], isRead: method == .get)
        let response = company.respond(to: request, at: now, under: fault)
        let parsed = (try? JSON(parsing: response.body)) ?? .null
        return Reply(status: response.head.status.code, body: parsed, fields: response.head.headerFields)
    }

    /// Makes a record and gives its id.
    func make(_ kind: String, _ body: JSON) throws -> Int64 {
        let reply = call(.post, kind, body)
        #expect(reply.status == 201, "\(reply.body.text)")
        return try #require(reply.data["id"]?.integer)
    }

    static func key(_ label: String, _ object: String) throws -> String {
        try #require(Pipedrive.key(label, of: object))
    }
}

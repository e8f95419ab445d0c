import HTTP
import HTTPTypes
import Model
import Sandbox

/// A portal with a clock in the hand: calls it as a client would, and says what came back.
final class HubSpotBench {
    /// One answer.
    struct Reply {
        var status: Int
        var body: JSON
        var fields: HTTPFields

        /// The member names of the body, in their order.
        var shape: [String] { body.object?.members.map(\.name) ?? [] }
        var results: [JSON] { body["results"]?.array ?? [] }
        var ids: [String] { results.compactMap { $0["id"]?.string } }
        var message: String { body["message"]?.string ?? "" }
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
    }

    let hubspot: HubSpot
    var now = Timestamp(seconds: 1_767_225_600)
    var token: String?

    init(records: Int = 0, seed: UInt64 = 7, _ change: (inout HubSpotSettings) -> Void = { _ in }) {
        var settings = HubSpotSettings()
        (settings.callsPerTenSeconds, settings.searchesPerSecond) = (1_000_000, 1_000_000)
        change(&settings)
        var generator = ProgramGenerator(seed: seed, records: records, now: now)
        let data = generator.make().seen(by: "hubspot", seed: seed, isFirst: false)
        hubspot = HubSpot(data, at: now, settings: settings)
        token = settings.token
    }

    func call(
        _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, form: String? = nil, under fault: FaultKind? = nil
    ) throws -> Reply {
        var head = HTTPRequest(method: method, scheme: "https", authority: "api.hubapi.com", path: path)
        if let token { head.headerFields[.authorization] = "Bearer \(token)" }
        if body != nil { head.headerFields[.contentType] = "application/json" }
        if form != nil { head.headerFields[.contentType] = "application/x-www-form-urlencoded" }
        let request = Request(head: head, body: body?.bytes ?? Array((form ?? "").utf8), isRead: method == .get)
        let response = hubspot.respond(to: request, at: now, under: fault)
        let parsed = response.body.isEmpty ? JSON.null : (try? JSON(parsing: response.body)) ?? .null
        return Reply(status: response.head.status.code, body: parsed, fields: response.head.headerFields)
    }

    /// Makes a record and gives its id.
    func make(_ kind: String, _ properties: JSON) throws -> String {
        try call(.post, "/crm/v3/objects/\(kind)", ["properties": properties]).body["id"]?.string ?? "none"
    }

    func search(_ kind: String, _ body: JSON) throws -> Reply {
        try call(.post, "/crm/v3/objects/\(kind)/search", body)
    }

    /// A search body with one group of filters.
    static func filters(_ filters: [JSON], sort: String? = nil, limit: Int = 200, after: String? = nil) -> JSON {
        var body = JSONObject([("filterGroups", [["filters": .array(filters)]]), ("limit", .integer(limit))])
        if let sort { body["sorts"] = [["propertyName": .string(sort), "direction": "ASCENDING"]] }
        if let after { body["after"] = .string(after) }
        return .object(body)
    }

    static func filter(_ property: String, _ test: String, _ value: String) -> JSON {
        ["propertyName": .string(property), "operator": .string(test), "value": .string(value)]
    }
}

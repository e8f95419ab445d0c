import CryptoExtras
import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// Drives an org in process as an app would, over the port with its clock and faults.
struct SalesforceClient {
    static let start = Timestamp(seconds: 1_780_000_000)
    let org: SalesforceOrg
    let port: SandboxPort
    let token: String

    init(
        records: Int = 0, seed: UInt64 = 1, settings: SalesforceSettings = SalesforceSettings(), key: SalesforceKey = SalesforceKey(),
        faults: String = ""
    ) throws {
        var generator = ProgramGenerator(seed: seed, records: records, now: Self.start)
        let data = generator.make().seen(by: "salesforce", seed: seed, isFirst: true)
        org = SalesforceOrg(data, at: Self.start, settings: settings, key: key)
        port = SandboxPort(vendor: org, clock: SandboxClock(startingAt: Self.start, pinned: true), faults: try Faults())
        let form = "grant_type=client_credentials&client_id=\(settings.clientID)&client_secret=\(settings.clientSecret)"
        let answer = Self.answer(port, Self.form(form))
        token = try #require(answer.json["access_token"]?.string)
        try port.faults.replace(with: faults)
    }

    struct Answer {
        let status: Int
        let json: JSON
        let head: HTTPResponse
        /// The code of the first error of the whole call.
        var code: String? { json[0]?["errorCode"]?.string }
        var message: String? { json[0]?["message"]?.string }
    }

    static func form(_ text: String, host: String = "127.0.0.1:8801") -> Request {
        var head = HTTPRequest(method: .post, scheme: "http", authority: host, path: "/services/oauth2/token")
        head.headerFields[.contentType] = "application/x-www-form-urlencoded"
        return Request(head: head, body: Array(text.utf8), isSecret: true, isRead: false)
    }

    static func answer(_ port: SandboxPort, _ request: Request) -> Answer {
        guard case .respond(let response) = port.handle(request) else { return Answer(status: 0, json: .null, head: .init(status: .ok)) }
        let json = (try? JSON(parsing: response.body)) ?? .null
        return Answer(status: response.head.status.code, json: json, head: response.head)
    }

    func call(_ method: String, _ path: String, _ body: JSON? = nil, fields: [String: String] = [:]) throws -> Answer {
        var head = HTTPRequest(
            method: try #require(HTTPRequest.Method(method)), scheme: "http", authority: "127.0.0.1:8801",
            path: path.hasPrefix("/services") ? path : "/services/data/v63.0/\(path)")
        head.headerFields[.authorization] = "Bearer \(token)"
        if body != nil { head.headerFields[.contentType] = "application/json" }
        for (name, value) in fields { head.headerFields[try #require(HTTPField.Name(name))] = value }
        return Self.answer(port, Request(head: head, body: body?.bytes ?? [], isRead: method == "GET"))
    }

    func query(_ soql: String, all: Bool = false, batch: Int? = nil) throws -> Answer {
        var allowed = CharacterSet.alphanumerics
        allowed.insert(charactersIn: "-._~")
        let text = try #require(soql.addingPercentEncoding(withAllowedCharacters: allowed))
        return try call(
            "GET", "\(all ? "queryAll" : "query")?q=\(text)", fields: batch.map { ["Sforce-Query-Options": "batchSize=\($0)"] } ?? [:])
    }

    /// Makes a record and returns its id.
    func create(_ object: String, _ fields: JSON) throws -> String {
        let answer = try call("POST", "sobjects/\(object)", fields)
        #expect(answer.status == 201, "\(answer.json.text)")
        return try #require(answer.json["id"]?.string)
    }

    func edit(
        _ action: PersonEdit.Action, _ object: String, _ id: String?, _ fields: JSONObject = JSONObject(), into: String? = nil
    ) throws {
        _ = try org.edit(PersonEdit(action, object: object, id: id, fields: fields, into: into), at: port.clock.now())
    }
}

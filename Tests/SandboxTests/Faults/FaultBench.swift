import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

/// Both vendors under the same faults, driven call by call over their ports.
final class FaultBench {
    /// What a caller sees of one call.
    struct Seen: Equatable, CustomStringConvertible {
        var status: Int
        var body: [UInt8]
        var fields: HTTPFields
        var outcome: String

        var json: JSON { (try? JSON(parsing: body)) ?? .null }
        private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        var description: String {
            "\(outcome) \(status) \(fields[.contentType] ?? "") \(body.count) \(Self.text(body.prefix(2000))) \(Self.text(body.suffix(300)))"
        }
    }

    let setup: SandboxSetup
    private var token = ""

    init(records: Int = 100, seed: UInt64 = 7) throws {
        setup = try SandboxSetup(seed: seed, records: records, now: Timestamp(seconds: 1_780_000_000), pinned: true)
        try login()
    }

    /// Logs in at Salesforce.
    func login() throws {
        let app = "client_id=3MVG9ENTENTE.SANDBOX&client_secret=sandbox-consumer-secret"
        let login = send("salesforce", "POST", "/services/oauth2/token", form: "grant_type=client_credentials&\(app)")
        token = try #require(login.json["access_token"]?.string)
    }

    func port(_ vendor: String) -> SandboxPort? { setup.ports.first { $0.vendor.name == vendor } }

    func faults(_ specification: String) throws { try setup.faults.replace(with: specification) }

    func salesforce(_ method: String, _ path: String, _ body: JSON? = nil, batch: Int? = nil) -> Seen {
        send("salesforce", method, "/services/data/v63.0/" + path, body, batch: batch)
    }

    func query(_ text: String, all: Bool = false, batch: Int? = nil) -> Seen {
        let escaped = text.replacing("+", with: "%2B").replacing(" ", with: "+").replacing("=", with: "%3D").replacing("'", with: "%27")
        return salesforce("GET", "\(all ? "queryAll" : "query")?q=\(escaped)", batch: batch)
    }

    func hubspot(_ method: String, _ path: String, _ body: JSON? = nil) -> Seen {
        send("hubspot", method, "/crm/v3/objects/" + path, body)
    }

    func send(_ vendor: String, _ method: String, _ path: String, _ body: JSON? = nil, form: String? = nil, batch: Int? = nil) -> Seen {
        guard let port = port(vendor), let verb = HTTPRequest.Method(method) else {
            return Seen(status: 0, body: [], fields: [:], outcome: "no port")
        }
        let host = vendor == "hubspot" ? "api.hubapi.com" : "northwind.my.salesforce.com"
        var head = HTTPRequest(method: verb, scheme: "https", authority: host, path: path)
        head.headerFields[.authorization] = "Bearer \(vendor == "hubspot" ? HubSpotSettings().token : token)"
        if body != nil { head.headerFields[.contentType] = "application/json" }
        if form != nil { head.headerFields[.contentType] = "application/x-www-form-urlencoded" }
        if let batch, let name = HTTPField.Name("Sforce-Query-Options") { head.headerFields[name] = "batchSize=\(batch)" }
        let request = Request(head: head, body: body?.bytes ?? Array((form ?? "").utf8), isRead: verb == .get)
        return Self.seen(port.handle(request))
    }

    private static func seen(_ outcome: Outcome) -> Seen {
        switch outcome {
        case .respond(let response): seen(response, "respond")
        case .respondSlowly(let response, let delay): seen(response, "after \(delay)")
        case .drip(let response, let pieces, let pause): seen(response, "\(pieces) pieces every \(pause)")
        case .cut(let response, let place): seen(response, "cut at \(place)")
        case .drop: Seen(status: 0, body: [], fields: [:], outcome: "drop")
        case .dropAfterEffect: Seen(status: 0, body: [], fields: [:], outcome: "drop after effect")
        }
    }

    private static func seen(_ response: Response, _ outcome: String) -> Seen {
        Seen(status: response.head.status.code, body: response.body, fields: response.head.headerFields, outcome: outcome)
    }
}

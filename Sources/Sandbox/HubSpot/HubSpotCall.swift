import HTTP
import HTTPTypes
import Model

/// One call as the portal's parts see it: where it goes, what it carries, when, and what goes wrong with it.
struct HubSpotCall: Sendable {
    let target: RequestTarget
    /// The path's parts in the versioned form, whatever generation of paths the caller used.
    let segments: [String]
    let now: Timestamp
    let fault: FaultKind?
    private let request: Request

    init(_ request: Request, at now: Timestamp, under fault: FaultKind?) {
        self.request = request
        self.now = now
        self.fault = fault
        target = RequestTarget(request)
        segments = Self.versioned(target.segments)
    }

    /// The scheme and host the caller used, for links.
    var origin: String { "\(request.head.scheme ?? "https")://\(request.head.authority ?? "api.hubapi.com")" }

    /// The bearer token, if one was sent.
    var token: String? {
        guard let field = request.header("Authorization"), field.hasPrefix("Bearer ") else { return nil }
        return String(field.dropFirst("Bearer ".count))
    }

    /// The body as JSON; refused like HubSpot refuses when it is none, or is not declared as JSON.
    func json() throws(HubSpotProblem) -> JSON {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true else {
            throw HubSpotProblem(status: 415, category: "", message: "Unsupported Media Type: the body must be application/json")
        }
        do { return try JSON(parsing: request.body) } catch {
            throw .invalid("Invalid input JSON on line 1, column 1: \(error.reason)")
        }
    }

    /// The body as a form.
    var form: [(name: String, value: String)] {
        guard request.header("Content-Type")?.hasPrefix("application/x-www-form-urlencoded") == true else { return [] }
        return RequestTarget.pairs(String(decoding: request.body, as: UTF8.self))
    }

    /// A parameter that may be repeated and may hold several names joined by commas; nil when it was not given.
    func names(_ parameter: String) -> [String]? {
        let given = target.all(parameter)
        guard !given.isEmpty else { return nil }
        return given.flatMap { $0.split(separator: ",") }.map { String($0).trimmed }.filter { !$0.isEmpty }
    }

    /// A parameter that is true or false; false when it was not given.
    func flag(_ parameter: String) throws(HubSpotProblem) -> Bool {
        // HubSpot's own client for Python writes `False`.
        switch target[parameter]?.lowercased() {
        case nil, "false": return false
        case "true": return true
        default: throw .invalid("Invalid query parameters: \(parameter) must be true or false")
        }
    }

    /// The parameter `limit`, within bounds.
    func limit(default usual: Int, most: Int) throws(HubSpotProblem) -> Int {
        let limit = target["limit"].map { Int($0) ?? 0 } ?? usual
        guard (1...most).contains(limit) else {
            throw .invalid("Invalid query parameters: limit must be between 1 and \(most)")
        }
        return fault == .shortPage ? max(1, limit / 2) : limit
    }

    /// The link to the next page of a listing.
    func link(after: String) -> String {
        let rest = target.query.filter { $0.name != "after" }.map { "\($0.name)=\($0.value)" } + ["after=\(after)"]
        return "\(origin)\(target.path)?\(rest.joined(separator: "&").replacing(" ", with: "%20"))"
    }

    /// How far a fault has moved the page that the call asks for.
    var shift: Int { fault == .pageShift ? -1 : fault == .pageSkip ? 1 : 0 }

    /// When a change of this call shows in search: after the index's lag, and much later under a fault.
    func visible(_ settings: HubSpotSettings) -> Timestamp {
        now + settings.indexLag + (fault == .lateCommit || fault == .indexLag ? .seconds(120) : .zero)
    }

    /// Brings date-versioned paths, such as `/crm/objects/2026-03/deals`, into the form `/crm/v3/objects/deals`.
    private static func versioned(_ segments: [String]) -> [String] {
        guard segments.count > 2, segments[0] == "crm", ["2025-09", "2026-03", "2026-09"].contains(segments[2]) else { return segments }
        let isAssociation = segments[1] == "associations" || segments.dropFirst(3).contains("associations")
        return ["crm", isAssociation ? "v4" : "v3", segments[1]] + segments.dropFirst(3)
    }
}

/// What a part of the portal answers: a status, and a body unless the status says there is none.
struct HubSpotAnswer: Sendable {
    var status: Int
    var body: JSON?

    init(_ status: Int, _ body: JSON? = nil) {
        self.status = status
        self.body = body
    }
}

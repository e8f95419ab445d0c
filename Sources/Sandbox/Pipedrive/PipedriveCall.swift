import HTTP
import HTTPTypes
import Model

/// One call as the company's parts see it.
struct PipedriveCall: Sendable {
    let target: RequestTarget
    let now: Timestamp
    let fault: FaultKind?
    private let request: Request

    init(_ request: Request, at now: Timestamp, under fault: FaultKind?) {
        self.request = request
        self.now = now
        self.fault = fault
        target = RequestTarget(request)
    }

    /// The API token: in a header, or (version 1 alone) in the query.
    var token: String? {
        request.header("x-api-token") ?? (target.path.hasPrefix("/api/v1/") ? target["api_token"] : nil)
    }

    /// The access token of an app.
    var bearer: String? {
        request.header("Authorization").flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
    }

    /// The body as a map.
    func body() throws(PipedriveProblem) -> JSONObject {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") == true else {
            throw PipedriveProblem(status: 415, error: "Unsupported Media Type")
        }
        guard let body = (try? JSON(parsing: request.body))?.object else { throw .invalid("the body must be a JSON object") }
        return body
    }

    /// A parameter that is a whole number within bounds.
    func number(_ name: String, default usual: Int, _ bounds: ClosedRange<Int>) throws(PipedriveProblem) -> Int {
        let number = target[name].map { Int($0) ?? .min } ?? usual
        guard bounds.contains(number) else { throw .invalid("\(name) must be between \(bounds.lowerBound) and \(bounds.upperBound)") }
        return number
    }

    /// Refuses parameters that the call does not know.
    func allow(_ names: Set<String>) throws(PipedriveProblem) {
        if let unknown = target.query.first(where: { !names.contains($0.name) && $0.name != "api_token" }) {
            throw .invalid("\(unknown.name) is not allowed")
        }
    }

    /// The refusal that a fault puts in the place of a write.
    var refusal: PipedriveProblem? {
        switch fault {
        case .permissionLost: .forbidden
        case .rowLocked: PipedriveProblem(status: 423, error: "The item is locked by another operation", code: "ERR_LOCKED")
        case .validationRule: .invalid("the company requires another field at this stage")
        default: nil
        }
    }

    /// How long a write of this call stays out of sight, and of what.
    var concealment: PipedriveConcealment? {
        switch fault {
        case .lateCommit: PipedriveConcealment(until: now + .seconds(60), isOfSearchAlone: false)
        case .indexLag: PipedriveConcealment(until: now + .seconds(120), isOfSearchAlone: true)
        default: nil
        }
    }
}

/// A write that others do not see yet.
struct PipedriveConcealment: Sendable {
    let until: Timestamp
    let isOfSearchAlone: Bool
    var before: PipedriveRecord?
}

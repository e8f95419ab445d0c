import HTTP
import Model

/// One call under `/services/data/vNN.0/`, taken apart for whoever answers it.
struct SalesforceCall: Sendable {
    let request: Request
    let target: RequestTarget
    /// The parts of the path after the version.
    let parts: [String]
    /// The version in the path, such as `v63.0`.
    let version: String
    let now: Timestamp
    let fault: FaultKind?
    let writer: SalesforceWriter

    var method: String { target.method }

    /// The body as JSON.
    func body() throws(SalesforceRefusal) -> JSON {
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/json") ?? false else {
            throw SalesforceRefusal(
                status: 415, code: "UNSUPPORTED_MEDIA_TYPE",
                message: "Content-Type header specified in HTTP request is not supported: \(request.header("Content-Type") ?? "null")",
                showsFields: false)
        }
        do { return try JSON(parsing: request.body) } catch {
            throw .parser("Unexpected character or end of input: \(error.reason) at [line:1, column:\(error.offset + 1)]")
        }
    }

    /// The body as one record.
    func record() throws(SalesforceRefusal) -> JSONObject {
        guard let object = try body().object else {
            throw .parser("Cannot deserialize instance of sobject from START_ARRAY at [line:1, column:1]")
        }
        return object
    }

    func wrongMethod(_ allowed: String) -> SalesforceRefusal {
        SalesforceRefusal(
            status: 405, code: "METHOD_NOT_ALLOWED", message: "HTTP Method '\(method)' not allowed. Allowed are \(allowed)",
            showsFields: false)
    }
}

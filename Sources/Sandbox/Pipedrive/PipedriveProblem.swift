import HTTP
import Model

/// A refusal in the shape of Pipedrive's error bodies. Source: VENDORS.md section 8.
struct PipedriveProblem: Error, Sendable {
    private static let help = "Please check developers.pipedrive.com for more information about Pipedrive API."
    var status: Int
    var error: String
    var info = help
    var code: String?

    /// The whole answer.
    var response: Response {
        var body = JSONObject([("success", false), ("error", .string(error)), ("error_info", .string(info))])
        if let code { body["code"] = .string(code) }
        if status == 401 || status == 429 { body["errorCode"] = .integer(status) }
        body["data"] = .null
        return Answer.json(status, .object(body))
    }

    static let unauthorized = PipedriveProblem(status: 401, error: "unauthorized access")
    static let forbidden = PipedriveProblem(status: 403, error: "Scope and URL mismatch", code: "ERR_FORBIDDEN")
    static let noSuchCall = PipedriveProblem(status: 404, error: "Unknown method .")
    static let limited = PipedriveProblem(status: 429, error: "Rate limit exceeded", info: "Too many requests")
    static let quota = PipedriveProblem(status: 429, error: "Daily budget exceeded", info: "The company's daily token budget is used up")

    static func notFound(_ kind: PipedriveKind) -> PipedriveProblem {
        PipedriveProblem(status: 404, error: "\(kind.word) not found", code: "ERR_NOT_FOUND")
    }

    /// 400 for a parameter or a value that makes no sense.
    static func invalid(_ reason: String) -> PipedriveProblem {
        PipedriveProblem(status: 400, error: "Validation failed: \(reason)", code: "ERR_SCHEMA_VALIDATION_FAILED")
    }
}

import HTTP
import Model

/// A refusal in the shape of PayPal's error bodies. Source: VENDORS.md section 6.
struct PayPalProblem: Error, Sendable {
    /// One thing that is wrong.
    struct Detail: Sendable {
        var field: String
        var issue: String
        var link: String?
        var location = "body"
    }

    var status: Int
    var name: String
    var message: String
    var details: [Detail] = []

    /// The answer.
    var response: Response {
        let details = details.map { detail -> JSON in
            var object = JSONObject([
                ("field", .string(detail.field)), ("location", .string(detail.location)), ("issue", .string(detail.issue)),
            ])
            if let link = detail.link {
                object["link"] = [["href": .string(link), "rel": "self", "method": "GET", "encType": "application/json"]]
            }
            return .object(object)
        }
        let body: JSON = [
            "name": .string(name), "message": .string(message), "debug_id": "3e3a6d0a1ad0c",
            "information_link": "https://developer.paypal.com/docs/api/payments.payouts-batch/#errors", "details": .array(details),
            "links": [],
        ]
        return Answer.json(status, body)
    }

    /// A refusal of the token's endpoint, in its own shape.
    static func login(_ error: String, _ description: String) -> Response {
        Answer.json(401, ["error": .string(error), "error_description": .string(description)])
    }

    static func invalid(_ details: [Detail]) -> PayPalProblem {
        PayPalProblem(status: 400, name: "VALIDATION_ERROR", message: "Invalid request - see details", details: details)
    }

    static func duplicate(_ batch: String) -> PayPalProblem {
        PayPalProblem(
            status: 400, name: "USER_BUSINESS_ERROR", message: "User business error.",
            details: [
                Detail(
                    field: "SENDER_BATCH_ID", issue: "Batch with given sender_batch_id already exists",
                    link: "https://api-m.sandbox.paypal.com/v1/payments/payouts/\(batch)")
            ])
    }

    static let insufficient = PayPalProblem(
        status: 422, name: "INSUFFICIENT_FUNDS", message: "Sender does not have sufficient funds. Please add funds and retry.")
    static let missing = PayPalProblem(status: 404, name: "RESOURCE_NOT_FOUND", message: "The requested resource was not found.")
    static let forbidden = PayPalProblem(
        status: 403, name: "AUTHORIZATION_ERROR", message: "Authorization error occurred.")
    static let limited = PayPalProblem(
        status: 429, name: "RATE_LIMIT_REACHED", message: "Too many requests. Blocked due to rate limiting.")
    static let broken = PayPalProblem(status: 500, name: "INTERNAL_SERVER_ERROR", message: "An internal server error has occurred.")
    static let unavailable = PayPalProblem(status: 503, name: "SERVICE_UNAVAILABLE", message: "Service Unavailable.")
}

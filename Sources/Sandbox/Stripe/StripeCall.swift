import HTTP
import HTTPTypes
import Model

/// One call as the platform's parts see it.
struct StripeCall: Sendable {
    let target: RequestTarget
    let now: Timestamp
    let fault: FaultKind?
    /// The parameters: of the query for a read, of the form for a write.
    let parameters: JSONObject
    private let request: Request

    init(_ request: Request, at now: Timestamp, under fault: FaultKind?) {
        self.request = request
        self.now = now
        self.fault = fault
        target = RequestTarget(request)
        let form = RequestTarget.pairs(String(decoding: request.body, as: UTF8.self))
        parameters = StripeForm.read(target.method == "POST" ? target.query + form : target.query)
    }

    /// A call that nobody made through the interface.
    static func byPerson(at now: Timestamp) -> StripeCall {
        StripeCall(
            Request(head: HTTPRequest(method: .post, scheme: "https", authority: nil, path: "/"), isRead: false), at: now, under: nil)
    }

    /// The key: a bearer, or the user of Basic with an empty password.
    var secret: String? {
        guard let header = request.header("Authorization") else { return nil }
        if header.hasPrefix("Bearer ") { return String(header.dropFirst(7)) }
        guard header.hasPrefix("Basic "), let bytes = Base64.decoded(String(header.dropFirst(6))), bytes.last == UInt8(ascii: ":")
        else { return nil }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    var idempotencyKey: String? { target.method == "POST" ? request.header("Idempotency-Key") : nil }

    var version: String? { request.header("Stripe-Version") }

    var account: String? { request.header("Stripe-Account") }

    /// What two calls under one key must have in common.
    var fingerprint: String {
        "\(target.method) \(target.path) \(account ?? "") \(String(decoding: JSON.object(parameters).canonicalBytes, as: UTF8.self))"
    }

    /// A body that is no form is not read at all.
    func checkForm() throws(StripeProblem) {
        guard target.method == "POST", !request.body.isEmpty else { return }
        guard request.header("Content-Type")?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            throw StripeProblem(
                status: 400,
                message: "Invalid request (check that your POST content type is application/x-www-form-urlencoded). If you have any "
                    + "questions, we can help at https://support.stripe.com/.")
        }
    }

    /// The parameters, where the call knows no others than these.
    func reading(_ names: Set<String>) throws(StripeProblem) -> StripeParameters {
        try StripeParameters(parameters, allowing: names)
    }

    /// How long a write of this call stays out of sight, and of what.
    var concealment: StripeConcealment? {
        switch fault {
        case .lateCommit: StripeConcealment(until: now + .seconds(60), isOfListsAlone: false)
        case .indexLag: StripeConcealment(until: now + .seconds(120), isOfListsAlone: true)
        default: nil
        }
    }
}

import HTTP
import Model

/// A refusal in the shape of Stripe's error bodies. Source: VENDORS.md 5.3.
struct StripeProblem: Error, Sendable {
    var status: Int
    var type = "invalid_request_error"
    var code: String?
    var message: String
    var parameter: String?
    /// Whether the call had begun to act: an idempotency key then keeps the refusal.
    var isStored = false
    /// What `Stripe-Should-Retry` says; nil for no header.
    var retry: Bool?

    /// The body.
    func body(request: String) -> JSON {
        var error = JSONObject()
        if let code {
            error["code"] = .string(code)
            error["doc_url"] = .string("https://stripe.com/docs/error-codes/\(code.replacing("_", with: "-"))")
        }
        error["message"] = .string(message)
        if let parameter { error["param"] = .string(parameter) }
        error["request_log_url"] = .string("https://dashboard.stripe.com/test/logs/\(request)")
        error["type"] = .string(type)
        return ["error": .object(error)]
    }

    // MARK: Who calls

    static let noKey = StripeProblem(
        status: 401,
        message: "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth "
            + "(e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See https://stripe.com/docs/api#authentication for details, or we can help "
            + "at https://support.stripe.com/.")

    static func badKey(_ key: String) -> StripeProblem {
        StripeProblem(status: 401, message: "Invalid API Key provided: \(shortened(key))")
    }

    static func expiredKey(_ key: String) -> StripeProblem {
        StripeProblem(status: 401, code: "api_key_expired", message: "Expired API Key provided: \(shortened(key))")
    }

    static func forbidden(_ key: String, account: String) -> StripeProblem {
        StripeProblem(
            status: 403,
            message:
                "The provided key '\(shortened(key))' does not have the required permissions for this endpoint on account '\(account)'.")
    }

    static func foreignAccount(_ key: String, _ account: String) -> StripeProblem {
        StripeProblem(
            status: 403, code: "account_invalid",
            message: "The provided key '\(shortened(key))' does not have access to account '\(account)' (or that account does not exist). "
                + "Application access may have been revoked.")
    }

    private static func shortened(_ key: String) -> String { "\(key.prefix(8))****\(key.suffix(4))" }

    // MARK: What is asked

    static func noSuchCall(_ method: String, _ path: String) -> StripeProblem {
        StripeProblem(
            status: 404,
            message: "Unrecognized request URL (\(method): \(path)). Please see https://stripe.com/docs or we can help at "
                + "https://support.stripe.com/.")
    }

    static func missing(_ kind: StripeKind, _ id: String, parameter: String = "id") -> StripeProblem {
        StripeProblem(
            status: parameter == "id" ? 404 : 400, code: "resource_missing", message: "No such \(kind.word): '\(id)'", parameter: parameter)
    }

    static func unknown(_ name: String) -> StripeProblem {
        StripeProblem(status: 400, code: "parameter_unknown", message: "Received unknown parameter: \(name)", parameter: name)
    }

    static func required(_ name: String) -> StripeProblem {
        StripeProblem(status: 400, code: "parameter_missing", message: "Missing required param: \(name).", parameter: name)
    }

    static func empty(_ name: String) -> StripeProblem {
        StripeProblem(
            status: 400, code: "parameter_invalid_empty",
            message: "You passed an empty string for '\(name)'. We assume empty values are an attempt to unset a parameter; however "
                + "'\(name)' cannot be unset. You should remove '\(name)' from your request or supply a non-empty value.",
            parameter: name)
    }

    static func invalid(_ name: String, _ message: String, code: String? = nil) -> StripeProblem {
        StripeProblem(status: 400, code: code, message: message, parameter: name)
    }

    /// A refusal of what makes sense but is not possible, which a key keeps.
    static func impossible(_ message: String, code: String? = nil, parameter: String? = nil) -> StripeProblem {
        StripeProblem(status: 400, code: code, message: message, parameter: parameter, isStored: true)
    }

    // MARK: When it is asked

    static let limited = StripeProblem(
        status: 429, code: "rate_limit",
        message: "Request rate limit exceeded. You can learn more about rate limits here https://stripe.com/docs/rate-limits.", retry: true)

    static let locked = StripeProblem(
        status: 429, code: "lock_timeout",
        message: "This object cannot be accessed right now because another API request or Stripe process is currently accessing it. If you "
            + "see this error intermittently, retry the request.",
        retry: true)

    static func inUse(_ key: String) -> StripeProblem {
        StripeProblem(
            status: 409, type: "idempotency_error", code: "idempotency_key_in_use",
            message: "There is currently another in-progress request using this Stripe Idempotent Key (that probably means you submitted "
                + "twice, and the other request is still going through): \(key). Please try again later.",
            retry: true)
    }

    static func mismatch(_ key: String) -> StripeProblem {
        StripeProblem(
            status: 400, type: "idempotency_error",
            message: "Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key "
                + "other than '\(key)' if you meant to execute a different request.",
            retry: false)
    }

    static let broken = StripeProblem(
        status: 500, type: "api_error", message: "An unknown error occurred", isStored: true, retry: false)

    static let unavailable = StripeProblem(
        status: 503, type: "api_error", message: "Stripe is temporarily unavailable. Please try again.", retry: true)
}

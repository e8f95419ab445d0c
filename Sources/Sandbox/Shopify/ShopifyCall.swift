import HTTP
import Model

/// One call as the shop's parts see it.
struct ShopifyCall: Sendable {
    /// What a call is for.
    enum Purpose: Sendable, Equatable {
        case token
        /// A query or mutation in a version of the Admin API; the oldest where none is named.
        case graphql(String?)
    }

    let target: RequestTarget
    let now: Timestamp
    let fault: FaultKind?
    let token: String?
    private let body: [UInt8]
    private let type: String

    init(_ request: Request, at now: Timestamp, under fault: FaultKind?) {
        (self.now, self.fault, body) = (now, fault, request.body)
        target = RequestTarget(request)
        token = request.header("X-Shopify-Access-Token")
        type = request.header("Content-Type")?.lowercased() ?? ""
    }

    /// What it is for; nil where there is nothing at its address.
    var purpose: Purpose? {
        guard target.method == "POST", target.segments.first == "admin" else { return nil }
        switch Array(target.segments.dropFirst()) {
        case ["oauth", "access_token"]: return .token
        case ["api", "graphql.json"]: return .graphql(nil)
        case let parts where parts.count == 3 && parts[0] == "api" && parts[2] == "graphql.json": return .graphql(parts[1])
        default: return nil
        }
    }

    /// The members of the body, of a form too; nil for what is neither.
    var members: JSONObject? {
        if type.hasPrefix("application/graphql") { return JSONObject([("query", .string(String(decoding: body, as: UTF8.self)))]) }
        if type.hasPrefix("application/x-www-form-urlencoded") {
            let pairs = RequestTarget.pairs(String(decoding: body, as: UTF8.self))
            return JSONObject(pairs.map { ($0.name, .string($0.value)) })
        }
        return (try? JSON(parsing: body))?.object
    }
}

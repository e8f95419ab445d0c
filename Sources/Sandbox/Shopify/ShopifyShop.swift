import HTTP
import Model

/// The shop as one state machine: token, version, then the query, which is checked, weighed and carried out.
struct ShopifyShop: Sendable {
    var store: ShopifyStore
    let settings: ShopifySettings
    private let schema = ShopifySchema.make()
    private var tokens = ShopifyTokens()
    private var bucket: ShopifyBucket
    private var replica: (store: ShopifyStore, at: Timestamp)?

    init(store: ShopifyStore, settings: ShopifySettings) {
        (self.store, self.settings) = (store, settings)
        bucket = ShopifyBucket(settings)
    }

    /// Answers one call.
    mutating func respond(to call: ShopifyCall) -> Response {
        switch call.fault {
        case .http500?: return Answer.json(500, ["errors": "Internal Server Error"])
        case .http503?: return Answer.html(503, "<html><head><title>503</title></head><body>Service Unavailable</body></html>")
        default: break
        }
        switch call.purpose {
        case .token?:
            let (status, body) = tokens.trade(call.members ?? JSONObject(), at: call.now, settings)
            return Answer.json(status, body)
        case .graphql(let wanted)?:
            guard let version = served(wanted) else { return Self.notFound }
            return answer(call).adding("X-Shopify-API-Version", version).adding(
                "X-Request-Id", "5a0db0c0-ffee-4000-8000-\(call.now.seconds)")
        case nil: return Self.notFound
        }
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    mutating func keepReplica(at now: Timestamp) {
        if let replica, replica.at + .seconds(60) > now { return }
        replica = (store, now)
    }

    private static let notFound = Answer.json(404, ["errors": "Not Found"])

    /// The version that is served: a retired one falls forward to the oldest that still is, in silence.
    private func served(_ wanted: String?) -> String? {
        guard let oldest = settings.versions.first, let wanted else { return settings.versions.first }
        if settings.versions.contains(wanted) || wanted == "unstable" { return wanted }
        let parts = wanted.split(separator: "-")
        let isVersion = parts.count == 2 && parts[0].count == 4 && Int(parts[0]) != nil && ["01", "04", "07", "10"].contains(parts[1])
        return isVersion && wanted < oldest ? oldest : nil
    }

    private mutating func answer(_ call: ShopifyCall) -> Response {
        guard call.fault != .tokenExpired, tokens.admits(call.token, at: call.now, settings) else {
            return Answer.json(401, ["errors": "[API] Invalid API key or access token (unrecognized login or wrong password)"])
        }
        guard let members = call.members else { return Answer.json(400, ["errors": "Bad Request"]) }
        guard let text = members["query"]?.string else {
            return Answer.json(400, ["errors": ["query": "Required parameter missing or invalid"]])
        }
        let variables = members["variables"] ?? .null
        guard variables == .null || variables.object != nil else {
            return Answer.json(400, ["errors": ["variables": "Required parameter missing or invalid"]])
        }
        do throws(GraphQLProblem) {
            let document = try GraphQLParser.document(text)
            let operation = try Self.operation(members["operationName"]?.string, in: document)
            let problems = GraphQLValidator.problems(operation, in: document, schema)
            guard problems.isEmpty else { return Self.refused(problems) }
            let values = try GraphQLValues(schema: schema).variables(variables.object ?? JSONObject(), for: operation)
            return try run(operation, document, values, call)
        } catch {
            return Self.refused([error])
        }
    }

    private static func refused(_ problems: [GraphQLProblem]) -> Response {
        Answer.json(200, ["errors": .array(problems.map(\.json))])
    }

    private static func operation(_ name: String?, in document: GraphQLDocument) throws(GraphQLProblem) -> GraphQLOperation {
        if let name, !name.isEmpty {
            guard let found = document.operations.first(where: { $0.name == name }) else {
                throw GraphQLProblem("No operation named \"\(name)\"")
            }
            return found
        }
        guard let first = document.operations.first, document.operations.count == 1 else {
            throw GraphQLProblem("An operation name is required")
        }
        return first
    }

    private mutating func run(
        _ operation: GraphQLOperation, _ document: GraphQLDocument, _ variables: JSONObject, _ call: ShopifyCall
    ) throws(GraphQLProblem) -> Response {
        let requested = GraphQLCost(schema: schema, document: document, variables: variables).of(operation)
        guard requested <= settings.costliest else { throw Self.tooCostly(requested, settings.costliest) }
        var available = bucket.available(at: call.now)
        let isThrottled = call.fault == .rateLimited || call.fault == .quotaExhausted
        if isThrottled { available = min(available, max(0, requested - 4)) }
        guard !isThrottled, available >= requested else {
            let problem = GraphQLProblem(
                "Throttled", code: "THROTTLED", [("documentation", "https://shopify.dev/api/usage/rate-limits")])
            let cost = bucket.told(requested: max(requested, 1), actual: nil, available: available)
            return Answer.json(200, ["errors": [problem.json], "extensions": ["cost": cost]])
        }
        let isOld = call.fault == .oldReplica && !operation.isMutation
        let resolver = ShopifyResolver(store: isOld ? replica?.store ?? store : store, settings: settings, now: call.now, fault: call.fault)
        var execution = GraphQLExecution(schema: schema, document: document, variables: variables, resolver: resolver)
        let data = execution.run(operation)
        if !isOld { store = execution.resolver.store }
        bucket.take(execution.cost)
        let left = bucket.available(at: call.now)
        var body = JSONObject([("data", data)])
        if !execution.problems.isEmpty { body["errors"] = .array(execution.problems.map(\.json)) }
        var more = JSONObject([("cost", bucket.told(requested: requested, actual: execution.cost, available: left))])
        if !execution.resolver.warnings.isEmpty { more["search"] = .array(execution.resolver.warnings) }
        body["extensions"] = .object(more)
        return Answer.json(200, .object(body))
    }

    private static func tooCostly(_ cost: Int, _ limit: Int) -> GraphQLProblem {
        let message = """
            Query cost is \(cost), which exceeds the single query max cost limit (\(limit)).

            See https://shopify.dev/concepts/about-apis/rate-limits for more information on how the
            cost of a query is calculated.

            """
        return GraphQLProblem(
            message, code: "MAX_COST_EXCEEDED",
            [
                ("cost", .integer(cost)), ("maxCost", .integer(limit)),
                ("documentation", "https://shopify.dev/api/usage/rate-limits"),
            ])
    }
}

import HTTP
import HTTPTypes
import Model

/// The portal as one state machine: credentials, limits, then the part that answers the call.
struct HubSpotPortal: Sendable {
    var store: HubSpotStore
    private var tokens: HubSpotTokens
    private var limits = HubSpotLimits()
    private var random: SeededRandom
    private var replica: (store: HubSpotStore, at: Timestamp)?

    init(store: HubSpotStore) {
        self.store = store
        tokens = HubSpotTokens(store.settings)
        random = SeededRandom(seed: store.settings.seed, stream: "hubspot")
    }

    /// Answers one call.
    mutating func respond(to call: HubSpotCall) -> Response {
        let isSearch = call.segments.last == "search" && call.segments.count == 5
        var isPublicApp = false
        let correlation = HubSpotTokens.uuid(&random)
        var answer: HubSpotAnswer
        do throws(HubSpotProblem) {
            if call.fault == .http500 || call.fault == .http503 { return outage(call) }
            if call.segments.first == "oauth" {
                answer = try oauth(call)
            } else {
                isPublicApp = try admit(call, isSearch: isSearch)
                answer = try current(call)
            }
        } catch {
            answer = HubSpotAnswer(error.status, error.body(correlation: correlation, request: HubSpotTokens.uuid(&random)))
        }
        var fields = [("x-hubspot-correlation-id", correlation)]
        if !isSearch, answer.status != 401 { fields += limits.fields(isPublicApp: isPublicApp, store.settings) }
        return answer.body.map { Answer.json(answer.status, $0, fields: fields) } ?? Answer.empty(answer.status, fields: fields)
    }

    /// Lets a call in, or refuses it for its credential or the portal's limits; true for a public app.
    private mutating func admit(_ call: HubSpotCall, isSearch: Bool) throws(HubSpotProblem) -> Bool {
        if call.fault == .tokenExpired { throw .expired(seconds: 14_400) }
        let isPublicApp = try tokens.check(call.token, at: call.now)
        if call.fault == .rateLimited { throw .limited(isSearch ? .secondly : .tenSecondly) }
        if call.fault == .quotaExhausted { throw .limited(.daily) }
        if call.fault == .scopeRemoved { throw .missingScopes([scope(of: call) ?? "oauth"]) }
        if let policy = limits.take(isSearch: isSearch, at: call.now, store.settings) { throw .limited(policy) }
        if let scope = scope(of: call), store.settings.missingScopes.contains(scope) { throw .missingScopes([scope]) }
        return isPublicApp
    }

    /// Answers from the records as they are, or as they were when a fault wants an old copy.
    private mutating func current(_ call: HubSpotCall) throws(HubSpotProblem) -> HubSpotAnswer {
        let isRead = call.target.method == "GET" || ["search", "read"].contains(call.segments.last ?? "")
        if !isRead, call.fault == .rowLocked {
            throw HubSpotProblem(status: 423, category: "LOCKED", message: "The resource is locked by another operation. Retry later.")
        }
        if !isRead, call.fault == .validationRule {
            throw .invalid("Property values were not valid: the record does not meet a validation rule of the portal")
        }
        guard isRead, call.fault == .oldReplica, let replica else { return try route(call) }
        let kept = store
        store = replica.store
        defer { store = kept }
        return try route(call)
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    mutating func keepReplica(at now: Timestamp) {
        if let replica, replica.at + .seconds(60) > now { return }
        replica = (store, now)
    }

    private func outage(_ call: HubSpotCall) -> Response {
        if call.fault == .http503 {
            return Answer.html(
                503, "<html><head><title>503 Service Unavailable</title></head><body><h1>Service Unavailable</h1></body></html>")
        }
        return Answer.json(500, ["status": "error", "message": "internal error", "correlationId": "b8c1f6d0-0000-4000-8000-000000000000"])
    }

    private mutating func oauth(_ call: HubSpotCall) throws(HubSpotProblem) -> HubSpotAnswer {
        guard call.target.method == "POST", call.segments.count == 3, call.segments[2] == "token",
            ["v1", "v3", "2026-03"].contains(call.segments[1])
        else { throw .notFound }
        return try tokens.renew(call, drawing: &random)
    }

    /// The scope a call needs, where it is about one kind of record.
    private func scope(of call: HubSpotCall) -> String? {
        let parts = call.segments
        guard parts.count > 3, parts[0] == "crm" else { return parts.dropFirst(2).first == "owners" ? "crm.objects.owners.read" : nil }
        guard let kind = HubSpotKind(named: parts[3], portal: store.settings.portal) else { return nil }
        if parts[2] == "properties" || parts[2] == "schemas" { return "crm.schemas.\(kind.scope).read" }
        let isRead = call.target.method == "GET" || ["search", "read"].contains(parts.last ?? "")
        return "crm.objects.\(kind.scope).\(isRead ? "read" : "write")"
    }

    private mutating func route(_ call: HubSpotCall) throws(HubSpotProblem) -> HubSpotAnswer {
        let parts = call.segments
        let isGet = call.target.method == "GET"
        let discovery = HubSpotDiscoveryCalls(call: call)
        switch parts.count > 2 ? parts[0] + "/" + parts[1] + "/" + parts[2] : "" {
        case "account-info/v3/details" where isGet: return discovery.account(store.settings)
        case "crm/v3/objects" where parts.count > 3: return try objects(call, try store.kind(parts[3]), Array(parts.dropFirst(4)))
        case "crm/v4/objects" where parts.count > 6, "crm/v4/associations" where parts.count > 5:
            return try associations(call, parts)
        case "crm/v3/properties" where isGet && (4...5).contains(parts.count):
            return try discovery.properties(try store.kind(parts[3]), parts.count > 4 ? parts[4] : nil, store.catalog)
        case "crm/v3/owners" where isGet && parts.count <= 4:
            return try discovery.owners(parts.count > 3 ? parts[3] : nil, store.catalog)
        case "crm/v3/pipelines" where isGet && (4...5).contains(parts.count):
            return try discovery.pipelines(try store.kind(parts[3]), parts.count > 4 ? parts[4] : nil, store.catalog)
        case "crm/v3/schemas" where isGet && parts.count <= 4, "crm-object-schemas/v3/schemas" where isGet && parts.count <= 4:
            return try discovery.schemas(parts.count > 3 ? parts[3] : nil, store)
        default: throw .notFound
        }
    }

    private mutating func objects(_ call: HubSpotCall, _ kind: HubSpotKind, _ rest: [String]) throws(HubSpotProblem) -> HubSpotAnswer {
        let calls = HubSpotObjectCalls(kind: kind, call: call)
        let isPost = call.target.method == "POST"
        switch (rest.count, rest.first ?? "") {
        case (0, _): return try calls.collection(&store)
        case (1, "search") where isPost: return try HubSpotSearchCall(call, kind, store).answer(&store)
        case (1, "merge") where isPost: return try calls.merge(&store)
        case (1, "gdpr-delete") where isPost: return try calls.purge(&store)
        case (2, "batch"): return try HubSpotBatchCalls(kind: kind, call: call).answer(rest[1], &store)
        case (1, let id): return try calls.record(id, &store)
        default: throw .notFound
        }
    }

    private mutating func associations(_ call: HubSpotCall, _ parts: [String]) throws(HubSpotProblem) -> HubSpotAnswer {
        if parts[2] == "associations" {
            let calls = HubSpotAssociationCalls(from: try store.kind(parts[3]), into: try store.kind(parts[4]), call: call)
            switch (call.target.method, parts[5]) {
            case ("GET", "labels"): return calls.labels(store)
            case ("POST", "batch"): return try calls.batch(parts.dropFirst(6).joined(separator: "/"), &store)
            default: throw .notFound
            }
        }
        guard parts[5] == "associations" else { throw .notFound }
        let isDefault = parts[6] == "default"
        let rest = Array(parts.dropFirst(isDefault ? 7 : 6))
        guard let into = rest.first else { throw .notFound }
        let calls = HubSpotAssociationCalls(from: try store.kind(parts[3]), into: try store.kind(into), call: call)
        switch (call.target.method, rest.count, isDefault) {
        case ("GET", 1, false): return try calls.list(parts[4], store)
        case ("PUT", 2, true): return try calls.putDefault(parts[4], rest[1], &store)
        case ("PUT", 2, false): return try calls.putLabelled(parts[4], rest[1], &store)
        case ("DELETE", 2, false): return try calls.delete(parts[4], rest[1], &store)
        default: throw .notFound
        }
    }
}

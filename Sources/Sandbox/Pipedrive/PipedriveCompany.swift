import HTTP
import HTTPTypes
import Model

/// The company as one state machine: credentials, limits, then the part that answers the call.
struct PipedriveCompany: Sendable {
    var store: PipedriveStore
    private var limits = PipedriveLimits()
    private var failures = 0
    private var replica: (store: PipedriveStore, at: Timestamp)?

    init(store: PipedriveStore) {
        self.store = store
    }

    /// Answers one call.
    mutating func respond(to call: PipedriveCall) -> Response {
        var response: Response
        do throws(PipedriveProblem) {
            if let outage = outage(call) { return outage }
            try admit(call)
            let isOld = call.fault == .oldReplica && call.target.method == "GET"
            let current = store
            if isOld, let replica { store = replica.store }
            defer { if isOld { store = current } }
            let (status, body) = try answer(call)
            response = Answer.json(status, body)
        } catch {
            response = error.response
        }
        for (name, value) in limits.fields(store.settings) { response = response.adding(name, value) }
        return response
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    mutating func keepReplica(at now: Timestamp) {
        if let replica, replica.at + .seconds(60) > now { return }
        replica = (store, now)
    }

    private mutating func outage(_ call: PipedriveCall) -> Response? {
        switch call.fault {
        case .http500: return PipedriveProblem(status: 500, error: "Internal server error").response
        case .http503:
            failures += 1
            if failures % 2 == 0 { return PipedriveProblem(status: 503, error: "Service unavailable").response }
            return Answer.html(503, "<html><head><title>503</title></head><body><center>cloudflare</center></body></html>")
        default: return nil
        }
    }

    private mutating func admit(_ call: PipedriveCall) throws(PipedriveProblem) {
        let settings = store.settings
        guard call.token == settings.token || call.bearer == settings.accessToken, call.fault != .tokenExpired else { throw .unauthorized }
        if call.fault == .rateLimited { throw .limited }
        if call.fault == .quotaExhausted { throw .quota }
        if call.fault == .scopeRemoved { throw .forbidden }
        if let problem = limits.take(cost: Self.cost(call), at: call.now, settings) { throw problem }
    }

    /// What a call costs of the day's budget: half of version 1's.
    private static func cost(_ call: PipedriveCall) -> Int {
        let parts = call.target.segments
        let costs = parts.contains("search") || parts.contains("itemSearch") ? 40 : 20
        let cost =
            switch call.target.method {
            case "GET": parts.count > 3 && Int(parts[3]) != nil ? 2 : costs
            case "DELETE": 6
            default: 10
            }
        return parts.count > 1 && parts[1] == "v2" ? cost / 2 : cost
    }

    private mutating func answer(_ call: PipedriveCall) throws(PipedriveProblem) -> (Int, JSON) {
        let parts = call.target.segments
        guard parts.count >= 3, parts[0] == "api", ["v1", "v2"].contains(parts[1]) else { throw .noSuchCall }
        let about = PipedriveAbout(call: call, store: store)
        switch (parts[1], parts[2], parts.count) {
        case ("v1", "users", 3...4) where call.target.method == "GET": return (200, try about.users(parts.count > 3 ? parts[3] : nil))
        case ("v1", _, 3) where call.target.method == "GET" && parts[2].hasSuffix("Fields"): return (200, try about.fields(parts[2]))
        case ("v2", "pipelines", 3) where call.target.method == "GET": return (200, about.pipelines())
        case ("v2", "stages", 3) where call.target.method == "GET": return (200, about.stages())
        case ("v2", "itemSearch", 4) where parts[3] == "field": return (200, try PipedriveSearch(call: call, store: store).field())
        case ("v1", _, 5) where parts[4] == "merge" && call.target.method == "PUT": return (200, try merge(call, parts))
        case ("v2", _, 3...4):
            guard let kind = PipedriveKind(rawValue: parts[2]) else { throw .noSuchCall }
            return try records(call, kind, parts.count > 3 ? parts[3] : nil)
        default: throw .noSuchCall
        }
    }

    private mutating func records(_ call: PipedriveCall, _ kind: PipedriveKind, _ rest: String?) throws(PipedriveProblem) -> (Int, JSON) {
        if call.target.method != "GET", let refusal = call.refusal { throw refusal }
        let writer = PipedriveWriter(
            user: store.catalog.users[0].id, now: call.now.truncated(to: .seconds(1)), concealment: call.concealment)
        let view = PipedriveView(store: store, kind: kind)
        func one(_ record: PipedriveRecord) -> JSON { ["success": true, "data": view.json(record)] }
        switch (call.target.method, rest) {
        case ("GET", nil): return (200, try PipedriveListing(kind: kind, call: call, store: store, showsArchived: false).answer())
        case ("GET", "archived") where kind == .deals:
            return (200, try PipedriveListing(kind: kind, call: call, store: store, showsArchived: true).answer())
        case ("GET", "search"): return (200, try PipedriveSearch(call: call, store: store).words(kind))
        case ("POST", nil): return (201, one(try writer.create(kind, try call.body(), in: &store)))
        default: break
        }
        guard let id = rest.flatMap({ Int($0) }), call.fault != .permissionLost, let record = store.visible(kind, id, at: call.now) else {
            throw .notFound(kind)
        }
        switch call.target.method {
        // A deleted record can still be read, and says so.
        case "GET": return (200, one(record))
        case "PATCH": return (200, one(try writer.update(kind, id, try call.body(), in: &store)))
        case "DELETE":
            try writer.setDeleted(kind, id, true, in: &store)
            return (200, ["success": true, "data": ["id": .integer(id)]])
        default: throw PipedriveProblem(status: 405, error: "Method not allowed")
        }
    }

    /// `PUT /api/v1/{kind}/{id}/merge`: the record in the path is merged into the other, which keeps its id.
    private mutating func merge(_ call: PipedriveCall, _ parts: [String]) throws(PipedriveProblem) -> JSON {
        if let refusal = call.refusal { throw refusal }
        guard let kind = PipedriveKind(rawValue: parts[2]), let id = Int(parts[3]) else { throw .noSuchCall }
        guard let other = try call.body()["merge_with_id"]?.integer.map({ Int($0) }) else { throw .invalid("merge_with_id is required") }
        let user = store.catalog.users[0].id
        guard let kept = store.merge(kind, id, into: other, by: user, at: call.now.truncated(to: .seconds(1))) else {
            throw .notFound(kind)
        }
        return ["success": true, "data": ["id": .integer(kept.id)]]
    }
}

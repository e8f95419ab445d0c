import HTTP
import HTTPTypes
import Model

/// The platform as one state machine: credentials, limits, keys, then the part that answers the call. Source: VENDORS.md 5.
struct StripePlatform: Sendable {
    var store: StripeStore
    private var keys = StripeKeys()
    private var reads: [Timestamp] = []
    private var writes: [Timestamp] = []
    private var calls = 0
    private var replica: (store: StripeStore, at: Timestamp)?

    init(store: StripeStore) {
        self.store = store
    }

    /// Answers one call.
    mutating func respond(to call: StripeCall) -> Response {
        calls += 1
        let id = "req_sandbox\(calls)"
        store.balance.settle(at: call.now)
        (store.request, store.key) = (id, call.idempotencyKey)
        var response: Response
        do throws(StripeProblem) {
            try admit(call)
            response = try keyed(call, id)
        } catch {
            response = Self.refusal(error, id)
        }
        response = response.adding("Request-Id", id).adding("Stripe-Version", call.version ?? store.settings.version)
        return call.idempotencyKey.map { response.adding("Idempotency-Key", $0) } ?? response
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    mutating func keepReplica(at now: Timestamp) {
        if let replica, replica.at + .seconds(60) > now { return }
        replica = (store, now)
    }

    static func refusal(_ problem: StripeProblem, _ id: String) -> Response {
        let response = Answer.json(problem.status, problem.body(request: id))
        return problem.retry.map { response.adding("Stripe-Should-Retry", String($0)) } ?? response
    }

    // MARK: Before the call

    private mutating func admit(_ call: StripeCall) throws(StripeProblem) {
        let settings = store.settings
        if call.fault == .http503 { throw .unavailable }
        guard let key = call.secret else { throw .noKey }
        if call.fault == .tokenExpired { throw .expiredKey(key) }
        guard key == settings.key || key == settings.restrictedKey else { throw .badKey(key) }
        if call.fault == .scopeRemoved || (key == settings.restrictedKey && call.target.method != "GET") {
            throw .forbidden(key, account: settings.account)
        }
        if let account = call.account, account != settings.account, store.record(.accounts, account) == nil {
            throw .foreignAccount(key, account)
        }
        if call.fault == .rateLimited || call.fault == .quotaExhausted { throw .limited }
        if call.fault == .rowLocked, call.target.method != "GET" { throw .locked }
        if call.fault == .keyInUse { throw .inUse(call.idempotencyKey ?? "") }
        try count(call)
        try call.checkForm()
    }

    private mutating func count(_ call: StripeCall) throws(StripeProblem) {
        let isRead = call.target.method == "GET"
        var recent = (isRead ? reads : writes).filter { $0 > call.now - .seconds(1) }
        guard recent.count < (isRead ? store.settings.readsPerSecond : store.settings.writesPerSecond) else { throw .limited }
        recent.append(call.now)
        if isRead { reads = recent } else { writes = recent }
    }

    // MARK: Keys

    /// The answer given before under the key, or a new one, which the key keeps where the call had begun to act.
    private mutating func keyed(_ call: StripeCall, _ id: String) throws(StripeProblem) -> Response {
        guard let key = call.idempotencyKey else {
            if call.fault == .http500 { throw .broken }
            return try executed(call)
        }
        if let given = try keys.answer(key, to: call, life: store.settings.keyLife) { return given.adding("Idempotent-Replayed", "true") }
        do throws(StripeProblem) {
            if call.fault == .http500 { throw .broken }
            let response = try executed(call)
            if call.fault == .failedAfterEffect { throw .broken }
            keys.keep(response, key, call)
            return response
        } catch {
            if error.isStored { keys.keep(Self.refusal(error, id), key, call) }
            throw error
        }
    }

    private mutating func executed(_ call: StripeCall) throws(StripeProblem) -> Response {
        let isOld = call.fault == .oldReplica && call.target.method == "GET"
        let current = store
        if isOld, let replica { store = replica.store }
        defer { if isOld { store = current } }
        return Answer.json(200, try answer(call))
    }

    // MARK: Calls

    private mutating func answer(_ call: StripeCall) throws(StripeProblem) -> JSON {
        let parts = call.target.segments
        guard parts.first == "v1", parts.count > 1 else { throw .noSuchCall(call.target.method, call.target.path) }
        if call.target.method == "GET" { return try StripeReader(store: store, call: call).answer(Array(parts.dropFirst())) }
        var writer = StripeWriter(store: store, call: call)
        defer { store = writer.store }
        return try writer.answer(Array(parts.dropFirst()))
    }
}

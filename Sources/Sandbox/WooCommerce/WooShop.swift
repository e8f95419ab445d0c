import HTTP
import Model

/// The shop as one state machine: the key, then the part that answers the call.
struct WooShop: Sendable {
    var store: WooStore
    private var auth = WooAuth()
    private var replica: (store: WooStore, at: Timestamp)?

    init(store: WooStore) {
        self.store = store
    }

    /// Answers one call.
    mutating func respond(to call: WooCall) -> Response {
        if let outage = Self.outage(call.fault) { return outage }
        let current = store
        let isOld = call.fault == .oldReplica && call.target.method == "GET"
        if isOld, let replica { store = replica.store }
        defer { if isOld { store = current } }
        do throws(WooProblem) {
            try admit(call)
            return try answer(call)
        } catch {
            return error.response
        }
    }

    /// Keeps a copy of everything, unless there is one that is less than a minute old.
    mutating func keepReplica(at now: Timestamp) {
        if let replica, replica.at + .seconds(60) > now { return }
        replica = (store, now)
    }

    /// What a host says that stands before the shop: pages, no JSON.
    private static func outage(_ fault: FaultKind?) -> Response? {
        func page(_ status: Int, _ title: String) -> Response {
            Answer.html(status, "<html><head><title>\(status) \(title)</title></head><body><h1>\(title)</h1></body></html>")
        }
        switch fault {
        case .http500: return WooProblem.broken.response
        case .http503: return page(503, "Service Temporarily Unavailable")
        case .rateLimited: return page(429, "Too Many Requests")
        case .quotaExhausted: return page(508, "Resource Limit Is Reached")
        default: return nil
        }
    }

    private mutating func admit(_ call: WooCall) throws(WooProblem) {
        if call.fault == .tokenExpired { throw .unauthorized("Consumer key is invalid.") }
        let isRead = call.target.method == "GET"
        guard try auth.admits(call, store.settings) else {
            let word = isRead ? "view" : "create"
            throw WooProblem(
                status: 401, code: "woocommerce_rest_cannot_\(word)",
                message: isRead ? "Sorry, you cannot list resources." : "Sorry, you are not allowed to create resources.")
        }
        if call.fault == .scopeRemoved {
            throw .unauthorized("The API key provided does not have \(isRead ? "read" : "write") permissions.")
        }
    }

    private mutating func answer(_ call: WooCall) throws(WooProblem) -> Response {
        let parts = call.target.segments
        guard parts.count >= 4, parts[0] == "wp-json", parts[1] == "wc", parts[2] == "v3" else { throw .noRoute }
        if parts[3] == "system_status", parts.count == 4, call.target.method == "GET" {
            let body: JSON = [
                "environment": ["home_url": .string(call.home), "version": "9.4.2", "wp_version": "6.7.1"],
                "settings": ["currency": .string(store.settings.currency), "number_of_decimals": 2],
            ]
            return Answer.json(200, WooView.only(call.target["_fields"], body))
        }
        guard let kind = WooKind(rawValue: parts[3]) else { throw .noRoute }
        if call.target.method != "GET", let refusal = call.refusal { throw refusal }
        switch (kind, parts.count) {
        case (.orders, 5...6) where parts.count > 5 && parts[5] == "refunds": return try refunds(call, order: parts[4], nil)
        case (.orders, 7) where parts[5] == "refunds": return try refunds(call, order: parts[4], parts[6])
        case (_, 4): return try all(call, kind)
        case (_, 5) where parts[4] == "batch" && kind != .refunds && ["POST", "PUT", "PATCH"].contains(call.target.method):
            return try batch(call, kind)
        case (_, 5) where kind != .refunds: return try one(call, kind, parts[4])
        default: throw .noRoute
        }
    }

    private mutating func all(_ call: WooCall, _ kind: WooKind) throws(WooProblem) -> Response {
        switch call.target.method {
        case "GET": return try WooListing(kind: kind, call: call, store: store).answer()
        case "POST" where kind != .refunds:
            let body = try call.parameters()
            if kind != .orders, let needed = [.customers: "email", .coupons: "code"][kind], body[needed] == nil {
                throw .missing([needed])
            }
            try WooArguments.check(body, WooArguments.body(kind))
            return shown(try writer(call).create(kind, body, in: &store), kind, call, status: 201)
        default: throw .noRoute
        }
    }

    private mutating func one(_ call: WooCall, _ kind: WooKind, _ text: String) throws(WooProblem) -> Response {
        guard let id = Int(text) else { throw .noRoute }
        let method = call.target.method
        let isChange = ["PUT", "PATCH", "POST"].contains(method)
        guard call.fault != .permissionLost, let record = store.visible(kind, id, at: call.now) else {
            // A customer is deleted only by force, and that is asked first.
            if method == "DELETE" { _ = try writer(call).delete(kind, -1, force: isForced(call), in: &store) }
            throw .notFound(kind, changing: isChange)
        }
        switch method {
        case "GET": return shown(record, kind, call)
        case "DELETE": return shown(try writer(call).delete(kind, id, force: isForced(call), in: &store), kind, call)
        case _ where isChange:
            let body = try call.parameters()
            try WooArguments.check(body, WooArguments.body(kind))
            return shown(try writer(call).update(kind, id, body, in: &store), kind, call)
        default: throw .noRoute
        }
    }

    private mutating func refunds(_ call: WooCall, order text: String, _ rest: String?) throws(WooProblem) -> Response {
        guard let order = Int(text) else { throw .noRoute }
        guard let rest else {
            if call.target.method == "GET" { return try WooListing(kind: .refunds, call: call, store: store, parent: order).answer() }
            guard call.target.method == "POST" else { throw .noRoute }
            let body = try call.parameters()
            try WooArguments.check(body, WooArguments.body(.refunds))
            return shown(try writer(call).create(.refunds, body, order: order, in: &store), .refunds, call, status: 201)
        }
        guard let refund = Int(rest).flatMap({ store.visible(.refunds, $0, at: call.now) }), call.fault != .permissionLost else {
            throw .notFound(.refunds)
        }
        guard refund.parent == order else { throw .misfiled("woocommerce_rest_invalid_order_refund_id", "Invalid order refund ID.", 404) }
        switch call.target.method {
        case "GET": return shown(refund, .refunds, call)
        case "DELETE":
            let force = call.target["force"].map { WooArguments.flag(.string($0)) } ?? true
            return shown(try writer(call).delete(.refunds, refund.id, force: force, in: &store), .refunds, call)
        default: throw .noRoute
        }
    }

    /// `POST /{kind}/batch`: every row for itself, and 200 whatever became of them.
    private mutating func batch(_ call: WooCall, _ kind: WooKind) throws(WooProblem) -> Response {
        let body = try call.parameters()
        let given = ["create", "update", "delete"].map { ($0, body[$0]?.array ?? []) }
        if given.reduce(0, { $0 + $1.1.count }) > 100 { throw .tooMany }
        var answer = JSONObject()
        var isFirst = true
        for (name, rows) in given where !rows.isEmpty {
            var results: [JSON] = []
            for row in rows {
                let id = Int((row["id"]?.integer ?? (name == "delete" ? WooArguments.integer(row) : nil)) ?? 0)
                if name == "delete", id == 0 { continue }
                let isBroken = call.fault == .partialBatch && isFirst
                isFirst = false
                do throws(WooProblem) {
                    if isBroken { throw .broken }
                    let fields = row.object ?? JSONObject()
                    let record =
                        switch name {
                        case "create": try writer(call).create(kind, fields, in: &store)
                        case "update": try writer(call).update(kind, id, fields, in: &store)
                        default: try writer(call).delete(kind, id, force: true, in: &store)
                        }
                    results.append(WooView(store: store, home: call.home).json(kind, record))
                } catch {
                    results.append(["id": .integer(name == "create" ? 0 : id), "error": error.body])
                }
            }
            if call.fault == .resultsMissing { results = Array(results.dropLast()) }
            if call.fault == .resultsReordered { results.reverse() }
            answer[name] = .array(results)
        }
        return Answer.json(200, .object(answer))
    }

    private func writer(_ call: WooCall) -> WooWriter {
        WooWriter(now: call.now.truncated(to: .seconds(1)), concealment: call.concealment)
    }

    private func isForced(_ call: WooCall) -> Bool { WooArguments.flag(call.target["force"].map { .string($0) }) }

    private func shown(_ record: WooRecord, _ kind: WooKind, _ call: WooCall, status: Int = 200) -> Response {
        Answer.json(status, WooView.only(call.target["_fields"], WooView(store: store, home: call.home).json(kind, record)))
    }
}

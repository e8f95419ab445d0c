import HTTP
import HTTPTypes
import Model

/// The account as one state machine: tokens, limits, then the part that answers the call. Source: VENDORS.md section 6.
struct PayPalAccount: Sendable {
    /// One batch.
    struct Batch: Sendable {
        let id: String
        let key: String
        let header: JSON
        let items: [String]
        let created: Timestamp
    }

    let settings: PayPalSettings
    private(set) var batches: [Batch] = []
    private(set) var items: [String: PayPalItem] = [:]
    private var tokens: [String: Timestamp] = [:]
    private var balance: [String: Int]
    private var recent: [Timestamp] = []
    private var random: SeededRandom

    init(settings: PayPalSettings, seed: UInt64) {
        self.settings = settings
        balance = settings.openingBalance
        random = SeededRandom(seed: seed, stream: "ids of paypal")
    }

    /// Answers one call.
    mutating func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        let target = RequestTarget(request)
        if fault == .http500 { return PayPalProblem.broken.response }
        if fault == .http503 { return PayPalProblem.unavailable.response }
        if target.path == "/v1/oauth2/token" { return token(request, at: now) }
        guard let bearer = request.header("Authorization"), bearer.hasPrefix("Bearer "), fault != .tokenExpired,
            let end = tokens[String(bearer.dropFirst(7))], end > now
        else { return PayPalProblem.login("invalid_token", "Token signature verification failed") }
        do throws(PayPalProblem) {
            if fault == .scopeRemoved || fault == .permissionLost { throw .forbidden }
            try count(at: now, isRefused: fault == .rateLimited || fault == .quotaExhausted)
            return try answer(request, target, at: now, under: fault)
        } catch {
            return error.response
        }
    }

    private mutating func count(at now: Timestamp, isRefused: Bool) throws(PayPalProblem) {
        recent.removeAll { $0 <= now - .seconds(1) }
        guard !isRefused, recent.count < settings.callsPerSecond else { throw .limited }
        recent.append(now)
    }

    private mutating func token(_ request: Request, at now: Timestamp) -> Response {
        guard let header = request.header("Authorization"), header.hasPrefix("Basic "),
            let bytes = Base64.decoded(String(header.dropFirst(6))),
            String(decoding: bytes, as: UTF8.self) == "\(settings.clientID):\(settings.clientSecret)"
        else { return PayPalProblem.login("invalid_client", "Client Authentication failed") }
        let form = RequestTarget.pairs(String(decoding: request.body, as: UTF8.self))
        guard form.contains(where: { $0.name == "grant_type" && $0.value == "client_credentials" }) else {
            return Answer.json(400, ["error": "unsupported_grant_type", "error_description": "Grant Type is NULL"])
        }
        let token = "A21AA" + mint(40)
        tokens[token] = now + settings.tokenLife
        return Answer.json(
            200,
            [
                "scope": "https://uri.paypal.com/services/payments/payouts https://uri.paypal.com/services/reporting/search/read",
                "access_token": .string(token), "token_type": "Bearer", "app_id": "APP-80W284485P519543T",
                "expires_in": .integer(settings.tokenLife.components.seconds), "nonce": .string(mint(20)),
            ])
    }

    private mutating func mint(_ length: Int) -> String {
        let letters = Array("0123456789ABCDEFGHJKLMNPQRSTUVWXYZ")
        return String((0..<length).map { _ in letters[random.below(letters.count)] })
    }

    private mutating func answer(
        _ request: Request, _ target: RequestTarget, at now: Timestamp, under fault: FaultKind?
    ) throws(PayPalProblem) -> Response {
        let parts = target.segments
        switch (target.method, parts.count) {
        case ("POST", 3) where parts == ["v1", "payments", "payouts"]: return try submitted(request, at: now)
        case ("GET", 4) where parts.starts(with: ["v1", "payments", "payouts"]): return try shown(parts[3], target, at: now)
        case ("GET", 4) where parts.starts(with: ["v1", "payments", "payouts-item"]):
            guard let item = items[parts[3]] else { throw .missing }
            return Answer.json(200, item.json(at: now, settings))
        case ("POST", 5) where parts.starts(with: ["v1", "payments", "payouts-item"]) && parts[4] == "cancel":
            return try cancelled(parts[3], at: now)
        case ("GET", 3) where parts == ["v1", "reporting", "transactions"]:
            return try PayPalReport(items: Array(items.values), settings: settings, now: now).page(target)
        default: throw .missing
        }
    }

    // MARK: Paying

    private mutating func submitted(_ request: Request, at now: Timestamp) throws(PayPalProblem) -> Response {
        let submission = try PayPalSubmission(request, settings: settings)
        if let batch = batches.last(where: { $0.key == submission.key && $0.created + settings.keyLife > now }), !submission.key.isEmpty {
            throw .duplicate(batch.id)
        }
        let total = submission.items.reduce(0) { $0 + $1.amount + settings.fee }
        guard balance[submission.currency, default: 0] >= total else { throw .insufficient }
        let batchID = mint(13)
        var ids: [String] = []
        for given in submission.items {
            let item = PayPalItem(
                id: mint(13), transaction: mint(17), batch: batchID, given: given.object, amount: given.amount,
                currency: submission.currency, created: now)
            items[item.id] = item
            ids.append(item.id)
        }
        balance[submission.currency, default: 0] -= total
        let batch = Batch(id: batchID, key: submission.key, header: submission.header, items: ids, created: now)
        batches.append(batch)
        return Answer.json(201, body(of: batch))
    }

    private func body(of batch: Batch) -> JSON {
        [
            "batch_header": [
                "payout_batch_id": .string(batch.id), "batch_status": "PENDING", "sender_batch_header": batch.header,
            ],
            "links": [
                ["href": .string("https://api-m.sandbox.paypal.com/v1/payments/payouts/\(batch.id)"), "rel": "self", "method": "GET"]
            ],
        ]
    }

    private mutating func cancelled(_ id: String, at now: Timestamp) throws(PayPalProblem) -> Response {
        guard var item = items[id] else { throw .missing }
        guard item.status(at: now, settings).word == "UNCLAIMED" else {
            throw PayPalProblem(status: 400, name: "ITEM_INCORRECT_STATUS", message: "The payout item is not in the right status.")
        }
        item.set = ("RETURNED", now)
        items[id] = item
        return Answer.json(200, item.json(at: now, settings))
    }

    /// Sets an item's state, as PayPal or a receiver would.
    mutating func set(_ status: String, of id: String, at now: Timestamp) -> Bool {
        guard items[id] != nil else { return false }
        items[id]?.set = (status, now)
        return true
    }

    // MARK: Reading

    private func shown(_ id: String, _ target: RequestTarget, at now: Timestamp) throws(PayPalProblem) -> Response {
        guard let batch = batches.first(where: { $0.id == id }) else { throw .missing }
        let size = min(1000, max(1, target["page_size"].flatMap { Int($0) } ?? 1000))
        let page = max(1, target["page"].flatMap { Int($0) } ?? 1)
        let isDone = batch.created + settings.processing <= now
        let rows = batch.items.dropFirst((page - 1) * size).prefix(size).compactMap { items[$0]?.json(at: now, settings) }
        var body = JSONObject([
            (
                "batch_header",
                [
                    "payout_batch_id": .string(batch.id), "batch_status": isDone ? "SUCCESS" : "PENDING",
                    "time_created": .string(batch.created.truncated(to: .seconds(1)).iso), "sender_batch_header": batch.header,
                ] as JSON
            ),
            ("items", .array(Array(rows))), ("links", []),
        ])
        if target["total_required"] == "true" {
            body["total_items"] = .integer(batch.items.count)
            body["total_pages"] = .integer((batch.items.count + size - 1) / size)
        }
        return Answer.json(200, .object(body))
    }
}

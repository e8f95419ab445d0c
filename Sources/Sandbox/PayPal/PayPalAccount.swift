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
        let currency: String
        let items: [String]
        let created: Timestamp
        /// A state that somebody set, from an instant on.
        var set: (status: String, at: Timestamp)?

        /// The state at an instant. SUCCESS says that all items were looked at, not that any was paid.
        func status(at now: Timestamp, _ settings: PayPalSettings) -> String {
            if let set, set.at <= now { return set.status }
            if created + settings.processing <= now { return "SUCCESS" }
            return created + settings.processing / 2 <= now ? "PROCESSING" : "PENDING"
        }
    }

    let settings: PayPalSettings
    private(set) var batches: [Batch] = []
    private(set) var items: [String: PayPalItem] = [:]
    private var tokens: [String: Timestamp] = [:]
    private var recent: [Timestamp] = []
    /// The latest instant that anybody spoke of.
    private(set) var latest = Timestamp(seconds: 0)
    private var random: SeededRandom

    init(settings: PayPalSettings, seed: UInt64) {
        self.settings = settings
        random = SeededRandom(seed: seed, stream: "ids of paypal")
    }

    /// Answers one call.
    mutating func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
        latest = max(latest, now)
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
        guard available(submission.currency, at: now) >= total else { throw .insufficient }
        let batchID = mint(13)
        var ids: [String] = []
        for given in submission.items {
            let item = PayPalItem(
                id: mint(13), transaction: mint(17), batch: batchID, given: given.object, amount: given.amount,
                currency: submission.currency, created: now)
            items[item.id] = item
            ids.append(item.id)
        }
        let batch = Batch(
            id: batchID, key: submission.key, header: submission.header, currency: submission.currency, items: ids, created: now)
        batches.append(batch)
        return Answer.json(201, body(of: batch))
    }

    /// What the account can still spend: what failed, was returned or taken back is there again.
    func available(_ currency: String, at now: Timestamp) -> Int {
        let own = items.values.filter { $0.currency == currency }
        return settings.openingBalance[currency, default: 0] - own.reduce(0) { $0 + $1.kept(at: now, settings) }
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
        latest = max(latest, now)
        guard items[id] != nil else { return false }
        items[id]?.set = (status, now)
        return true
    }

    /// Sets a batch's state, as PayPal does before it is through with it: nothing of it is paid then.
    mutating func setBatch(_ status: String, of id: String, at now: Timestamp) -> Bool {
        latest = max(latest, now)
        guard let place = batches.firstIndex(where: { $0.id == id }), batches[place].status(at: now, settings) != "SUCCESS" else {
            return false
        }
        batches[place].set = (status, now)
        for item in batches[place].items { items[item]?.set = (status == "CANCELED" ? "RETURNED" : status, now) }
        return true
    }

    // MARK: Reading

    private func shown(_ id: String, _ target: RequestTarget, at now: Timestamp) throws(PayPalProblem) -> Response {
        guard let batch = batches.first(where: { $0.id == id }) else { throw .missing }
        let size = max(1, try target.number("page_size", in: 0...1000) ?? 1000)
        let page = max(1, try target.number("page", in: 0...1000) ?? 1)
        let all = batch.items.compactMap { items[$0] }
        let rows = all.dropFirst((page - 1) * size).prefix(size).map { $0.json(at: now, settings) }
        var body = JSONObject([("batch_header", header(of: batch, all, at: now)), ("items", .array(rows)), ("links", [])])
        if target["total_required"] == "true" {
            body["total_items"] = .integer(batch.items.count)
            body["total_pages"] = .integer((batch.items.count + size - 1) / size)
        }
        return Answer.json(200, .object(body))
    }

    private func header(of batch: Batch, _ items: [PayPalItem], at now: Timestamp) -> JSON {
        func money(_ minor: Int) -> JSON {
            ["currency": .string(batch.currency), "value": .string(PayPalMoney.text(minor, batch.currency))]
        }
        let status = batch.status(at: now, settings)
        let fees = status == "PENDING" ? 0 : items.reduce(0) { $0 + PayPalItem.fee($1.status(at: now, settings).word, settings) }
        var header = JSONObject([
            ("payout_batch_id", .string(batch.id)), ("batch_status", .string(status)),
            ("time_created", .string(batch.created.truncated(to: .seconds(1)).iso)),
        ])
        if !["PENDING", "PROCESSING"].contains(status) {
            let end = batch.set?.at ?? batch.created + settings.processing
            header["time_completed"] = .string(end.truncated(to: .seconds(1)).iso)
        }
        header["sender_batch_header"] = batch.header
        header["funding_source"] = "BALANCE"
        header["amount"] = money(items.reduce(0) { $0 + $1.amount })
        header["fees"] = money(fees)
        return .object(header)
    }
}

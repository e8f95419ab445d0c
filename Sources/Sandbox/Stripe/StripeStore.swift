import Model

/// A change that others do not see yet.
struct StripeConcealment: Sendable {
    let until: Timestamp
    let isOfListsAlone: Bool
}

/// A payment that the platform made, for a test to count: never an answer of Stripe.
struct StripeMovement: Sendable {
    let at: Timestamp
    /// `paid` or `reversed`.
    let kind: String
    let id: String
    let key: String?
    let group: String?
    let metadata: JSON
    let receiver: String
    let amount: Int
    let currency: String
}

/// All objects of the platform, its balance, and what it has paid.
struct StripeStore: Sendable {
    let settings: StripeSettings
    var balance = StripeBalance()
    var movements: [StripeMovement] = []
    /// The call that acts, for events to name.
    var request: String?
    var key: String?
    private var tables: [StripeKind: [String: StripeRecord]] = [:]
    /// The ids of a kind, oldest first.
    private var order: [StripeKind: [String]] = [:]
    private var kinds: [String: StripeKind] = [:]
    private var concealed: [String: StripeConcealment] = [:]
    private var random: SeededRandom
    private var count = 0

    init(settings: StripeSettings, seed: UInt64) {
        self.settings = settings
        random = SeededRandom(seed: seed, stream: "ids of stripe")
    }

    // MARK: Reading

    /// The object of an id, deleted ones too.
    func record(_ kind: StripeKind, _ id: String) -> StripeRecord? { tables[kind]?[id] }

    /// The object of an id of any kind.
    func record(_ id: String) -> StripeRecord? { kinds[id].flatMap { tables[$0]?[id] } }

    /// All objects of a kind, oldest first.
    func records(_ kind: StripeKind) -> [StripeRecord] { (order[kind] ?? []).compactMap { tables[kind]?[$0] } }

    /// Whether an object is still out of sight.
    func isHidden(_ id: String, at now: Timestamp, inLists: Bool) -> Bool {
        guard let hidden = concealed[id], hidden.until > now else { return false }
        return inLists || !hidden.isOfListsAlone
    }

    // MARK: Writing

    /// A new id of a kind.
    mutating func mint(_ prefix: String) -> String {
        let letters = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        return prefix + String((0..<16).map { _ in letters[random.below(letters.count)] })
    }

    /// Makes an object of members that were checked.
    @discardableResult
    mutating func make(_ kind: StripeKind, id: String? = nil, _ members: [(String, JSON)], at now: Timestamp) -> StripeRecord {
        let id = id ?? mint(kind.prefix)
        var values = JSONObject([("id", .string(id)), ("object", .string(kind.word))] + members)
        if kind != .invoicePayments || values["created"] == nil { values["created"] = .integer(now.seconds) }
        count += 1
        let record = StripeRecord(kind: kind, id: id, number: count, created: now, changed: now, values: values)
        tables[kind, default: [:]][id] = record
        kinds[id] = kind
        order[kind, default: []].insert(id, at: place(of: kind, at: now))
        return record
    }

    /// Where an object of that instant belongs: a clock that runs backwards for one call puts it before others, and so does a seed that is
    /// not in the order of time.
    private func place(of kind: StripeKind, at now: Timestamp) -> Int {
        let ids = order[kind] ?? []
        var (low, high) = (0, ids.count)
        while low < high {
            let middle = (low + high) / 2
            if (tables[kind]?[ids[middle]]?.created ?? now) > now { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// Changes members of an object; what does not change anything leaves no trace.
    @discardableResult
    mutating func change(
        _ record: StripeRecord, _ members: [(String, JSON)], deleted: Bool? = nil, action: String = "update", at now: Timestamp
    ) -> StripeRecord {
        guard var current = tables[record.kind]?[record.id] else { return record }
        let changed = members.filter { current[$0.0] != $0.1 }
        guard !changed.isEmpty || (deleted ?? current.isDeleted) != current.isDeleted || action == "touch" else { return current }
        let before = JSONObject(changed.map { ($0.0, current[$0.0]) })
        current.history.append(.init(at: now, action: action, before: before))
        for (name, value) in changed { current.values[name] = value }
        if let deleted { current.isDeleted = deleted }
        current.changed = now
        tables[record.kind]?[record.id] = current
        return current
    }

    /// Keeps an object out of sight for a while.
    mutating func conceal(_ id: String, _ concealment: StripeConcealment?) {
        if let concealment { concealed[id] = concealment }
    }

    /// Records that something happened to an object, with what it was before where it changed.
    mutating func emit(_ type: String, _ id: String, previous: JSONObject? = nil, at now: Timestamp) {
        guard let record = record(id) else { return }
        var object = record.shown
        // The event of a deletion shows what was there.
        if record.isDeleted { object = .object(JSONObject(record.values.members.filter { !$0.name.hasPrefix("_") })) }
        var data = JSONObject([("object", object)])
        if let previous { data["previous_attributes"] = .object(previous) }
        make(
            .events,
            [
                ("api_version", .string(settings.version)), ("data", .object(data)), ("livemode", false), ("pending_webhooks", 0),
                (
                    "request",
                    ["id": request.map { .string($0) } ?? .null, "idempotency_key": key.map { .string($0) } ?? .null]
                ),
                ("type", .string(type)),
            ], at: now)
    }

    /// Records what an object was before its last change.
    mutating func emitChange(_ type: String, _ record: StripeRecord, at now: Timestamp) {
        let before = record.history.last?.before.members.filter { !$0.name.hasPrefix("_") } ?? []
        emit(type, record.id, previous: JSONObject(before.map { ($0.name, $0.value) }), at: now)
    }

    /// Books money that comes or goes, as one balance transaction.
    mutating func book(
        _ type: String, category: String, _ amount: Int, fee: Int = 0, _ currency: String, source: String?, pending: Duration = .zero,
        at instant: Timestamp, now: Timestamp? = nil
    ) -> String {
        let available = instant + pending
        let isAvailable = available <= (now ?? instant)
        balance.book(amount - fee, currency, on: available, at: now ?? instant)
        let fees: JSON =
            fee == 0
            ? []
            : [
                [
                    "amount": .integer(fee), "application": .null, "currency": .string(currency),
                    "description": "Stripe processing fees", "type": "stripe_fee",
                ]
            ]
        return make(
            .balanceTransactions,
            [
                ("amount", .integer(amount)), ("available_on", .integer(available.seconds)), ("currency", .string(currency)),
                ("description", .null), ("exchange_rate", .null), ("fee", .integer(fee)), ("fee_details", fees),
                ("net", .integer(amount - fee)), ("reporting_category", .string(category)),
                ("source", source.map { .string($0) } ?? .null), ("status", isAvailable ? "available" : "pending"),
                ("type", .string(type)), ("balance_type", "payments"),
            ], at: instant
        ).id
    }
}

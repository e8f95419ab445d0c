import Model

/// Answers the calls that change nothing.
struct StripeReader: Sendable {
    let store: StripeStore
    let call: StripeCall

    private var view: StripeView { StripeView(store: store, version: call.version ?? store.settings.version) }

    /// The answer to a path behind `/v1`.
    func answer(_ parts: [String]) throws(StripeProblem) -> JSON {
        if parts == ["balance"] {
            _ = try call.reading([])
            return store.balance.json(account: call.account == store.settings.account ? nil : call.account)
        }
        if parts == ["account"] { return try one(.accounts, store.settings.account) }
        guard let kind = StripeKind(rawValue: parts[0]), !kind.isNested else { throw .noSuchCall("GET", call.target.path) }
        if parts.count == 1 { return try list(kind) }
        if parts.count == 2, parts[1] == "search" { return try search(kind) }
        if parts.count == 2 { return try one(kind, parts[1]) }
        switch (kind, parts[2], parts.count) {
        case (.transfers, "reversals", 3):
            _ = try found(kind, parts[1])
            return try list(.reversals) { $0.text("transfer") == parts[1] }
        case (.customers, "balance_transactions", 3...4):
            guard try !found(kind, parts[1]).isDeleted else { throw .missing(kind, parts[1]) }
            if parts.count == 3 { return try list(.customerBalances) { $0.text("customer") == parts[1] } }
            guard try found(.customerBalances, parts[3]).text("customer") == parts[1] else { throw .missing(.customerBalances, parts[3]) }
            return try one(.customerBalances, parts[3])
        default: throw .noSuchCall("GET", call.target.path)
        }
    }

    private func list(_ kind: StripeKind, where belongs: @escaping (StripeRecord) -> Bool = { _ in true }) throws(StripeProblem) -> JSON {
        let names = StripeListing.paging.union(kind.filters).union(kind == .events ? ["types", "delivery_success"] : [])
        let parameters = try call.reading(names)
        if parameters.has("type"), parameters.has("types") { throw .invalid("type", "You may pass either type or types, but not both.") }
        let page = try StripeListing(kind: kind, store: store, call: call).page(parameters, where: belongs)
        return .object(
            try view.list(page.rows, url: call.target.path, hasMore: page.hasMore, expanding: parameters.expansions()))
    }

    private func search(_ kind: StripeKind) throws(StripeProblem) -> JSON {
        guard [.customers, .charges, .paymentIntents, .invoices, .subscriptions].contains(kind) else {
            throw .noSuchCall("GET", call.target.path)
        }
        let parameters = try call.reading(["query", "limit", "page"])
        let page = try StripeSearch(kind: kind, store: store, call: call).page(parameters)
        var object = try view.list(page.rows, url: call.target.path, hasMore: page.next != nil, expanding: parameters.expansions())
        object["object"] = "search_result"
        object["next_page"] = page.next.map { .string($0) } ?? .null
        return .object(object)
    }

    private func one(_ kind: StripeKind, _ id: String) throws(StripeProblem) -> JSON {
        let record = try found(kind, id)
        return try view.json(record, expanding: try call.reading([]).expansions())
    }

    private func found(_ kind: StripeKind, _ id: String) throws(StripeProblem) -> StripeRecord {
        guard let record = store.record(kind, id), !store.isHidden(id, at: call.now, inLists: false), call.fault != .permissionLost,
            !record.isDeleted || kind == .customers,
            kind != .events || record.created > call.now - store.settings.eventLife
        else { throw .missing(kind, id) }
        return record
    }
}

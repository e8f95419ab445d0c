import Model

/// Answers the fields of the root from the shop's records, as far as the app's scopes reach.
struct ShopifyResolver: GraphQLResolver {
    var store: ShopifyStore
    let settings: ShopifySettings
    let now: Timestamp
    let fault: FaultKind?
    /// What searches say beside their results.
    private(set) var warnings: [JSON] = []

    init(store: ShopifyStore, settings: ShopifySettings, now: Timestamp, fault: FaultKind?) {
        (self.store, self.settings, self.now, self.fault) = (store, settings, now, fault)
    }

    func record(_ reference: String) -> JSONObject? {
        store.visible(reference, at: now).map { ShopifyView(store: store, settings: settings, now: now).object($0) }
    }

    mutating func resolve(_ field: String, _ arguments: JSONObject) throws(GraphQLProblem) -> JSON {
        switch field {
        case "shop": return ShopifyView(store: store, settings: settings, now: now).shop
        case "orders", "customers", "codeDiscountNodes":
            let listing = try listing(
                field == "codeDiscountNodes" ? .discounts : field == "orders" ? .orders : .customers, field, arguments)
            if let warning = listing.warnings { warnings.append(warning) }
            return try listing.page(&store)
        case "ordersCount", "customersCount":
            return try listing(field == "ordersCount" ? .orders : .customers, field, arguments).count(&store)
        case "node": return one(arguments["id"], nil)
        case "nodes": return .array((arguments["ids"]?.array ?? []).map { one($0, nil) })
        case "order": return try one(.orders, field, arguments["id"])
        case "customer": return try one(.customers, field, arguments["id"])
        case "refund": return try one(.refunds, field, arguments["id"])
        case "codeDiscountNode": return try one(.discounts, field, arguments["id"])
        case "codeDiscountNodeByCode":
            try admit(.discounts, field, isWrite: false)
            return one(store.discount(arguments["code"]?.string ?? "").map { .string($0.id) }, .discounts)
        case "customerByIdentifier":
            try admit(.customers, field, isWrite: false)
            return one(identified(arguments["identifier"]?.object ?? JSONObject()), .customers)
        default:
            let kind = ShopifyMutations.kind(field, arguments)
            if let kind { try admit(kind, field, isWrite: true) }
            if fault == .rowLocked { throw Self.broken }
            let writer = ShopifyMutations(settings: settings, now: now, timing: timing, fault: fault)
            return writer.payload(field, arguments, in: &store)
        }
    }

    /// What Shopify says when it broke down within.
    static let broken = GraphQLProblem(
        "Internal error. Looks like something went wrong on our end.", code: "INTERNAL_SERVER_ERROR",
        [("requestId", "5a0db0c0-ffee-4000-8000-000000000001")])

    private var timing: ShopifyStore.Timing {
        let lag = fault == .indexLag ? Duration.seconds(120) : settings.searchLag
        return ShopifyStore.Timing(indexed: now + lag, visible: fault == .lateCommit ? now + .seconds(60) : nil)
    }

    private func admit(_ kind: ShopifyKind, _ field: String, isWrite: Bool) throws(GraphQLProblem) {
        let scope = isWrite ? kind.scopes.write : kind.scopes.read
        guard fault != .scopeRemoved, settings.scopes.contains(scope), !(isWrite && fault == .permissionLost) else {
            var facts: [(String, JSON)] = [("documentation", "https://shopify.dev/api/usage/access-scopes")]
            if isWrite { facts.append(("requiredAccess", .string("`\(scope)` access scope."))) }
            let more = isWrite ? " Required access: `\(scope)` access scope." : ""
            throw GraphQLProblem("Access denied for \(field) field." + more, code: "ACCESS_DENIED", facts)
        }
    }

    private func listing(_ kind: ShopifyKind, _ field: String, _ arguments: JSONObject) throws(GraphQLProblem) -> ShopifyListing {
        try admit(kind, field, isWrite: false)
        return ShopifyListing(kind: kind, arguments: arguments, settings: settings, now: now, fault: fault)
    }

    private func one(_ kind: ShopifyKind, _ field: String, _ id: JSON?) throws(GraphQLProblem) -> JSON {
        try admit(kind, field, isWrite: false)
        return one(id, kind)
    }

    /// A reference to a record that is there, of the kind asked for, and to be seen.
    private func one(_ id: JSON?, _ wanted: ShopifyKind?) -> JSON {
        guard fault != .permissionLost, let id = id?.string else { return .null }
        if id.hasPrefix("gid://shopify/Shop/") { return ShopifyView(store: store, settings: settings, now: now).shop }
        guard let kind = ShopifyKind.of(id), wanted == nil || wanted == kind, settings.scopes.contains(kind.scopes.read),
            fault != .scopeRemoved, let record = store.visible(id, at: now), ShopifyListing.isShown(record, kind, settings, now)
        else { return .null }
        return .string(id)
    }

    private func identified(_ identifier: JSONObject) -> JSON? {
        if let email = identifier["emailAddress"]?.string { return store.customer("email", email).map { .string($0.id) } }
        if let phone = identifier["phoneNumber"]?.string { return store.customer("phone", phone).map { .string($0.id) } }
        return identifier["id"]
    }
}

import Model

/// Carries out a mutation: its payload tells what was done, or in `userErrors` why not.
struct ShopifyMutations: Sendable {
    let settings: ShopifySettings
    let now: Timestamp
    let timing: ShopifyStore.Timing
    let fault: FaultKind?

    private var stamp: Timestamp { now.truncated(to: .seconds(1)) }
    private var customers: ShopifyCustomers { ShopifyCustomers(now: stamp, timing: timing) }
    private var discounts: ShopifyDiscounts { ShopifyDiscounts(now: stamp, timing: timing, currency: settings.currency) }
    private var orders: ShopifyOrders { ShopifyOrders(now: stamp, timing: timing, settings: settings) }

    /// The kind that a mutation is about.
    static func kind(_ name: String, _ arguments: JSONObject) -> ShopifyKind? {
        if name.hasPrefix("customer") { return .customers }
        if name.hasPrefix("discount") { return .discounts }
        if name.hasPrefix("order") { return .orders }
        if name.hasPrefix("refund") { return .refunds }
        let owner = arguments["id"]?.string ?? arguments["metafields"]?[0]?["ownerId"]?.string
        return owner.flatMap { ShopifyKind.of($0) }
    }

    /// The payload.
    func payload(_ name: String, _ arguments: JSONObject, in store: inout ShopifyStore) -> JSON {
        do throws(ShopifyFault) {
            if fault == .validationRule { throw ShopifyFault("A rule of this shop refuses the change", nil, code: "INVALID") }
            var members = JSONObject([("userErrors", [])])
            for (name, value) in try done(name, arguments, in: &store) { members[name] = value }
            return .object(members)
        } catch {
            return ["userErrors": [error.json]]
        }
    }

    private func done(
        _ name: String, _ arguments: JSONObject, in store: inout ShopifyStore
    ) throws(ShopifyFault) -> [(String, JSON)] {
        let input = arguments["input"]?.object ?? arguments["basicCodeDiscount"]?.object ?? JSONObject()
        let id = arguments["id"]?.string ?? arguments["orderId"]?.string ?? input["id"]?.string ?? ""
        switch name {
        case "customerCreate": return [("customer", .string(try customers.create(input, in: &store)))]
        case "customerUpdate":
            try customers.update(id, input, in: &store)
            return [("customer", .string(id))]
        case "customerDelete":
            try customers.delete(id, in: &store)
            return [("deletedCustomerId", .string(id)), ("shop", ShopifyView(store: store, settings: settings, now: now).shop)]
        case "discountCodeBasicCreate": return [("codeDiscountNode", .string(try discounts.create(input, in: &store)))]
        case "discountCodeBasicUpdate":
            try discounts.update(id, input, in: &store)
            return [("codeDiscountNode", .string(id))]
        case "discountCodeDelete":
            try discounts.delete(id, in: &store)
            return [("deletedCodeDiscountId", .string(id))]
        case "orderUpdate":
            try orders.update(id, input, in: &store)
            return [("order", .string(id))]
        case "orderDelete":
            try orders.delete(id, in: &store)
            return [("deletedId", .string(id))]
        case "refundCreate":
            let refund = try orders.refund(input, in: &store)
            return [("refund", .string(refund)), ("order", input["orderId"] ?? .null)]
        case "tagsAdd", "tagsRemove":
            try tag(id, arguments["tags"]?.array ?? [], isAdded: name == "tagsAdd", in: &store)
            return [("node", .string(id))]
        case "metafieldsSet": return [("metafields", .array(try metafields(arguments["metafields"]?.array ?? [], in: &store)))]
        default: return []
        }
    }

    private func tag(_ id: String, _ tags: [JSON], isAdded: Bool, in store: inout ShopifyStore) throws(ShopifyFault) {
        guard let kind = ShopifyKind.of(id), kind == .orders || kind == .customers, var record = store.record(id) else {
            throw ShopifyFault("\(ShopifyKind.of(id)?.type ?? "Node") does not exist", ["id"])
        }
        // Several tags may come as one text.
        let words = tags.flatMap { ($0.string ?? "").split(separator: ",").map { String($0).trimmed } }
        let given = Set(words.map { $0.lowercased() })
        let kept = record.texts("tags").filter { isAdded || !given.contains($0.lowercased()) }
        record.values["tags"] = ShopifyCustomers.tags(.array((kept + (isAdded ? words : [])).map { .string($0) }))
        store.replace(kind, record, action: isAdded ? "tag" : "untag", at: stamp, timing)
    }

    /// All of them or none.
    private func metafields(_ rows: [JSON], in store: inout ShopifyStore) throws(ShopifyFault) -> [JSON] {
        guard rows.count <= 25 else {
            throw ShopifyFault("Exceeded the maximum metafields input limit of 25.", ["metafields"], code: "LESS_THAN_OR_EQUAL_TO")
        }
        var work = store
        var shown: [JSON] = []
        for (place, row) in rows.enumerated() {
            let path = ["metafields", String(place)]
            guard let owner = row["ownerId"]?.string, let kind = ShopifyKind.of(owner), kind == .orders || kind == .customers,
                var record = work.record(owner)
            else { throw ShopifyFault("Owner does not exist.", path + ["ownerId"], code: "INVALID_VALUE") }
            guard let value = row["value"]?.string, !value.isEmpty else {
                throw ShopifyFault("Value can't be blank.", path + ["value"], code: "BLANK")
            }
            let (space, key) = (row["namespace"]?.string ?? "$app", row["key"]?.string ?? "")
            guard key.count >= 2 else {
                throw ShopifyFault("Key is too short (minimum is 2 characters)", path + ["key"], code: "TOO_SHORT")
            }
            var fields = record.values["metafields"]?.array ?? []
            let known = fields.firstIndex { $0["namespace"]?.string == space && $0["key"]?.string == key }
            let field: JSON = [
                "__typename": "Metafield", "id": known.flatMap { fields[$0]["id"] } ?? .string("gid://shopify/Metafield/\(work.number())"),
                "namespace": .string(space), "key": .string(key), "value": .string(value),
                "type": row["type"] ?? known.flatMap { fields[$0]["type"] } ?? "single_line_text_field",
                "createdAt": known.flatMap { fields[$0]["createdAt"] } ?? .string(stamp.iso), "updatedAt": .string(stamp.iso),
            ]
            if let known { fields[known] = field } else { fields.append(field) }
            record.values["metafields"] = .array(fields)
            work.replace(kind, record, action: "metafield", at: stamp, timing)
            shown.append(field)
        }
        store = work
        return shown
    }
}

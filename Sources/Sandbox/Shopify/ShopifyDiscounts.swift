import Model

/// Basic discounts with one code each.
struct ShopifyDiscounts: Sendable {
    let now: Timestamp
    let timing: ShopifyStore.Timing
    let currency: String

    /// Makes a discount.
    func create(_ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) -> String {
        for (name, word) in [("title", "Title"), ("code", "Code"), ("startsAt", "Starts at")] where input[name]?.string?.isEmpty ?? true {
            throw Self.fault("\(word) can't be blank", name, "BLANK")
        }
        guard input["context"]?["all"] != nil || input["customerSelection"]?["all"] != nil else {
            throw Self.fault("Context can't be blank", "context", "BLANK")
        }
        guard input["customerGets"]?["value"]?.object != nil else { throw Self.fault("Value can't be blank", "customerGets", "BLANK") }
        guard input["customerGets"]?["items"]?.object != nil else {
            throw Self.fault("Items in 'customer get' must be present", "customerGets", "BLANK")
        }
        var values = JSONObject([("usageLimit", .null), ("appliesOncePerCustomer", false), ("uses", 0)])
        try write(input, to: &values, id: nil, in: store)
        return store.create(.discounts, values, at: now, timing)
    }

    /// Changes a discount; what is not named stays.
    func update(_ id: String, _ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) {
        guard var record = store.record(id), ShopifyKind.of(id) == .discounts else {
            throw ShopifyFault("Discount does not exist", ["id"], code: "INVALID")
        }
        try write(input, to: &record.values, id: id, in: store)
        store.replace(.discounts, record, action: "update", at: now, timing)
    }

    /// Deletes a discount and its code.
    func delete(_ id: String, in store: inout ShopifyStore) throws(ShopifyFault) {
        guard store.record(id) != nil, ShopifyKind.of(id) == .discounts else {
            throw ShopifyFault("Discount does not exist.", ["id"], code: "INVALID")
        }
        store.remove(.discounts, id, at: now, timing)
    }

    private static func fault(_ message: String, _ name: String, _ code: String) -> ShopifyFault {
        ShopifyFault(message, ["basicCodeDiscount", name], code: code)
    }

    private func write(_ input: JSONObject, to values: inout JSONObject, id: String?, in store: ShopifyStore) throws(ShopifyFault) {
        if let code = input["code"]?.string {
            guard code.count <= 255, !code.isEmpty else { throw Self.fault("Code can't be blank", "code", "BLANK") }
            if let other = store.discount(code), other.id != id {
                throw Self.fault("Code must be unique. Please try a different code.", "code", "TAKEN")
            }
        }
        for name in ["title", "code", "usageLimit", "appliesOncePerCustomer"] { if let value = input[name] { values[name] = value } }
        for name in ["startsAt", "endsAt"] {
            guard let value = input[name] else { continue }
            values[name] = value.string.flatMap { Timestamp(iso: $0) }.map { .string($0.iso) } ?? .null
        }
        if let start = values["startsAt"]?.string, let end = values["endsAt"]?.string, end <= start {
            throw Self.fault("Ends at needs to be after starts_at", "endsAt", "INVALID")
        }
        if let limit = values["usageLimit"]?.integer, limit < 1 {
            throw Self.fault("Usage limit must be greater than 0", "usageLimit", "GREATER_THAN")
        }
        if let value = input["customerGets"]?["value"]?.object { try write(value, to: &values) }
    }

    private func write(_ value: JSONObject, to values: inout JSONObject) throws(ShopifyFault) {
        let field = ["basicCodeDiscount", "customerGets", "value"]
        if case .number(let text)? = value["percentage"], let share = ExactDecimal(text) {
            guard let one = ExactDecimal("1"), let none = ExactDecimal("0"), share > none, share <= one else {
                throw ShopifyFault("Value must be between 0.0 and 1.0", field + ["percentage"], code: "VALUE_OUTSIDE_RANGE")
            }
            values["percentage"] = .number(share.text)
            values["amount"] = nil
        } else if let amount = value["discountAmount"]?["amount"] {
            guard let minor = ShopifyAmount.minor(amount, currency), minor > 0 else {
                throw ShopifyFault("Amount must be greater than 0", field + ["discountAmount", "amount"], code: "GREATER_THAN")
            }
            values["percentage"] = nil
            values["amount"] = .integer(minor)
        }
    }
}

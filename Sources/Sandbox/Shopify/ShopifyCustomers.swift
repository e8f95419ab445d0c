import Model

/// Customers: a name, an address or a number is enough; addresses and numbers are there once.
struct ShopifyCustomers: Sendable {
    let now: Timestamp
    let timing: ShopifyStore.Timing

    /// Makes a customer.
    func create(_ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) -> String {
        var values = Self.blank()
        try write(input, to: &values, id: nil, in: store)
        guard ["firstName", "lastName", "email", "phone"].contains(where: { values[$0]?.string.map { !$0.isEmpty } ?? false }) else {
            throw ShopifyFault("A name, phone number, or email address must be present")
        }
        return store.create(.customers, values, at: now, timing)
    }

    /// Changes a customer; what is not named stays, null clears.
    func update(_ id: String, _ input: JSONObject, in store: inout ShopifyStore) throws(ShopifyFault) {
        guard var record = store.record(id), ShopifyKind.of(id) == .customers else { throw ShopifyFault("Customer does not exist", ["id"]) }
        try write(input, to: &record.values, id: id, in: store)
        store.replace(.customers, record, action: "update", at: now, timing)
    }

    /// Deletes a customer who never ordered.
    func delete(_ id: String, in store: inout ShopifyStore) throws(ShopifyFault) {
        guard store.record(id) != nil, ShopifyKind.of(id) == .customers else { throw ShopifyFault("Customer can't be found", ["id"]) }
        guard store.orders(of: id).isEmpty else {
            throw ShopifyFault("Customer can’t be deleted because they have associated orders", ["id"])
        }
        store.remove(.customers, id, at: now, timing)
    }

    /// A customer of whom nothing is known.
    static func blank() -> JSONObject {
        JSONObject([("state", "DISABLED"), ("tags", []), ("taxExempt", false), ("locale", "en"), ("metafields", [])])
    }

    /// A number as the shop keeps it: digits behind a plus; nil for what is none.
    static func phone(_ text: String) -> String? {
        let digits = text.filter(\.isNumber)
        guard text.hasPrefix("+"), (7...15).contains(digits.count), text.allSatisfy({ $0.isNumber || "+-() .".contains($0) }) else {
            return nil
        }
        return "+" + digits
    }

    private func write(_ input: JSONObject, to values: inout JSONObject, id: String?, in store: ShopifyStore) throws(ShopifyFault) {
        if let email = input["email"]?.string, !email.isEmpty {
            let parts = email.split(separator: "@", omittingEmptySubsequences: false)
            guard parts.count == 2, !parts[0].isEmpty, parts[1].contains("."), !email.contains(" ") else {
                throw ShopifyFault("Email is invalid", ["email"])
            }
            if let other = store.customer("email", email), other.id != id { throw ShopifyFault("Email has already been taken", ["email"]) }
        }
        if let phone = input["phone"]?.string, !phone.isEmpty {
            guard let number = Self.phone(phone) else { throw ShopifyFault("Phone is invalid", ["phone"]) }
            if let other = store.customer("phone", number), other.id != id { throw ShopifyFault("Phone has already been taken", ["phone"]) }
        }
        for (name, value) in input.members where name != "id" {
            switch (name, value) {
            case ("phone", .string(let text)): values[name] = .string(Self.phone(text) ?? "")
            case ("tags", _): values[name] = Self.tags(value)
            case (_, ""): values[name] = .null
            default: values[name] = value
            }
        }
    }

    /// Tags, each once in whatever case.
    static func tags(_ value: JSON) -> JSON {
        var seen: Set<String> = []
        let tags = (value.array ?? []).compactMap { $0.string?.trimmed }
        return .array(tags.filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }.map { .string($0) })
    }
}

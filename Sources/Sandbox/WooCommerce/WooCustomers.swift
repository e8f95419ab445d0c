import Model

/// Customers: people with an account. Guests have none.
struct WooCustomers: Sendable {
    let now: Timestamp

    /// Makes a customer.
    func create(_ body: JSONObject, in store: inout WooStore) throws(WooProblem) -> WooRecord {
        guard let email = body["email"]?.string, email.contains("@") else {
            throw .refused("registration-error-invalid-email", "Please provide a valid email address.")
        }
        guard store.customer(email) == nil else {
            throw .refused(
                "registration-error-email-exists",
                "An account is already registered with \(email). Please log in or use a different email address.")
        }
        var values = Self.blank()
        values["username"] = .string(body["username"]?.string ?? String(email.prefix { $0 != "@" }))
        write(body, to: &values, in: &store)
        return store.create(.customers, values, at: now)
    }

    /// Changes a customer.
    func update(_ before: WooRecord, _ body: JSONObject, in store: inout WooStore) throws(WooProblem) {
        if let email = body["email"]?.string, let other = store.customer(email), other.id != before.id {
            throw .refused("woocommerce_rest_customer_invalid_email", "Email address is invalid.")
        }
        if let name = body["username"]?.string, !name.isEmpty, name != before.text("username") {
            throw .refused("woocommerce_rest_customer_invalid_argument", "Username isn't editable.")
        }
        var record = before
        write(body, to: &record.values, in: &store)
        store.replace(.customers, record, action: "update", at: now)
    }

    /// A customer of whom nothing is known.
    static func blank() -> JSONObject {
        JSONObject([
            ("email", ""), ("first_name", ""), ("last_name", ""), ("role", "customer"), ("username", ""),
            ("billing", WooParts.blank(isBilling: true)), ("shipping", WooParts.blank(isBilling: false)), ("is_paying_customer", false),
            ("meta_data", []),
        ])
    }

    private func write(_ body: JSONObject, to values: inout JSONObject, in store: inout WooStore) {
        for name in ["email", "first_name", "last_name"] { if let value = body[name], value != .null { values[name] = value } }
        for name in ["billing", "shipping"] where body[name] != nil {
            values[name] = WooParts.merged(body[name], over: values[name])
        }
        if body["meta_data"] != nil { values["meta_data"] = WooParts.meta(body["meta_data"], over: values["meta_data"], in: &store) }
    }
}

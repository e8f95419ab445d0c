import Model

/// The parameters of one call: each is known by name, and read in the type that it has.
struct StripeParameters: Sendable {
    private let values: JSONObject

    /// Takes the parameters of a call that knows these names.
    init(_ values: JSONObject, allowing names: Set<String>) throws(StripeProblem) {
        for (name, _) in values.members where name != "expand" && !names.contains(name) { throw .unknown(name) }
        self.values = values
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    subscript(name: String) -> JSON? { values[name] }

    /// Text that cannot be unset.
    func text(_ name: String, most: Int = 5000) throws(StripeProblem) -> String? {
        guard let text = try nullable(name, most: most) else { return nil }
        guard let text else { throw .empty(name) }
        return text
    }

    /// Text that an empty value unsets: nil where it is not given, `.some(nil)` where it is unset.
    func nullable(_ name: String, most: Int = 5000) throws(StripeProblem) -> String?? {
        guard let value = values[name] else { return nil }
        guard let text = value.string else { throw .invalid(name, "Invalid string: \(value.text)") }
        guard text.count <= most else {
            throw .invalid(
                name, "Invalid string: \(text.prefix(10))...\(text.suffix(4)); must be at most \(most) characters",
                code: "parameter_invalid_string_too_long")
        }
        return .some(text.isEmpty ? nil : text)
    }

    func integer(_ name: String) throws(StripeProblem) -> Int? {
        guard let text = try text(name) else { return nil }
        guard let number = Int(text) else { throw .invalid(name, "Invalid integer: \(text)", code: "parameter_invalid_integer") }
        return number
    }

    func flag(_ name: String) throws(StripeProblem) -> Bool? {
        guard let text = try text(name) else { return nil }
        guard text == "true" || text == "false" else { throw .invalid(name, "Invalid boolean: \(text)") }
        return text == "true"
    }

    func choice(_ name: String, _ options: [String]) throws(StripeProblem) -> String? {
        guard let text = try text(name) else { return nil }
        guard options.contains(text) else {
            throw .invalid(name, "Invalid \(name): must be one of \(options.joined(separator: ", "))")
        }
        return text
    }

    /// A currency, in lower case.
    func currency(_ name: String = "currency") throws(StripeProblem) -> String? {
        guard let text = try text(name) else { return nil }
        guard Currency(text)?.isListed == true else {
            throw .invalid(name, "Invalid currency: \(text). Stripe currently supports these currencies: usd, eur, gbp, jpy, kwd, ...")
        }
        return text.lowercased()
    }

    /// An amount of a currency that can be moved.
    func amount(_ currency: String) throws(StripeProblem) -> Int? {
        guard let amount = try integer("amount") else { return nil }
        guard amount >= 1 else {
            throw .invalid("amount", "This value must be greater than or equal to 1.", code: "parameter_invalid_integer")
        }
        guard StripeMoney.isWhole(amount, currency) else {
            throw .invalid("amount", "Invalid amount: \(amount) cannot be divided as \(currency) is.", code: "amount_invalid")
        }
        guard amount <= StripeMoney.largest else {
            throw .invalid(
                "amount", "Amount must be no more than \(StripeMoney.shown(StripeMoney.largest, currency))", code: "amount_too_large")
        }
        return amount
    }

    /// Metadata laid over what is there: an empty value takes a key out, an empty whole all of them.
    func metadata(over old: JSON? = nil) throws(StripeProblem) -> JSON {
        guard let given = values["metadata"] else { return old ?? [:] }
        guard let map = given.object else {
            if given.string?.isEmpty == true { return [:] }
            throw .invalid("metadata", "Invalid hash")
        }
        var all = old?.object ?? JSONObject()
        for (name, value) in map.members {
            guard let text = value.string else { throw .invalid("metadata[\(name)]", "Invalid string: \(value.text)") }
            guard name.count <= 40 else {
                throw .invalid(
                    "metadata", "Metadata keys must be at most 40 characters: \(name)", code: "parameter_invalid_string_too_long")
            }
            guard text.count <= 500 else {
                throw .invalid(
                    "metadata[\(name)]", "Metadata values can have up to 500 characters, but you passed in a value that is \(text.count).",
                    code: "parameter_invalid_string_too_long")
            }
            all[name] = text.isEmpty ? nil : value
        }
        guard all.count <= 50 else { throw .invalid("metadata", "Metadata can have up to 50 keys, but you passed in \(all.count).") }
        return .object(all)
    }

    /// What `expand` names.
    func expansions() throws(StripeProblem) -> [String] {
        guard let given = values["expand"] else { return [] }
        guard let paths = given.array?.compactMap(\.string), paths.count == given.array?.count else {
            throw .invalid("expand", "Invalid array")
        }
        if let deep = paths.first(where: { $0.split(separator: ".").count > 4 }) {
            throw .invalid("expand", "You cannot expand more than 4 levels of a property. Property: \(deep)")
        }
        return paths
    }
}

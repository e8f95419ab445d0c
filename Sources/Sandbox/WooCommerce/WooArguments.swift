import Model

/// What a call may say, checked as WordPress checks it: what it knows must make sense, what it does not know is passed over.
struct WooArguments: Sendable {
    /// What a value must be.
    enum Form: Sendable {
        case text
        case email
        case integer(ClosedRange<Int64>?)
        case flag
        case list
        case map
        case instant
        case option([String])
        case options([String])
    }

    /// The parameters of a listing.
    static func listing(_ kind: WooKind) -> [(String, Form)] {
        var known: [(String, Form)] = [
            ("context", .option(["view", "edit"])), ("page", .integer(1...Int64.max)), ("per_page", .integer(1...100)),
            ("offset", .integer(nil)),
            ("order", .option(["asc", "desc"])), ("search", .text),
        ]
        switch kind {
        case .customers:
            known += [
                ("orderby", .option(["id", "include", "name", "registered_date"])), ("email", .email),
                ("role", .option(["all", "administrator", "editor", "author", "contributor", "subscriber", "customer", "shop_manager"])),
            ]
        default:
            known += ["after", "before", "modified_after", "modified_before"].map { ($0, .instant) }
            known += [("dates_are_gmt", .flag), ("orderby", .option(["date", "id", "include", "title", "slug", "modified"]))]
            if kind == .coupons { known.append(("code", .text)) }
            if kind == .orders {
                known += [("customer", .integer(nil)), ("status", .options(["any", "trash", "auto-draft"] + WooKind.statuses))]
            }
        }
        return known
    }

    /// The members of a body that makes or changes a record.
    static func body(_ kind: WooKind) -> [(String, Form)] {
        func texts(_ names: [String]) -> [(String, Form)] { names.map { ($0, .text) } }
        switch kind {
        case .orders:
            return texts(["currency", "customer_note", "payment_method", "payment_method_title", "transaction_id", "created_via"]) + [
                ("status", .option(["auto-draft"] + WooKind.statuses)), ("customer_id", .integer(nil)), ("parent_id", .integer(nil)),
                ("billing", .map), ("shipping", .map), ("meta_data", .list), ("line_items", .list), ("shipping_lines", .list),
                ("fee_lines", .list), ("coupon_lines", .list), ("set_paid", .flag),
            ]
        case .customers:
            return texts(["first_name", "last_name", "username", "password"]) + [
                ("email", .email), ("billing", .map), ("shipping", .map), ("meta_data", .list),
            ]
        case .coupons:
            return texts([
                "code", "amount", "description", "status", "minimum_amount", "maximum_amount", "date_expires", "date_expires_gmt",
            ]) + [
                ("discount_type", .option(["percent", "fixed_cart", "fixed_product"])), ("individual_use", .flag), ("free_shipping", .flag),
                ("exclude_sale_items", .flag), ("usage_limit", .integer(nil)), ("usage_limit_per_user", .integer(nil)),
                ("limit_usage_to_x_items", .integer(nil)), ("email_restrictions", .list), ("product_ids", .list),
                ("excluded_product_ids", .list), ("meta_data", .list),
            ]
        case .refunds:
            return texts(["amount", "reason"]) + [
                ("refunded_by", .integer(nil)), ("api_refund", .flag), ("api_restock", .flag), ("line_items", .list), ("meta_data", .list),
            ]
        }
    }

    /// Refuses what makes no sense, all of it at once.
    static func check(_ given: JSONObject, _ known: [(String, Form)]) throws(WooProblem) {
        let faults = known.compactMap { name, form -> WooParameterFault? in
            guard let value = given[name], value != .null else { return nil }
            return fault(name, value, form)
        }
        if !faults.isEmpty { throw .invalid(faults) }
    }

    /// Whether a value says yes.
    static func flag(_ value: JSON?) -> Bool {
        value?.bool ?? value?.string.map { ["true", "1"].contains($0.lowercased()) } ?? (value?.integer == 1)
    }

    /// The whole number of a value.
    static func integer(_ value: JSON?) -> Int64? { value?.integer ?? value?.string.flatMap { Int64($0) } }

    private static func fault(_ name: String, _ value: JSON, _ form: Form) -> WooParameterFault? {
        func wrong(_ type: String) -> WooParameterFault {
            WooParameterFault(name: name, code: "rest_invalid_type", message: "\(name) is not of type \(type).")
        }
        switch form {
        case .text: return value.string == nil ? wrong("string") : nil
        case .email:
            guard let text = value.string else { return wrong("string") }
            guard text.split(separator: "@", omittingEmptySubsequences: false).count == 2, !text.contains(" "), text.contains(".") else {
                return WooParameterFault(name: name, code: "rest_invalid_email", message: "Invalid email address.")
            }
            return nil
        case .integer(let bounds):
            guard let number = integer(value) else { return wrong("integer") }
            guard let bounds, !bounds.contains(number) else { return nil }
            let limits =
                bounds.upperBound == .max
                ? "greater than or equal to \(bounds.lowerBound)"
                : "between \(bounds.lowerBound) (inclusive) and \(bounds.upperBound) (inclusive)"
            return WooParameterFault(name: name, code: "rest_out_of_bounds", message: "\(name) must be \(limits)")
        case .flag:
            let isFlag =
                value.bool != nil || ["true", "false", "1", "0", ""].contains(value.string?.lowercased()) || [0, 1].contains(value.integer)
            return isFlag ? nil : wrong("boolean")
        case .list: return value.array == nil ? wrong("array") : nil
        case .map: return value.object == nil ? wrong("object") : nil
        case .instant:
            let isTime = value.string.flatMap { WooTime(zone: 0).compared($0) } != nil
            return isTime ? nil : WooParameterFault(name: name, code: "rest_invalid_date", message: "Invalid date.")
        case .option(let options): return notIn(name, value.string, options)
        case .options(let options):
            let given = value.string?.split { $0 == "," || $0 == " " }.map(String.init) ?? []
            return given.enumerated().lazy.compactMap { notIn("\(name)[\($0.offset)]", $0.element, options, of: name) }.first
        }
    }

    private static func notIn(_ label: String, _ text: String?, _ options: [String], of name: String? = nil) -> WooParameterFault? {
        if let text, options.contains(text) { return nil }
        let words =
            options.count == 2
            ? options.joined(separator: " and ") : options.dropLast().joined(separator: ", ") + ", and " + (options.last ?? "")
        return WooParameterFault(name: name ?? label, code: "rest_not_in_enum", message: "\(label) is not one of \(words).")
    }
}

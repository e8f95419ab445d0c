import Model

/// Turns a value of a request into the value a field keeps, refusing what Salesforce refuses.
enum SalesforceValue {
    static func stored(_ value: JSON, in field: SalesforceField) throws(SalesforceRefusal) -> JSON {
        if case .null = value { return .null }
        switch field.kind {
        case .string, .textarea, .phone, .url, .email, .picklist: return try text(value, field)
        case .boolean:
            guard case .bool = value else { throw mismatch(value, field) }
            return value
        case .int, .double, .percent, .currency: return try number(value, field)
        case .date:
            guard let text = value.string, let date = CalendarDate(String(text.prefix(10))), text.count == 10 || Timestamp(iso: text) != nil
            else { throw mismatch(value, field) }
            return .string(date.text)
        case .datetime:
            guard let text = value.string, let instant = Timestamp(iso: text) else { throw mismatch(value, field) }
            return .string(SalesforceTime.text(instant))
        case .reference, .id:
            guard let text = value.string else { throw mismatch(value, field) }
            if text.isEmpty { return .null }
            guard let id = SalesforceID.widened(text) else {
                throw SalesforceRefusal(
                    code: "MALFORMED_ID", message: "\(field.label): id value of incorrect type: \(text)", fields: [field.name])
            }
            return .string(id)
        case .address: throw mismatch(value, field)
        }
    }

    private static func text(_ value: JSON, _ field: SalesforceField) throws(SalesforceRefusal) -> JSON {
        let raw: String
        switch value {
        case .string(let text): raw = text
        case .number(let text): raw = text
        default: throw mismatch(value, field)
        }
        let text = trimmed(raw)
        guard !text.isEmpty else { return .null }
        if field.length > 0, text.utf16.count > field.length {
            throw SalesforceRefusal(
                code: "STRING_TOO_LONG", message: "\(field.label): data value too large: \(text) (max length=\(field.length))",
                fields: [field.name])
        }
        if field.kind == .email, !isEmail(text) {
            throw SalesforceRefusal(
                code: "INVALID_EMAIL_ADDRESS", message: "\(field.label): invalid email address: \(text)", fields: [field.name])
        }
        if field.restricted, !field.options.contains(text) {
            throw SalesforceRefusal(
                code: "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                message: "\(field.label): bad value for restricted picklist field: \(text)", fields: [field.name])
        }
        return .string(text)
    }

    private static func number(_ value: JSON, _ field: SalesforceField) throws(SalesforceRefusal) -> JSON {
        let raw: String
        switch value {
        case .number(let text): raw = text
        case .string(let text): raw = text
        default: throw mismatch(value, field)
        }
        if raw.isEmpty { return .null }
        guard let number = SalesforceNumber(raw) else { throw mismatch(value, field) }
        if field.kind == .int, number != number.rounded(to: 0) { throw mismatch(value, field) }
        guard number.wholeDigits <= (field.kind == .int ? 9 : field.kind == .percent ? 3 : 18 - field.scale) else {
            throw SalesforceRefusal(
                code: "NUMBER_OUTSIDE_VALID_RANGE", message: "\(field.label): value outside of valid range on numeric field: \(raw)",
                fields: [field.name])
        }
        return .number(number.rounded(to: field.scale).text(asInteger: field.kind == .int))
    }

    private static func mismatch(_ value: JSON, _ field: SalesforceField) -> SalesforceRefusal {
        let token =
            switch value {
            case .null: "VALUE_NULL"
            case .bool(let flag): flag ? "VALUE_TRUE" : "VALUE_FALSE"
            case .number(let text): text.contains(where: { ".eE".contains($0) }) ? "VALUE_NUMBER_FLOAT" : "VALUE_NUMBER_INT"
            case .string: "VALUE_STRING"
            case .array: "START_ARRAY"
            case .object: "START_OBJECT"
            }
        let shown =
            switch value {
            case .string(let text), .number(let text): " value \(text)"
            default: ""
            }
        return .parser(
            "Cannot deserialize instance of \(field.kind.rawValue) from \(token)\(shown) or request may be missing a required field at "
                + "[line:1, column:2]")
    }

    /// Saved text has no white space at its ends.
    private static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].hasPrefix("."), !parts[1].hasSuffix("."), parts[1].contains(".") else {
            return false
        }
        return !text.contains { $0.isWhitespace || "(),:;<>[]\\".contains($0) } && !text.contains("..")
    }
}

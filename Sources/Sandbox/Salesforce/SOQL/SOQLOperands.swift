import Model

/// Fits what a query compares a field with to the field's type, in the form in which stored values compare.
enum SOQLOperands {
    static func check(
        _ comparison: SOQLQuery.Operator, on field: SalesforceField, _ path: SOQLQuery.Path, in text: String
    ) throws(SalesforceRefusal) {
        let isOrdered = comparison != .equal && comparison != .unequal
        switch field.kind {
        case .address:
            throw SOQLError.field(text, at: path.place, "field '\(field.name)' can not be filtered in a query call")
        case .textarea where field.length > 255:
            throw SOQLError.field(text, at: path.place, "field '\(field.name)' can not be filtered in a query call")
        case .id where comparison == .like, .reference where comparison == .like:
            throw invalidOperator(text, path, "invalid operator on id field")
        case .boolean where isOrdered: throw invalidOperator(text, path, "invalid operator on boolean field")
        case .int, .double, .percent, .currency, .date, .datetime:
            if comparison == .like { throw invalidOperator(text, path, "invalid operator on \(field.kind.rawValue) field") }
        default: break
        }
    }

    static func value(
        _ literal: SOQLQuery.Literal, for field: SalesforceField, _ path: SOQLQuery.Path, _ comparison: SOQLQuery.Operator, in text: String
    ) throws(SalesforceRefusal) -> JSON {
        if literal == .null { return .null }
        switch field.kind {
        case .id, .reference:
            guard case .string(let id) = literal else { break }
            if id.isEmpty { return .null }
            guard let wide = SalesforceID.widened(id) else {
                throw SalesforceRefusal(
                    code: "INVALID_QUERY_FILTER_OPERATOR", message: located(text, path, "invalid ID field: \(id)"), showsFields: false)
            }
            return .string(wide)
        case .boolean:
            if case .bool(let flag) = literal { return .bool(flag) }
        case .date:
            if case .bare(let word) = literal, let date = CalendarDate(word) { return .string(date.text) }
        case .datetime:
            if case .bare(let word) = literal, word.count > 10, let instant = Timestamp(iso: word) {
                return .string(instant.isoMilliseconds.dropLast() + "+0000")
            }
        case .int, .double, .percent, .currency:
            if case .bare(let word) = literal, SalesforceNumber(word) != nil { return .number(word) }
        case .string, .textarea, .phone, .email, .url, .picklist:
            if case .string(let word) = literal {
                return word.isEmpty && comparison != .like ? .null : .string(word.lowercased())
            }
        case .address: break
        }
        throw SOQLError.field(text, at: path.place, mismatch(field))
    }

    private static func mismatch(_ field: SalesforceField) -> String {
        let kind = field.kind == .datetime ? "dateTime" : field.kind.isText || field.kind == .id ? "string" : field.kind.rawValue
        let quotes = field.kind.isText || field.kind == .id || field.kind == .reference
        return "value of filter criterion for field '\(field.name)' must be of type \(kind) and should "
            + (quotes ? "be enclosed in quotes" : "not be enclosed in quotes")
    }

    private static func invalidOperator(_ text: String, _ path: SOQLQuery.Path, _ message: String) -> SalesforceRefusal {
        SalesforceRefusal(code: "INVALID_QUERY_FILTER_OPERATOR", message: located(text, path, message), showsFields: false)
    }

    private static func located(_ text: String, _ path: SOQLQuery.Path, _ message: String) -> String {
        SOQLError.field(text, at: path.place, message).message
    }
}

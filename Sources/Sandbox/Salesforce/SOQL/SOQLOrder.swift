import Model

/// How values of a field compare, in conditions and in ORDER BY.
enum SOQLOrder {
    /// Below, at or above 0 as the left value is less, the same or more; null is the least.
    static func compare(_ left: JSON, _ right: JSON, _ field: SalesforceField) -> Int {
        switch (left, right) {
        case (.null, .null): return 0
        case (.null, _): return -1
        case (_, .null): return 1
        case (.bool(let left), .bool(let right)): return left == right ? 0 : left ? 1 : -1
        case (.number(let left), .number(let right)):
            guard let left = SalesforceNumber(left), let right = SalesforceNumber(right) else { return -1 }
            return left < right ? -1 : right < left ? 1 : 0
        case (.string(let left), .string(let right)): return left < right ? -1 : right < left ? 1 : 0
        default: return -1
        }
    }

    /// The order of two keys in ORDER BY, with the place of rows without a value.
    static func ranked(_ left: JSON, _ right: JSON, _ order: SOQLBound.Order) -> Int {
        switch (left, right) {
        case (.null, .null): return 0
        case (.null, _): return order.nullsFirst ? -1 : 1
        case (_, .null): return order.nullsFirst ? 1 : -1
        default: return compare(left, right, order.path.field) * (order.descending ? -1 : 1)
        }
    }

    /// Whether a text fits a pattern in which `%` stands for any text, `_` for one character, and `\` takes both literally.
    static func isLike(_ text: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = pattern.dropFirst()
        switch first {
        case "%": return (text.startIndex...text.endIndex).contains { isLike(text[$0...], rest) }
        case "_": return !text.isEmpty && isLike(text.dropFirst(), rest)
        case "\\" where rest.first == "%" || rest.first == "_":
            return text.first == rest.first && isLike(text.dropFirst(), rest.dropFirst())
        default: return text.first == first && isLike(text.dropFirst(), rest)
        }
    }
}

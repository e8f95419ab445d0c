import Model

/// What a mutation did not like: an entry of `userErrors`. The answer is a success all the same.
struct ShopifyFault: Error, Sendable, Equatable {
    /// Where it stands in the input; nil for the whole.
    var field: [String]?
    /// The code that discounts and metafields name.
    var code: String?
    let message: String

    init(_ message: String, _ field: [String]? = nil, code: String? = nil) {
        (self.message, self.field, self.code) = (message, field, code)
    }

    var json: JSON {
        [
            "field": field.map { .array($0.map { .string($0) }) } ?? .null, "message": .string(message),
            "code": code.map { .string($0) } ?? .null, "extraInfo": .null,
        ]
    }
}

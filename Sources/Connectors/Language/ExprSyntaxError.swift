/// Why a text is not an expression: in the terms of a diagnostic.
struct ExprSyntaxError: Error, Sendable, Equatable {
    var found: String
    var expected: String
    var hint: String?
}

/// The languages into which text can be written as a complete literal, quotes included. Source: CONNECTORS.md 2.1, X5.
public enum QueryLanguage: String, Sendable, Hashable, CaseIterable {
    /// Salesforce's queries.
    case soql
    /// Zoho's queries.
    case coql
    /// Zoho's search criteria.
    case zoho
    /// Shopify's search syntax.
    case shopifyQ = "shopify_q"
    /// GraphQL.
    case graphql
    /// OData.
    case odata

    /// The text as a literal: whatever it holds, it stays one literal.
    public func literal(_ text: String) -> String {
        switch self {
        case .soql: "'" + Self.escaped(text, ["'", "\"", "\\"], controls: true) + "'"
        case .coql, .zoho: "'" + Self.escaped(text, ["'", "\\"], controls: false) + "'"
        case .shopifyQ: "\"" + Self.escaped(text, ["\"", "\\"], controls: false) + "\""
        case .graphql: "\"" + Self.escaped(text, ["\"", "\\"], controls: true, others: true) + "\""
        case .odata: "'" + text.unicodeScalars.reduce(into: "") { $0 += $1 == "'" ? "''" : String($1) } + "'"
        }
    }

    private static func escaped(_ text: String, _ marks: Set<Unicode.Scalar>, controls: Bool, others: Bool = false) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n" where controls: result.append(contentsOf: "\\n".unicodeScalars)
            case "\r" where controls: result.append(contentsOf: "\\r".unicodeScalars)
            case "\t" where controls: result.append(contentsOf: "\\t".unicodeScalars)
            // GraphQL knows no other control character in a text.
            case "\0"..."\u{1F}" where others:
                result.append(contentsOf: ("\\u" + String(0x10000 + scalar.value, radix: 16).dropFirst()).unicodeScalars)
            case _ where marks.contains(scalar):
                result.append("\\")
                result.append(scalar)
            default: result.append(scalar)
            }
        }
        return String(result)
    }
}

/// How amounts are written. Source: CONNECTORS.md X9.
public enum MoneyForm: String, Sendable, Hashable, CaseIterable {
    /// Decimal text.
    case text
    /// A JSON number, read as text.
    case number
    /// Whole minor units.
    case minor
}

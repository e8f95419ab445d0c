import Foundation
import Model

/// A value as search compares it: numbers and times by size, the rest as text.
enum HubSpotComparable: Comparable, Hashable, Sendable {
    case integer(Int64)
    case decimal(Decimal)
    case text(String)

    /// Reads a value of a property of that form; text that is no number of a numeric property compares as text.
    init(_ text: String, _ property: HubSpotProperty) {
        switch property.form {
        case .datetime, .date:
            self = HubSpotValues.instant(text).map { .integer($0.milliseconds) } ?? .text(text)
        case .number:
            if let whole = Int64(text) {
                self = .decimal(Decimal(whole))
            } else {
                self = Decimal(string: text).map { .decimal($0) } ?? .text(text)
            }
        case .enumeration: self = .text(text)
        case .string, .phone, .bool, .json: self = .text(text.lowercased())
        }
    }

    /// Orders numbers before text, and otherwise by size.
    static func < (left: HubSpotComparable, right: HubSpotComparable) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left < right
        case (.decimal(let left), .decimal(let right)): left < right
        case (.text(let left), .text(let right)): left < right
        case (.text, _): false
        case (_, .text): true
        case (.integer, .decimal): true
        case (.decimal, .integer): false
        }
    }
}

/// One condition of a search. Source: VENDORS.md 2.4.
struct HubSpotFilter: Sendable {
    /// The documented operators.
    enum Operator: String, Sendable {
        case equal = "EQ"
        case unequal = "NEQ"
        case less = "LT"
        case atMost = "LTE"
        case greater = "GT"
        case atLeast = "GTE"
        case between = "BETWEEN"
        case among = "IN"
        case notAmong = "NOT_IN"
        case present = "HAS_PROPERTY"
        case absent = "NOT_HAS_PROPERTY"
        case token = "CONTAINS_TOKEN"
        case noToken = "NOT_CONTAINS_TOKEN"
    }

    let property: HubSpotProperty
    let test: Operator
    private(set) var value: HubSpotComparable?
    private(set) var high: HubSpotComparable?
    private var values: Set<String> = []
    private var tokens: [String] = []

    /// Reads a filter.
    init(_ body: JSON, kind: HubSpotKind, catalog: HubSpotCatalog) throws(HubSpotProblem) {
        guard let name = body["propertyName"]?.string else { throw .invalid("Invalid input JSON: a filter needs a propertyName") }
        guard let property = catalog.property(name, of: kind) else {
            throw .invalid(
                "There was a problem with the request.",
                errors: [
                    [
                        "message": .string("Property \"\(name)\" does not exist"), "code": "PROPERTY_DOESNT_EXIST",
                        "context": ["propertyName": [.string(name)]],
                    ]
                ])
        }
        guard let word = body["operator"]?.string, let test = Operator(rawValue: word) else {
            throw .invalid("Invalid input JSON: operator \(body["operator"]?.string ?? "null") is not one of the operators of a filter")
        }
        self.property = property
        self.test = test
        switch test {
        case .present, .absent:
            guard body["value"] == nil else { throw .invalid("operator \(word) does not allow a value") }
        case .among, .notAmong:
            guard let given = body["values"]?.array?.compactMap(\.string), !given.isEmpty else {
                throw .invalid("operator \(word) needs values")
            }
            // Stored text is compared in lower case but the given text as it stands: a capital letter here finds nothing.
            values = Set(given)
        case .between:
            guard let low = body["value"]?.string, let top = body["highValue"]?.string else {
                throw .invalid("operator BETWEEN needs value and highValue")
            }
            (value, high) = (try Self.comparable(low, property), try Self.comparable(top, property))
        case .token, .noToken:
            guard let text = body["value"]?.string else { throw .invalid("operator \(word) needs a value, which is a string") }
            tokens = Self.tokens(text, wildcards: true)
        default:
            guard let text = body["value"]?.string else { throw .invalid("operator \(word) needs a value, which is a string") }
            value = try Self.comparable(text, property)
        }
    }

    /// Whether a record's value passes; a record without a value passes `NOT_HAS_PROPERTY` alone.
    func passes(_ text: String?) -> Bool {
        guard let text else { return test == .absent }
        switch test {
        case .present: return true
        case .absent: return false
        case .among: return values.contains(property.form == .enumeration ? text : text.lowercased())
        case .notAmong: return !values.contains(property.form == .enumeration ? text : text.lowercased())
        case .token: return hasTokens(text)
        case .noToken: return !hasTokens(text)
        default: break
        }
        guard let value else { return false }
        let held = HubSpotComparable(text, property)
        switch test {
        case .equal: return held == value
        case .unequal: return held != value
        case .less: return held < value
        case .atMost: return held <= value
        case .greater: return held > value
        case .atLeast: return held >= value
        case .between: return held >= value && held <= (high ?? value)
        default: return false
        }
    }

    private static func comparable(_ text: String, _ property: HubSpotProperty) throws(HubSpotProblem) -> HubSpotComparable {
        let value = HubSpotComparable(text, property)
        let isNumeric = [.datetime, .date, .number].contains(property.form)
        if isNumeric, case .text = value { throw .invalid("\(text) is not a value that \(property.name) can be compared with") }
        return value
    }

    private func hasTokens(_ text: String) -> Bool {
        let held = Self.tokens(text, wildcards: false)
        return tokens.allSatisfy { wanted in held.contains { Self.matches($0, wanted) } }
    }

    private static func matches(_ token: String, _ pattern: String) -> Bool {
        let open = (start: pattern.hasPrefix("*"), end: pattern.count > 1 && pattern.hasSuffix("*"))
        let core = pattern.filter { $0 != "*" }
        switch open {
        case (true, true): return token.contains(core)
        case (true, false): return token.hasSuffix(core)
        case (false, true): return token.hasPrefix(core)
        case (false, false): return token == core
        }
    }

    /// The words of a text in lower case.
    static func tokens(_ text: String, wildcards: Bool) -> [String] {
        text.lowercased().split { !($0.isLetter || $0.isNumber || wildcards && $0 == "*") }.map(String.init)
    }
}

import Model
import YAML

/// What can be done with a value on its way through an expression: a closed set. Source: CONNECTORS.md 2.1.
public indirect enum Filter: Sendable, Hashable {
    /// Writes an instant.
    case time(TimeForm)
    /// Reads a number of that unit, in milliseconds, as seconds.
    case duration(unit: Int64)
    /// Makes a text of a scalar.
    case text
    /// Makes a number of a text, without passing through a float.
    case number
    /// Writes a decimal as text or number.
    case money(MoneyForm)
    /// Writes a currency code in upper case.
    case currency
    /// Joins a list of scalars.
    case join(FilterArgument)
    /// Splits a text.
    case split(FilterArgument)
    /// The first element of a list.
    case first
    /// Lower case.
    case lower
    /// Upper case.
    case upper
    /// Puts texts in front.
    case prepend([FilterArgument])
    /// The first group of a regular expression.
    case capture(Pattern)
    /// The part of that name in `t=1,v1=x`.
    case part(String)
    /// The address of that relation in a Link header.
    case link(String)
    /// Base 64.
    case base64
    /// What base 64 stands for.
    case unbase64
    /// Base 16.
    case hex
    /// The SHA-256 digest.
    case sha256
    /// A complete literal of a query language.
    case escape(QueryLanguage)
    /// JSON text.
    case json
    /// A text that already is JSON.
    case jsonRaw
}

/// An argument of a filter.
public enum FilterArgument: Sendable, Hashable {
    /// A text.
    case literal(String)
    /// A path.
    case path(ExprPath)
}

extension Filter {
    /// The names of all filters.
    static let names = [
        "time", "duration", "text", "number", "money", "currency", "join", "split", "first", "lower", "upper", "prepend", "capture",
        "part", "link", "base64", "unbase64", "hex", "sha256", "escape", "json", "json_raw",
    ]

    static func make(_ name: String, _ arguments: [FilterArgument]) throws(ExprSyntaxError) -> Filter {
        if let plain = plain[name] {
            guard arguments.isEmpty else { throw ExprSyntaxError(found: "arguments of \(name)", expected: "\(name) without arguments") }
            return plain
        }
        guard names.contains(name) else {
            throw ExprSyntaxError(
                found: "the filter \"\(name)\"", expected: "one of \(names.joined(separator: ", "))",
                hint: NearestName.hint(for: name, among: names))
        }
        if name == "prepend" {
            guard !arguments.isEmpty else { throw ExprSyntaxError(found: "prepend without arguments", expected: "prepend('text')") }
            return .prepend(arguments)
        }
        guard arguments.count == 1, let argument = arguments.first else {
            throw ExprSyntaxError(found: "\(name) with \(arguments.count) arguments", expected: "\(name) with one argument")
        }
        if name == "join" { return .join(argument) }
        if name == "split" { return .split(argument) }
        guard case .literal(let literal) = argument else {
            throw ExprSyntaxError(found: "a path as argument of \(name)", expected: "a text in quotes")
        }
        return try make(name, literal: literal)
    }

    private static let plain: [String: Filter] = [
        "text": .text, "number": .number, "currency": .currency, "first": .first, "lower": .lower, "upper": .upper, "base64": .base64,
        "unbase64": .unbase64, "hex": .hex, "sha256": .sha256, "json": .json, "json_raw": .jsonRaw,
    ]

    private static func make(_ name: String, literal: String) throws(ExprSyntaxError) -> Filter {
        func word<Word: RawRepresentable & CaseIterable>(_ type: Word.Type) throws(ExprSyntaxError) -> Word
        where Word.RawValue == String {
            if let word = Word(rawValue: literal) { return word }
            let names = type.allCases.map(\.rawValue)
            throw ExprSyntaxError(
                found: "\(name)('\(literal)')", expected: "one of \(names.joined(separator: ", "))",
                hint: NearestName.hint(for: literal, among: names))
        }
        switch name {
        case "time": return .time(try word(TimeForm.self))
        case "money":
            let form = try word(MoneyForm.self)
            guard form != .minor else { throw ExprSyntaxError(found: "money('minor')", expected: "a form that needs no currency") }
            return .money(form)
        case "escape": return .escape(try word(QueryLanguage.self))
        case "capture":
            do throws(PatternError) {
                return .capture(try Pattern(literal))
            } catch {
                throw ExprSyntaxError(found: error.reason, expected: "a regular expression")
            }
        case "part": return .part(literal)
        case "link": return .link(literal)
        default:
            let units: [String: Int64] = ["ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
            guard let unit = units[literal] else {
                throw ExprSyntaxError(found: "duration('\(literal)')", expected: "one of ms, s, m, h, d")
            }
            return .duration(unit: unit)
        }
    }

    /// The paths among its arguments.
    var paths: [ExprPath] {
        let arguments: [FilterArgument]
        switch self {
        case .join(let argument), .split(let argument): arguments = [argument]
        case .prepend(let list): arguments = list
        default: arguments = []
        }
        return arguments.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }

    /// The variables its arguments name.
    var variables: Set<String> { paths.reduce(into: []) { $0.formUnion($1.variables) } }
}

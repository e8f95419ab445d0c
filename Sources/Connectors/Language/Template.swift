public import Model
public import YAML

/// Any YAML value with `{{ expr }}` in its texts: builds a JSON value. Source: CONNECTORS.md 2.1, X5.
public indirect enum Template: Sendable, Hashable {
    /// A value without expressions.
    case literal(JSON)
    /// A text that is exactly one expression: keeps the value's type.
    case value(Expr)
    /// A text with expressions inside.
    case text(TextTemplate)
    /// A list; elements that are one missing optional expression are left out.
    case list([Template])
    /// A map; entries that are one missing optional expression are left out. `merged` is laid before the entries.
    case map(merged: Expr?, entries: [TemplateEntry])
    /// One element for each element of a list, in which it is `it`.
    case each(Expr, item: Template)

    /// The value in a scope; nil if the template is one optional expression that is missing.
    public func render(in scope: Scope) throws(EvaluationError) -> JSON? {
        switch self {
        case .literal(let json): return json
        case .value(let expr): return try expr.evaluate(in: scope)?.json
        case .text(let text): return .string(try text.render(in: scope))
        case .list(let items):
            var values: [JSON] = []
            for item in items {
                if let value = try item.render(in: scope) { values.append(value) }
            }
            return .array(values)
        case .map(let merged, let entries): return try Self.map(merged, entries, scope)
        case .each(let list, let item): return try Self.each(list, item, scope)
        }
    }

    private static func map(_ merged: Expr?, _ entries: [TemplateEntry], _ scope: Scope) throws(EvaluationError) -> JSON {
        var object = JSONObject()
        if let merged, let value = try merged.evaluate(in: scope), !value.isNull {
            guard let members = value.members else {
                throw .unfit(expression: merged.text, at: merged.place, found: value.kindName, expected: "a map")
            }
            for (name, member) in members { object[name] = member.json }
        }
        for entry in entries {
            if let value = try entry.value.render(in: scope) { object[try entry.key.render(in: scope)] = value }
        }
        return .object(object)
    }

    private static func each(_ list: Expr, _ item: Template, _ scope: Scope) throws(EvaluationError) -> JSON? {
        guard let value = try list.evaluate(in: scope) else { return nil }
        guard let elements = value.elements else {
            throw .unfit(expression: list.text, at: list.place, found: value.kindName, expected: "a list")
        }
        var values: [JSON] = []
        for element in elements {
            if let rendered = try item.render(in: scope.with("it", element)) { values.append(rendered) }
        }
        return .array(values)
    }

    /// Every expression in it.
    public var exprs: [Expr] {
        switch self {
        case .literal: []
        case .value(let expr): [expr]
        case .text(let text): text.exprs
        case .list(let items): items.flatMap(\.exprs)
        case .map(let merged, let entries): (merged.map { [$0] } ?? []) + entries.flatMap { $0.key.exprs + $0.value.exprs }
        case .each(let list, let item): [list] + item.exprs
        }
    }

    /// Every text in it, keys included.
    public var texts: [TextTemplate] {
        switch self {
        case .literal, .value: []
        case .text(let text): [text]
        case .list(let items): items.flatMap(\.texts)
        case .map(_, let entries): entries.flatMap { [$0.key] + $0.value.texts }
        case .each(_, let item): item.texts
        }
    }
}

/// One entry of a map in a template.
public struct TemplateEntry: Sendable, Hashable {
    /// The key.
    public var key: TextTemplate
    /// The value.
    public var value: Template
}

/// A text with `{{ expr }}` inside.
public struct TextTemplate: Sendable, Hashable {
    /// A part.
    public enum Part: Sendable, Hashable {
        /// As written.
        case literal(String)
        /// The text of a value.
        case expr(Expr)
    }

    /// The parts in order.
    public let parts: [Part]
    /// Where it stands.
    public let place: SourcePlace

    /// The text in a scope; an optional expression that is missing is empty text.
    /// `encode`: what is done to the text of each expression, such as percent-encoding.
    /// - Throws: `EvaluationError`, also for null, lists and maps, which have no text.
    public func render(in scope: Scope, encode: (String) -> String = { $0 }) throws(EvaluationError) -> String {
        var result = ""
        for part in parts {
            switch part {
            case .literal(let text): result += text
            case .expr(let expr): result += encode(try Self.text(of: expr, in: scope))
            }
        }
        return result
    }

    static func text(of expr: Expr, in scope: Scope) throws(EvaluationError) -> String {
        guard let value = try expr.evaluate(in: scope) else { return "" }
        guard let text = value.scalarText else {
            throw .unfit(expression: expr.text, at: expr.place, found: value.kindName, expected: "a scalar inside a text")
        }
        return text
    }

    /// The expressions in it.
    public var exprs: [Expr] {
        parts.compactMap { if case .expr(let expr) = $0 { expr } else { nil } }
    }

    /// The text, if it has no expressions.
    public var literal: String? {
        guard exprs.isEmpty else { return nil }
        return parts.map { if case .literal(let text) = $0 { text } else { "" } }.joined()
    }
}

import YAML

/// A condition: all entries must hold; of a list of maps one of them must. Source: CONNECTORS.md 2.1, X7.
public indirect enum Match: Sendable, Hashable {
    /// Always, or never.
    case always(Bool)
    /// Every condition.
    case all([Condition])
    /// One of these.
    case any([Match])

    /// One entry: an expression and what it must be.
    public struct Condition: Sendable, Hashable {
        /// What is looked at. Missing is no error here: it fails every test but `present: false`.
        public var expr: Expr
        /// What it must be.
        public var test: Test
    }

    /// What a value must be.
    public enum Test: Sendable, Hashable {
        /// Equal, as text, to one of these.
        case oneOf([String])
        /// A text in which the expression is found.
        case regex(Pattern)
        /// There, and neither null nor empty text, list or map; or, if false, the opposite.
        case present(Bool)
    }

    /// True if the condition holds in a scope.
    public func holds(in scope: Scope) throws(EvaluationError) -> Bool {
        switch self {
        case .always(let value): return value
        case .all(let conditions):
            for condition in conditions where try !condition.holds(in: scope) { return false }
            return true
        case .any(let matches):
            for match in matches where try match.holds(in: scope) { return true }
            return false
        }
    }

    /// The expressions in it.
    public var exprs: [Expr] {
        switch self {
        case .always: []
        case .all(let conditions): conditions.map(\.expr)
        case .any(let matches): matches.flatMap(\.exprs)
        }
    }
}

extension Match.Condition {
    func holds(in scope: Scope) throws(EvaluationError) -> Bool {
        let value = try expr.evaluateIfPresent(in: scope)
        if case .present(let wanted) = test { return Self.isPresent(value) == wanted }
        guard let value else { return false }
        let texts = value.elements.map { $0.compactMap(\.scalarText) } ?? (value.scalarText.map { [$0] } ?? [])
        return texts.contains { text in
            switch test {
            case .oneOf(let wanted): wanted.contains(text)
            case .regex(let pattern): pattern.matches(text)
            case .present: false
            }
        }
    }

    private static func isPresent(_ value: ScopeValue?) -> Bool {
        guard let value, !value.isNull else { return false }
        if let elements = value.elements { return elements.contains { !$0.isNull } }
        if let members = value.members { return !members.isEmpty }
        return value.scalarText != ""
    }
}

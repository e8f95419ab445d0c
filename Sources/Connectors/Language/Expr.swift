public import YAML

/// An expression: a path through what a place knows, then filters; or a list of these, of which the first that is present counts.
/// Source: CONNECTORS.md 2.1, X10.
public struct Expr: Sendable, Hashable {
    /// The alternatives in order; at least one.
    public let alternatives: [Pipeline]
    /// Where it stands.
    public let place: SourcePlace

    /// Where a path begins.
    public typealias Root = ExprPath.Root
    /// One step of a path.
    public typealias Step = ExprPath.Step

    /// One path with its filters.
    public struct Pipeline: Sendable, Hashable {
        /// As written.
        public let text: String
        /// The path.
        public let path: ExprPath
        /// What is done with the value, in order.
        public let filters: [Filter]

        /// Where the path begins.
        public var root: Root { path.root }
        /// How it goes on.
        public var steps: [Step] { path.steps }
        /// True with a trailing `?`.
        public var isOptional: Bool { path.isOptional }

        func evaluate(in scope: Scope, at place: SourcePlace) throws(EvaluationError) -> ScopeValue? {
            guard var value = path.value(in: scope) else { return nil }
            let context = FilterContext(scope: scope, expression: text, place: place)
            for filter in filters {
                guard let next = try filter.apply(to: value, context) else { return nil }
                value = next
            }
            return value
        }
    }

    /// True if every alternative may be missing, or the last may, so that nothing is an answer.
    public var isOptional: Bool { alternatives.last?.isOptional ?? false }

    /// The expression as written.
    public var text: String { alternatives.map(\.text).joined(separator: ", ") }

    /// The value in a scope; nil if it is missing and may be.
    /// `skippingNull`: true where of several alternatives the first that is not null counts.
    /// - Throws: `EvaluationError`, also when it is missing and may not be.
    public func evaluate(in scope: Scope, skippingNull: Bool = false) throws(EvaluationError) -> ScopeValue? {
        var null: ScopeValue?
        for pipeline in alternatives {
            guard let value = try pipeline.evaluate(in: scope, at: place) else { continue }
            if skippingNull, value.isNull {
                null = value
                continue
            }
            return value
        }
        if let null { return null }
        if isOptional { return nil }
        throw .missing(expression: text, at: place)
    }

    /// The value in a scope; nil if it is missing, whether or not it may be: for places where the reference says so.
    public func evaluateIfPresent(in scope: Scope) throws(EvaluationError) -> ScopeValue? {
        for pipeline in alternatives {
            if let value = try pipeline.evaluate(in: scope, at: place) { return value }
        }
        return nil
    }

    /// The texts of the value: of a scalar its text, of a list those of its scalars; none for null and for what is missing.
    public func texts(in scope: Scope) throws(EvaluationError) -> [String] {
        guard let value = try evaluateIfPresent(in: scope) else { return [] }
        if let elements = value.elements { return elements.compactMap(\.scalarText) }
        return value.scalarText.map { [$0] } ?? []
    }

    /// An expression that says nothing, where one was missing and that has been reported.
    static func nothing(at place: SourcePlace) -> Expr { Expr(alternatives: [], place: place) }

    /// The names of the variables it begins with or uses as keys.
    public var variables: Set<String> {
        var names: Set<String> = []
        for pipeline in alternatives {
            names.formUnion(pipeline.path.variables)
            for filter in pipeline.filters { names.formUnion(filter.variables) }
        }
        return names
    }
}

import Model
public import YAML

/// An expression: a path through what a place knows, then filters; or a list of these, of which the first that is present counts.
/// Source: CONNECTORS.md 2.1, X10.
public struct Expr: Sendable, Hashable {
    /// The alternatives in order; at least one.
    public let alternatives: [Pipeline]
    /// Where it stands.
    public let place: SourcePlace

    /// One path with its filters.
    public struct Pipeline: Sendable, Hashable {
        /// As written.
        public let text: String
        /// Where the path begins.
        public let root: Root
        /// How it goes on.
        public let steps: [Step]
        /// True with a trailing `?`.
        public let isOptional: Bool
        /// What is done with the value, in order.
        public let filters: [Filter]
    }

    /// Where a path begins.
    public enum Root: Sendable, Hashable {
        /// A variable.
        case variable(String)
        /// The element.
        case element
        /// The element's key.
        case elementKey
    }

    /// One step of a path.
    public enum Step: Sendable, Hashable {
        /// The member of a map.
        case member(String)
        /// The element of a list, from 0; from the end if negative.
        case index(Int)
        /// Every element of a list or value of a map.
        case every
        /// The elements whose member of that name has that text.
        case matching(key: String, text: String)
        /// The member named by a variable.
        case named(String)
    }

    /// True if every alternative may be missing, or the last may, so that nothing is an answer.
    public var isOptional: Bool { alternatives.last?.isOptional ?? false }

    /// The expression as written.
    public var text: String { alternatives.map(\.text).joined(separator: ", ") }

    /// The value in a scope; nil if it is missing and may be.
    /// - Parameter skippingNull: true where of several alternatives the first that is not null counts.
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

    /// The names of the variables it begins with or uses as keys.
    public var variables: Set<String> {
        var names: Set<String> = []
        for pipeline in alternatives {
            if case .variable(let name) = pipeline.root { names.insert(name) }
            for case .named(let name) in pipeline.steps { names.insert(name) }
            for filter in pipeline.filters { names.formUnion(filter.variables) }
        }
        return names
    }
}

extension Expr.Pipeline {
    func evaluate(in scope: Scope, at place: SourcePlace) throws(EvaluationError) -> ScopeValue? {
        let start: ScopeValue?
        switch root {
        case .variable(let name): start = scope.variables[name]
        case .element: start = scope.element
        case .elementKey: start = scope.elementKey.map(ScopeValue.text)
        }
        guard var value = start, let found = Self.walk(value, steps[...], scope) else { return nil }
        value = found
        for filter in filters {
            let context = FilterContext(scope: scope, expression: text, place: place)
            guard let next = try filter.apply(to: value, context) else { return nil }
            value = next
        }
        return value
    }

    /// Follows the steps; nil if one leads nowhere. Behind `[*]` and `[?..]` there are several values: those that lead nowhere drop out.
    static func walk(_ value: ScopeValue, _ steps: ArraySlice<Expr.Step>, _ scope: Scope) -> ScopeValue? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name): return value.member(name).flatMap { walk($0, rest, scope) }
        case .named(let variable):
            guard let name = scope.variables[variable]?.scalarText else { return nil }
            return value.member(name).flatMap { walk($0, rest, scope) }
        case .index(let index):
            guard let elements = value.elements else { return nil }
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? walk(elements[place], rest, scope) : nil
        case .every:
            guard let elements = value.elements ?? value.members?.map(\.value) else { return nil }
            return several(elements, rest, scope)
        case .matching(let key, let text):
            guard let elements = value.elements else { return nil }
            return several(elements.filter { $0.member(key)?.scalarText == text }, rest, scope)
        }
    }

    private static func several(_ values: [ScopeValue], _ rest: ArraySlice<Expr.Step>, _ scope: Scope) -> ScopeValue {
        let goesOn = rest.contains { if case .every = $0 { true } else if case .matching = $0 { true } else { false } }
        let results = values.compactMap { walk($0, rest, scope) }
        let flat = goesOn ? results.flatMap { $0.elements ?? [$0] } : results
        let plain = flat.compactMap { if case .json(let json) = $0 { json } else { nil } }
        return plain.count == flat.count ? .json(.array(plain)) : .list(flat)
    }
}

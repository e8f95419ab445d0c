import Model

/// A path through what a place knows, without filters. Source: CONNECTORS.md 2.1, X10.
public struct ExprPath: Sendable, Hashable {
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

    /// Where it begins.
    public let root: Root
    /// How it goes on.
    public let steps: [Step]
    /// True with a trailing `?`.
    public let isOptional: Bool

    /// The value in a scope; nil if it is missing, whether or not it may be.
    public func value(in scope: Scope) -> ScopeValue? {
        let start: ScopeValue?
        switch root {
        case .variable(let name): start = scope.variables[name]
        case .element: start = scope.element
        case .elementKey: start = scope.elementKey.map(ScopeValue.text)
        }
        return start.flatMap { Self.walk($0, steps[...], scope) }
    }

    /// The names of the variables it begins with or uses as keys.
    public var variables: Set<String> {
        var names: Set<String> = []
        if case .variable(let name) = root { names.insert(name) }
        for case .named(let name) in steps { names.insert(name) }
        return names
    }

    /// Follows the steps; nil if one leads nowhere. Behind `[*]` and `[?..]` there are several values: those that lead nowhere drop out.
    private static func walk(_ value: ScopeValue, _ steps: ArraySlice<Step>, _ scope: Scope) -> ScopeValue? {
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

    private static func several(_ values: [ScopeValue], _ rest: ArraySlice<Step>, _ scope: Scope) -> ScopeValue {
        let goesOn = rest.contains { if case .every = $0 { true } else if case .matching = $0 { true } else { false } }
        let results = values.compactMap { walk($0, rest, scope) }
        let flat = goesOn ? results.flatMap { $0.elements ?? [$0] } : results
        let plain = flat.compactMap { if case .json(let json) = $0 { json } else { nil } }
        return plain.count == flat.count ? .json(.array(plain)) : .list(flat)
    }
}

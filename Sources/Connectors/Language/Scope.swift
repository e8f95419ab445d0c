public import Model

/// What the names in expressions stand for at one place: variables by name, and the element where the place has one.
/// Shape: response places know `status`, `header` (names in lower case) and `body`; element places the element itself, and `response`
/// with those three; templates the variables of CONNECTORS.md 2.1.
public struct Scope: Sendable {
    /// The variables.
    public var variables: [String: ScopeValue]
    /// The element, in element places.
    public var element: ScopeValue?
    /// The element's key, where a map is read as a list.
    public var elementKey: String?

    /// Makes a scope.
    public init(_ variables: [String: ScopeValue] = [:], element: ScopeValue? = nil, elementKey: String? = nil) {
        self.variables = variables
        self.element = element
        self.elementKey = elementKey
    }

    /// The scope of the response places of one answer.
    /// `headers`: names in any case.
    public static func response(status: Int, headers: [(name: String, value: String)], body: JSON) -> [String: ScopeValue] {
        var fields: [String: ScopeValue] = [:]
        for (name, value) in headers { fields[name.lowercased()] = .text(value) }
        return ["status": .json(.integer(status)), "header": .map(fields), "body": .json(body)]
    }

    /// The same scope with one more variable.
    public func with(_ name: String, _ value: ScopeValue) -> Scope {
        var scope = self
        scope.variables[name] = value
        return scope
    }

    /// The same variables around an element, for element places.
    public func around(_ element: ScopeValue, key: String? = nil) -> Scope {
        Scope(variables, element: element, elementKey: key)
    }
}

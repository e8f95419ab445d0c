/// With what an expression at a place may begin. Nothing else decides the root of a path. Source: CONNECTORS.md 2.1.
public struct ExprRoots: Sendable, Hashable {
    /// Variables by name.
    public var variables: Set<String>
    /// True where the place has an element; then a name that is none of the variables is a member of it.
    public var hasElement: Bool

    /// Describes a place.
    public init(_ variables: Set<String>, hasElement: Bool = false) {
        self.variables = variables
        self.hasElement = hasElement
    }

    /// Where an answer is read.
    public static let response = ExprRoots(["status", "header", "body", "config"])
    /// Where an answer or a failed element says what went wrong.
    public static let failure = ExprRoots(["status", "header", "body", "it", "config"])
    /// In the rules about failures.
    public static let rule = ExprRoots(["status", "header", "body", "it", "config", "code", "message", "field"])
    /// At an element; `response` leads out of it, and `config` is always at hand.
    public static let element = ExprRoots(["response", "config"], hasElement: true)
    /// At a former value of a field.
    public static let history = ExprRoots(["response", "config", "name"], hasElement: true)
    /// Where only the values of config.yaml are known.
    public static let config = ExprRoots(["config"])

    /// A template's variables: those that are always there and those of its place.
    public static func template(_ names: Set<String> = []) -> ExprRoots {
        ExprRoots(names.union(["config", "auth", "api_version", "now"]))
    }

    /// The same with one more variable.
    public func with(_ name: String) -> ExprRoots {
        ExprRoots(variables.union([name]), hasElement: hasElement)
    }
}

public import YAML

/// Why an expression, a template or a path has no value. Facts only: the place in the manifest and kinds of values, never the values.
public enum EvaluationError: Error, Sendable, Equatable {
    /// Something that is not marked with `?` is not there.
    case missing(expression: String, at: SourcePlace)
    /// Something is there but is not what the expression needs.
    case unfit(expression: String, at: SourcePlace, found: String, expected: String)

    /// The place in the manifest.
    public var place: SourcePlace {
        switch self {
        case .missing(_, let place), .unfit(_, let place, _, _): place
        }
    }

    /// What was found, for `ConnectorError.unreadable`.
    public var found: String {
        switch self {
        case .missing(let expression, _): "nothing at \(expression)"
        case .unfit(let expression, _, let found, let expected): "\(found) at \(expression) instead of \(expected)"
        }
    }
}

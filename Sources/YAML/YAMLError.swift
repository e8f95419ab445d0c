/// Why a text could not be read as YAML of the kind entente takes.
public enum YAMLError: Error, Sendable, Equatable {
    /// It is not such YAML; at least one diagnostic, in the order of the file.
    case invalid([Diagnostic])

    /// The diagnostics.
    public var diagnostics: [Diagnostic] {
        switch self {
        case .invalid(let diagnostics): diagnostics
        }
    }
}

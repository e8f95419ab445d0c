public import Connectors
public import Storage

/// What stopped a run, or a part of it: the cause with where it happened. The words for people are made in the console.
public enum RunError: Error, Sendable, Equatable {
    /// The store failed: everything stops.
    case store(StorageError)
    /// A remote failed at a step; the others go on (R35).
    case remote(name: String, step: String, object: String?, ConnectorError)
    /// Another run holds the lease (R34).
    case locked(by: String)
    /// The remote is not configured.
    case unknownRemote(String, known: [String])
    /// Nothing of that kind or id is in the hub.
    case notFound(what: String, id: String)
    /// A value given on the command line does not fit.
    case badValue(field: String, found: String, expected: String)
    /// The action cannot be done in this state.
    case refused(Refusal)
    /// The plan file cannot be used.
    case badPlan(path: String, PlanFault)
    /// The file that says what a bank did cannot be booked.
    case badPaidFile(path: String, PaidFault)
    /// config.yaml or a manifest is invalid: one sentence for each problem, with file, line and column.
    case configuration([String])
    /// The run was told to stop and did so at a transaction border.
    case stopped

    /// What a script is told.
    public var exitCode: ExitCode {
        switch self {
        case .store: .store
        case .remote(_, _, _, .credentials): .credentials
        case .remote: .partial
        case .locked: .locked
        case .unknownRemote, .badValue: .usage
        case .configuration: .configuration
        case .notFound, .refused, .badPlan, .badPaidFile, .stopped: .failed
        }
    }
}

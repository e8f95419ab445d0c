/// What a command's end tells a script. Source: docs/OPERATIONS.md, which users rely on.
public enum ExitCode: Int32, Sendable, CaseIterable {
    /// Done.
    case done = 0
    /// Failed.
    case failed = 1
    /// Differences exist (`plan`, `reconcile`).
    case differences = 2
    /// Done, and this run raised something for a person.
    case raised = 3
    /// A brake tripped: nothing was written to that remote's object.
    case brake = 4
    /// Done in part: failed rows, or a remote was out of reach.
    case partial = 5
    /// The command line was not understood.
    case usage = 64
    /// A defect of entente.
    case defect = 70
    /// The store could not be read or written.
    case store = 74
    /// Another run holds the lease.
    case locked = 75
    /// Credentials were refused.
    case credentials = 77
    /// The configuration or a manifest is invalid.
    case configuration = 78

    /// Of several codes, the one that most needs a person.
    public static func mostUrgent(_ codes: some Sequence<ExitCode>) -> ExitCode {
        let order: [ExitCode] = [.configuration, .credentials, .store, .defect, .failed, .brake, .partial, .raised, .differences, .done]
        let present = Set(codes)
        return order.first { present.contains($0) } ?? present.first ?? .done
    }
}

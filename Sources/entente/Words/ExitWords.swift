import Agent

/// What each exit code means, in words.
enum ExitWords {
    static func of(_ code: ExitCode) -> String {
        switch code {
        case .done: "done"
        case .failed: "failed"
        case .differences: "`plan`, `reconcile`: differences exist"
        case .raised: "done, and this run raised something for a person"
        case .brake: "a brake tripped; nothing was written to that remote"
        case .partial: "done in part: failed rows, or a remote was out of reach"
        case .usage: "usage"
        case .defect: "a defect of entente"
        case .store: "the store could not be read or written"
        case .locked: "another run holds the lease"
        case .credentials: "credentials refused"
        case .configuration: "config or manifest invalid"
        }
    }
}

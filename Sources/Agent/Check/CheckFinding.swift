public import Connectors
public import Storage

/// One thing that was looked at.
public struct CheckFinding: Sendable, Equatable {
    /// How bad it is.
    public enum Severity: String, Sendable {
        case ok, warning, error
    }

    /// What was found.
    public enum Fact: Sendable, Equatable {
        /// The store is sound.
        case sound
        /// The store is damaged: what SQLite says.
        case damage(String)
        /// The store could not be looked at.
        case unreadableStore(StorageError)
        /// The remote answers, and takes the credentials.
        case reachable
        /// The remote failed.
        case failed(ConnectorError)
        /// The remote's clock is so far ahead of ours (R7).
        case clock(seconds: Int64)
        /// Every mapped field is there.
        case complete
        /// Records here bear the key of another hub, and not every record that this one links bears its own (R25).
        case otherHub(String)
        /// The remote has no such field.
        case noField(field: String, remoteField: String)
        /// The remote lets nobody write these fields of an object, though the mapping would: each with the remote's name of it.
        case cannotWrite([Unwritable])
        /// The remote's field does not have some options that `map` names.
        case noOption(remoteField: String, missing: [String], known: [String])
        /// How links, terms or payouts fit what they speak of.
        case program(ProgramFact)
    }

    /// A field that is mapped both ways and can only be read.
    public struct Unwritable: Sendable, Equatable {
        /// The hub's name.
        public var field: String
        /// The remote's name.
        public var remoteField: String
    }

    /// The remote, or `store`, `links`, `terms` or `payouts`.
    public var subject: String
    /// What was found.
    public var fact: Fact

    /// How bad it is.
    public var severity: Severity {
        switch fact {
        case .sound, .reachable, .complete, .program(.fitting): .ok
        case .clock, .cannotWrite, .otherHub: .warning
        case .program(let fact): fact.isError ? .error : .warning
        case .damage, .unreadableStore, .failed, .noField, .noOption: .error
        }
    }

    /// What a script is told.
    public var exitCode: ExitCode {
        switch fact {
        case .sound, .reachable, .complete, .clock, .cannotWrite, .otherHub: .done
        case .program(let fact): fact.isError ? .configuration : .done
        case .damage, .unreadableStore: .store
        case .failed(.credentials): .credentials
        case .failed: .partial
        case .noField, .noOption: .configuration
        }
    }
}

public import Connectors
public import Model
public import Reconciliation

/// What config.yaml says, checked and typed: one file, one program, one hub.
public struct Settings: Sendable, Equatable {
    /// The file it was read from, as the user named it.
    public var file: String
    /// The program's own facts.
    public var program: Program
    /// Folders in which manifests are looked for, in order.
    public var connectorFolders: [String]
    /// Where the hub's store lies.
    public var store: String
    /// What is logged, and how.
    public var log: LogSettings
    /// The remotes, by name.
    public var remotes: [RemoteSettings]
    /// What is kept in step, in dependency order of the kinds.
    public var sync: [EntitySync]
    /// When a run stops itself (R33).
    public var brakes: BrakeLimits
    /// A hash over everything here that decides what is read and written (R30).
    public var fingerprint: String
    /// What is said of tracking links and clicks.
    public var links = LinkSettings()
    /// The terms of the program.
    public var terms: TermsSettings?
    /// How partners are paid.
    public var payouts = PayoutSettings()
    /// Where what is granted beside money is made.
    public var rewards = RewardSettings()
    /// What is tried out on some partners or links and not on others.
    public var experiments: [ExperimentSettings] = []
    /// Where each key stands, for messages about what turns out to be wrong later.
    public var places: SourceMap

    /// The settings of a remote, if it is configured.
    public func remote(_ name: String) -> RemoteSettings? { remotes.first { $0.name == name } }

    /// What is kept in step of a kind, if anything.
    public func sync(_ kind: EntityKind) -> EntitySync? { sync.first { $0.kind == kind } }
}

/// The program's own facts.
public struct Program: Sendable, Equatable {
    /// Its name, for people.
    public var name: String
    /// The currency in which it reckons.
    public var currency: Currency
    /// The zone its days and months are of, by IANA name.
    public var timeZone: String
    /// The country assumed where a record names none, ISO 3166-1 alpha-2.
    public var country: String
    /// The hub's own name, which stands before every external key so that two hubs on one remote never take each other's records.
    public var instance: String
}

/// What is logged, and how.
public struct LogSettings: Sendable, Equatable {
    /// The forms of a log line.
    public enum Format: String, Sendable, CaseIterable {
        case text, json
    }
    /// The least severe level that is written, by swift-log's name.
    public var level: String
    /// The form of a line.
    public var format: Format
}

/// A remote as configured.
public struct RemoteSettings: Sendable, Equatable {
    /// What may be done to a remote.
    public enum Access: String, Sendable, CaseIterable {
        case readWrite = "read_write"
        case readOnly = "read_only"
    }

    /// Its name in config.yaml.
    public var name: String
    /// The manifest's name.
    public var connector: String
    /// What the manifest's `config` asks for: where each value comes from, secrets unresolved.
    public var with: [String: ValueSource]
    /// What may be done to it.
    public var access: Access
    /// When `entente run` syncs it.
    public var schedule: RemoteSchedule?
    /// The share of the daily quota kept for people and for settling reads, in basis points; nil leaves it to the manifest.
    public var reserve: Int?
    /// Replaces the manifest's base and is then its whole allow-list.
    public var url: String?
    /// Creates without any key are allowed, one by one (R12).
    public var allowsUnsafeCreate: Bool
}

/// When a remote is synced by `entente run`.
public enum RemoteSchedule: Sendable, Equatable {
    /// Each time this long has passed.
    case every(Duration)
    /// At the minutes that a cron line names.
    case cron(String)
}

/// What is kept in step of one kind of entity.
public struct EntitySync: Sendable, Equatable {
    /// The kind.
    public var kind: EntityKind
    /// The keys asked in turn for a record without a link: `external_key` or a field's name (R25).
    public var match: [String]
    /// The remotes that hold it, by name.
    public var sides: [String: EntitySide]
    /// Its fields in the order of the file.
    public var rules: [FieldRule]

    /// The rule of a field.
    public func rule(_ field: String) -> FieldRule? { rules.first { $0.name == field } }
}

/// One remote's side of a kind of entity.
public struct EntitySide: Sendable, Equatable {
    /// The remote's name.
    public var remote: String
    /// The object's name in its manifest.
    public var object: String
    /// `where`: the record's fields, each with the values that let it take part; applied by the engine to what was read.
    public var condition: [String: [String]]
    /// Entities without a record here get one.
    public var creates: Bool
    /// What a deletion elsewhere does to the record here.
    public var onDelete: DeletePolicy
    /// Linked records that entente did not make get the external key too.
    public var stamps: Bool
    /// What the mapping says of remote fields beyond the manifest, by the remote's name of the field.
    public var declared: [String: FieldDeclaration] = [:]
}

/// What a mapping says of a remote field that the manifest does not type.
public struct FieldDeclaration: Sendable, Equatable {
    /// Its type in the manifest language.
    public var type: RemoteType?
    /// For money: the remote field that holds the currency, or its code.
    public var currency: String?
}

extension EntitySide {
    /// True if a record with these values takes part.
    public func takes(_ values: FieldValues) -> Bool {
        condition.allSatisfy { field, allowed in values[field].map { allowed.contains($0.display) } ?? false }
    }
}

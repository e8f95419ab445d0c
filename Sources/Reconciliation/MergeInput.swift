public import Model

/// What is known of one remote's record of the entity. Shape: all values are canonical hub values, by the hub's names.
public struct SideState: Sendable, Equatable {
    /// The remote's name.
    public var remote: String
    /// The hub's half of the base pairs. A field without a base is at first contact (R26).
    public var hubBase: FieldValues
    /// The remote's half of the base pairs.
    public var remoteBase: FieldValues
    /// What the record showed in this cycle; nil if it was not looked at or nothing changed: then the base is what it holds. A field that
    /// is absent says nothing.
    public var observed: FieldValues?
    /// When the remote says the record changed.
    public var modified: Timestamp?
    /// How exactly the remote keeps that time.
    public var resolution: Duration
    /// True if the hub created the record: then nothing of it waits for an approval.
    public var isCreatedByHub: Bool

    /// Describes a side.
    public init(
        remote: String, hubBase: FieldValues = [:], remoteBase: FieldValues = [:], observed: FieldValues? = nil,
        modified: Timestamp? = nil, resolution: Duration = .seconds(1), isCreatedByHub: Bool = false
    ) {
        self.remote = remote
        self.hubBase = hubBase
        self.remoteBase = remoteBase
        self.observed = observed
        self.modified = modified
        self.resolution = resolution
        self.isCreatedByHub = isCreatedByHub
    }
}

/// How far a remote's clock is from the hub's (R7).
public struct ClockOffset: Sendable, Equatable {
    /// The remote's time less the hub's.
    public var offset: Duration
    /// How far that may be wrong.
    public var uncertainty: Duration

    /// Describes an offset.
    public init(offset: Duration, uncertainty: Duration) {
        self.offset = offset
        self.uncertainty = uncertainty
    }
}

/// All that one merge depends on: the result is a function of these values, and of no order in them (S13).
public struct MergeInput: Sendable {
    /// The kind of the entity.
    public var kind: EntityKind
    /// The entity as the hub holds it.
    public var hub: Entity
    /// True if it was made in this step, from the records of these sides.
    public var isNew: Bool
    /// Every linked side.
    public var sides: [SideState]
    /// The mapped fields.
    public var rules: [FieldRule]
    /// The measured clocks, by remote.
    public var offsets: [String: ClockOffset]
    /// Fields that wait for a person (R8): they are left as they are.
    public var frozen: Set<String>
    /// How many conflicts each field had in the last 24 hours (R9).
    public var recentConflicts: [String: Int]
    /// True while a saved plan is applied: the approval of first overwrites (R26).
    public var approvesFirstContact: Bool
    /// The time of the step.
    public var now: Timestamp
    /// The guards that stand.
    public var guards: Guards

    /// Describes a merge.
    public init(
        kind: EntityKind, hub: Entity, isNew: Bool = false, sides: [SideState], rules: [FieldRule], offsets: [String: ClockOffset] = [:],
        frozen: Set<String> = [], recentConflicts: [String: Int] = [:], approvesFirstContact: Bool = false, now: Timestamp,
        guards: Guards = Guards()
    ) {
        self.kind = kind
        self.hub = hub
        self.isNew = isNew
        self.sides = sides
        self.rules = rules
        self.offsets = offsets
        self.frozen = frozen
        self.recentConflicts = recentConflicts
        self.approvesFirstContact = approvesFirstContact
        self.now = now
        self.guards = guards
    }
}

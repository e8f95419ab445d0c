public import Model

/// What config.yaml says of one field of one kind of entity.
public struct FieldRule: Sendable, Equatable {
    /// The hub's name of the field.
    public var name: String
    /// What it holds.
    public var type: FieldType
    /// Who wins.
    public var policy: MergePolicy
    /// True for `guard: strict`: written one by one, with a precondition where the remote has one (R14).
    public var isStrict: Bool
    /// The remotes that have the field, by the remote's name.
    public var sides: [String: FieldSide]

    /// Describes a field.
    public init(name: String, type: FieldType, policy: MergePolicy, isStrict: Bool = false, sides: [String: FieldSide]) {
        self.name = name
        self.type = type
        self.policy = policy
        self.isStrict = isStrict
        self.sides = sides
    }
}

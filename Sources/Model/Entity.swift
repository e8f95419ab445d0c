/// An entity as the hub holds it.
public struct Entity: Sendable, Equatable {
    /// The hub's id.
    public var id: EntityID
    /// Counts the entity's changes, from 1.
    public var rev: Int64
    /// The values of its fields; a field without a value stands as null or not at all.
    public var values: FieldValues
    /// Where each value came from.
    public var provenance: [String: Provenance]
    /// When the hub first held it.
    public var createdAt: Timestamp
    /// When it last changed.
    public var updatedAt: Timestamp
    /// When it was deleted, if it was.
    public var deletedAt: Timestamp?

    /// Describes an entity.
    public init(
        id: EntityID, rev: Int64, values: FieldValues, provenance: [String: Provenance], createdAt: Timestamp, updatedAt: Timestamp,
        deletedAt: Timestamp? = nil
    ) {
        self.id = id
        self.rev = rev
        self.values = values
        self.provenance = provenance
        self.createdAt = createdAt
        self.updatedAt = updatedAt
        self.deletedAt = deletedAt
    }
}

/// Where a value of the hub came from: the proof behind one field.
public struct Provenance: Sendable, Hashable {
    /// The remote's name, or `hub` for a person's edit.
    public var from: String
    /// When the source changed it, where the source says so; else when it was seen.
    public var at: Timestamp
    /// Who, where a person is known: the name given with `--by`.
    public var by: String?
    /// The rule that took the value, such as `R5`, and its policy.
    public var rule: String
    /// The entity's rev that the value came with.
    public var rev: Int64

    /// Describes an origin.
    public init(from: String, at: Timestamp, by: String? = nil, rule: String, rev: Int64) {
        self.from = from
        self.at = at
        self.by = by
        self.rule = rule
        self.rev = rev
    }

    /// The origin as compact JSON.
    public var stored: JSON {
        var object = JSONObject([
            ("from", .string(from)), ("at", .integer(at.milliseconds)), ("rule", .string(rule)), ("rev", .integer(rev)),
        ])
        object["by"] = by.map(JSON.string)
        return .object(object)
    }

    /// Reads an origin back; nil if it was not written by `stored`.
    public init?(stored: JSON) {
        guard let from = stored["from"]?.string, let at = stored["at"]?.integer, let rule = stored["rule"]?.string,
            let rev = stored["rev"]?.integer
        else { return nil }
        self.init(from: from, at: Timestamp(milliseconds: at), by: stored["by"]?.string, rule: rule, rev: rev)
    }
}

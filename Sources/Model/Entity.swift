/// A kind of thing of the program that the hub holds, in dependency order: a later kind may refer to an earlier one.
public enum EntityKind: String, CaseIterable, Sendable, Hashable, Comparable, Codable {
    /// Who sells or recommends.
    case partner
    /// Who buys.
    case customer
    /// A lead that a partner brought.
    case referral
    /// An order, subscription or opportunity.
    case deal
    /// Money seen at a payment provider.
    case payment

    /// What the ids of this kind start with.
    public var idPrefix: String {
        switch self {
        case .partner: "p_"
        case .customer: "c_"
        case .referral: "r_"
        case .deal: "d_"
        case .payment: "pay_"
        }
    }

    /// Orders by dependency.
    public static func < (left: EntityKind, right: EntityKind) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// The hub's id of an entity: the prefix of its kind and a ULID, such as `p_01JD3Z...`.
public struct EntityID: Hashable, Comparable, Sendable {
    /// The id as text.
    public let text: String
    /// The kind that the prefix names.
    public let kind: EntityKind

    /// Reads an id; nil without a known prefix and 26 characters behind it.
    public init?(_ text: String) {
        guard let kind = EntityKind.allCases.first(where: { text.hasPrefix($0.idPrefix) }),
            text.utf8.count == kind.idPrefix.utf8.count + 26
        else { return nil }
        self.text = text
        self.kind = kind
    }

    /// Makes a new id.
    public init(kind: EntityKind, at now: Timestamp, randomness: some Randomness) {
        self.kind = kind
        self.text = Identifier.make(prefix: kind.idPrefix, at: now, randomness: randomness)
    }

    /// Orders by text, which within a kind is by time made.
    public static func < (left: EntityID, right: EntityID) -> Bool { left.text < right.text }
}

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
        var object = JSONObject([("from", .string(from)), ("at", .integer(at.milliseconds)), ("rule", .string(rule)), ("rev", .integer(rev))])
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

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

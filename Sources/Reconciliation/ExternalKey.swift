public import Model

/// What a record's external key says: which entity of which hub it belongs to (R12, R25).
public enum ExternalKey: Sendable, Equatable {
    /// Nothing.
    case none
    /// An entity of this hub: whether the hub has it, and which live record of this remote and object it is linked to.
    case own(EntityID, exists: Bool, linkedRecord: String?)
    /// An entity of another hub, by that hub's instance.
    case foreign(String)
    /// Text that no hub writes.
    case malformed(String)

    /// What a key's text says, before the hub is asked.
    public enum Reading: Sendable, Equatable {
        /// Nothing.
        case none
        /// An entity of this hub.
        case own(EntityID)
        /// Another hub's instance.
        case foreign(String)
        /// Text that no hub writes.
        case malformed(String)
    }

    /// Reads `INSTANCE:ENTITY_ID`. A key of another instance is foreign whatever stands behind the colon.
    public static func read(_ text: String?, instance: String) -> Reading {
        let cleaned = TextForm.cleaned(text ?? "")
        if cleaned.isEmpty { return .none }
        guard let colon = cleaned.lastIndex(of: ":"), colon != cleaned.startIndex else { return .malformed(cleaned) }
        let (name, id) = (String(cleaned[..<colon]), String(cleaned[cleaned.index(after: colon)...]))
        guard name == instance else { return .foreign(name) }
        return EntityID(id).map(Reading.own) ?? .malformed(cleaned)
    }

    /// The key's text for an entity.
    public static func text(instance: String, entity: EntityID) -> String { "\(instance):\(entity.text)" }
}

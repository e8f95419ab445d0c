public import Model

/// What to send for a hub value.
public enum RemoteTranslation: Sendable, Equatable {
    /// This value.
    case value(FieldValue)
    /// Nothing yet: the entity it refers to has no record at the remote.
    case blocked(by: EntityID)
    /// Nothing: the remote has no value that means it.
    case inexpressible(reason: String)
}

extension FieldSide {
    /// The canonical hub value of what the remote showed.
    ///
    /// Promises: an unknown choice, an unreadable value and a reference to a record without a link become `raw`, as they came. `resolve`
    /// gives the entity that a record at this remote is linked to.
    public func hubValue(
        from remote: FieldValue, as type: FieldType, in context: CanonicalContext, resolve: (String) -> EntityID?
    ) -> FieldValue {
        if case .raw = remote { return remote }
        if case .ref(let kind) = type { return reference(remote, kind, resolve) }
        if let map { return CanonicalForm.canonical(mapped(remote, map, type), as: type, in: context) }
        if type == .timestamp, let zone, case .text(let text) = remote, let instant = TimeForm.instant(naive: text, zone: zone) {
            return .timestamp(instant)
        }
        return CanonicalForm.canonical(remote, as: type, in: context)
    }

    /// What to send so that the remote holds a canonical hub value, as far as it can. `resolve` gives the record at this remote that an
    /// entity is linked to; nil while there is none.
    public func remoteValue(
        from hub: FieldValue, as type: FieldType, guards: Guards = Guards(), resolve: (EntityID) -> String?
    ) -> RemoteTranslation {
        if case .raw = hub { return .inexpressible(reason: "the hub has no canonical value") }
        if case .null = hub {
            if let empty = map?.remote(of: "") { return .value(.text(empty)) }
            return canClear ? .value(.null) : .inexpressible(reason: "the remote cannot clear it")
        }
        if case .ref(let id) = hub {
            return resolve(id).map { .value(.text($0)) } ?? .blocked(by: id)
        }
        if let map { return written(hub, map) }
        return reduced(hub, as: type, guards: guards)
    }

    /// The value as the remote can keep it: cut, rounded, to its resolution.
    func reduced(_ value: FieldValue, as type: FieldType, guards: Guards = Guards()) -> RemoteTranslation {
        switch value {
        case .text(let text):
            guard let maximumLength, text.utf16.count > maximumLength else { return .value(value) }
            // Half an address is another address; half a note is still a note.
            guard type == .text || !guards.stands(.wholeAddress) else {
                return .inexpressible(reason: "longer than the remote's \(maximumLength) characters")
            }
            return .value(.text(Self.cut(text, to: maximumLength)))
        case .decimal(let number):
            guard let scale, scale < number.scale, let (coefficient, _) = number.rounded(toScale: scale) else { return .value(value) }
            return .value(.decimal(ExactDecimal(coefficient: coefficient, scale: scale)))
        case .money(let money):
            let exact = ExactDecimal(coefficient: Int128(money.minor), scale: money.currency.exponent)
            guard let scale, scale < exact.scale, let (coefficient, _) = exact.rounded(toScale: scale),
                let rounded = Money(rounding: ExactDecimal(coefficient: coefficient, scale: scale), currency: money.currency)
            else { return .value(value) }
            return .value(.money(rounded))
        case .timestamp(let instant):
            guard let resolution else { return .value(value) }
            return .value(.timestamp(instant.truncated(to: resolution)))
        default: return .value(value)
        }
    }

    private func reference(_ remote: FieldValue, _ kind: EntityKind, _ resolve: (String) -> EntityID?) -> FieldValue {
        guard case .text(let id) = TextForm.canonical(remote) else { return .null }
        guard let entity = resolve(id), entity.kind == kind else { return .raw(id) }
        return .ref(entity)
    }

    /// The hub's words for the remote's; the remote's own, raw, where the map has none.
    private func mapped(_ remote: FieldValue, _ map: PicklistMap, _ type: FieldType) -> FieldValue {
        if type == .set {
            guard case .set(let members) = TextForm.set(remote) else { return .null }
            let words = members.map { map.hub(of: $0) }
            let known = words.compactMap { $0 }
            return known.count == words.count ? .set(of: known) : .raw(members.joined(separator: ";"))
        }
        guard case .text(let text) = TextForm.canonical(remote) else { return map.hub(of: "").map(FieldValue.text) ?? .null }
        return map.hub(of: text).map(FieldValue.text) ?? .raw(text)
    }

    private func written(_ hub: FieldValue, _ map: PicklistMap) -> RemoteTranslation {
        if case .set(let members) = hub {
            let words = members.compactMap { map.remote(of: $0) }
            guard words.count == members.count else { return .inexpressible(reason: "a member has no value at the remote") }
            return .value(.set(of: words))
        }
        guard let word = map.remote(of: hub.display) else { return .inexpressible(reason: "\(hub.display) has no value at the remote") }
        return .value(word.isEmpty ? .null : .text(word))
    }

    /// The longest start of a text that has no more UTF-16 units and cuts no character in two.
    static func cut(_ text: String, to maximum: Int) -> String {
        var (length, end) = (0, text.startIndex)
        for index in text.indices {
            length += text[index].utf16.count
            guard length <= maximum else { break }
            end = text.index(after: index)
        }
        return TextForm.cleaned(String(text[..<end]))
    }
}

public import Model
import Reconciliation
import Storage

/// A person's edit in the hub: an entity added, or fields of one set. The sync carries it to the remotes like any other change.
public struct HubEdit: Sendable {
    let services: Services

    /// Prepares to edit the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Adds an entity.
    /// - Throws: `RunError.badValue` for a field or value that does not fit, `RunError.refused` if another entity has one of its keys.
    public func add(_ kind: EntityKind, _ texts: [(field: String, text: String)], by person: String?) throws(RunError) -> Entity {
        let values = try parse(texts, kind: kind)
        for field in EntitySchema.fields(of: kind) where field.isRequired && values[field.name]?.isBlank != false {
            throw .badValue(field: field.name, found: "nothing", expected: "a \(field.type.name): a \(kind.rawValue) needs it")
        }
        let now = services.clock.now()
        let id = EntityID(kind: kind, at: now, randomness: AnyRandomness(services.randomness))
        let entity = Entity(id: id, rev: 0, values: [:], provenance: [:], createdAt: now, updatedAt: now)
        return try store(entity, values, by: person, action: "add")
    }

    /// Sets fields of an entity.
    /// - Throws: as `add`, `RunError.notFound` for an unknown id, and `RunError.refused` for a field that a remote owns.
    public func set(_ id: EntityID, _ texts: [(field: String, text: String)], by person: String) throws(RunError) -> Entity {
        let values = try parse(texts, kind: id.kind)
        guard let entity = try read({ try $0.entities.get(id) }) else { throw .notFound(what: id.kind.rawValue, id: id.text) }
        guard entity.deletedAt == nil else {
            let now = try read { try $0.mergedEntities.resolve(id) }
            if now == id { throw .refused(.entity(.deleted(id))) }
            throw .refused(.entity(.merged(id, into: now)))
        }
        for field in values.keys.sorted() {
            guard case .owner(let owner, _)? = services.settings.sync(id.kind)?.rule(field)?.policy, owner != "hub" else { continue }
            throw .refused(.entity(.owned(field: field, by: owner)))
        }
        return try store(entity, values, by: person, action: "set")
    }

    private func store(_ entity: Entity, _ values: FieldValues, by person: String?, action: String) throws(RunError) -> Entity {
        let now = services.clock.now()
        var entity = entity
        entity.rev += 1
        entity.updatedAt = now
        for (field, value) in values {
            entity.values[field] = value
            entity.provenance[field] = Provenance(from: "hub", at: now, by: person, rule: "edit", rev: entity.rev)
        }
        let keys = services.settings.sync(entity.id.kind).map { identityKeys(of: entity.values, sync: $0) } ?? []
        let stored = entity
        return try write { tx in
            for (key, value) in keys {
                let others = try tx.keys.entities(stored.id.kind, key: key, value: value).filter { $0 != stored.id }
                if let other = others.first {
                    throw RunError.refused(.entity(.keyTaken(field: key, value: value, by: other)))
                }
            }
            try tx.entities.put(stored)
            try tx.keys.replace(stored.id, kind: stored.id.kind, keys)
            try tx.dirty.mark([stored.id], at: now)
            let detail: JSON = ["entity": .string(stored.id.text), "values": values.stored]
            try tx.audit.add(AuditEntry(at: now, actor: person ?? "cli", action: action, detail: detail))
            return stored
        }
    }

    private func parse(_ texts: [(field: String, text: String)], kind: EntityKind) throws(RunError) -> FieldValues {
        var values: FieldValues = [:]
        for (field, text) in texts {
            guard let type = services.settings.type(of: field, kind: kind) else {
                let known = EntitySchema.fields(of: kind).map(\.name).joined(separator: ", ")
                throw .badValue(field: field, found: "an unknown field of \(kind.rawValue)", expected: known)
            }
            values[field] = try FieldInput.value(text, of: field, as: type, country: services.settings.program.country)
        }
        return values
    }

    private func read<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T { try services.reading(body) }

    private func write<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T { try services.writing(body) }
}

extension Settings {
    /// The type of a field of a kind: of the schema, or of a mapped custom one.
    func type(of field: String, kind: EntityKind) -> FieldType? {
        EntitySchema.field(field, of: kind)?.type ?? sync(kind)?.rule(field)?.type
    }
}

/// Reads a value that a person typed.
enum FieldInput {
    /// The canonical value of a text; empty text clears.
    static func value(_ text: String, of field: String, as type: FieldType, country: String) throws(RunError) -> FieldValue {
        if text.isEmpty { return .null }
        let raw: FieldValue
        switch type {
        case .money:
            guard let money = Money(text) else { throw .badValue(field: field, found: text, expected: "an amount such as 12.30 USD") }
            return .money(money)
        case .ref(let kind):
            guard let id = EntityID(text), id.kind == kind else {
                throw .badValue(field: field, found: text, expected: "the id of a \(kind.rawValue), such as \(kind.idPrefix)01J...")
            }
            return .ref(id)
        case .set: raw = .set(of: text.split(separator: ";").map { String($0).trimmed })
        default: raw = .text(text)
        }
        let value = CanonicalForm.canonical(raw, as: type, in: CanonicalContext(country: country))
        if case .raw = value { throw .badValue(field: field, found: text, expected: expectation(type)) }
        return value
    }

    private static func expectation(_ type: FieldType) -> String {
        switch type {
        case .enumeration(let options): "one of " + options.joined(separator: ", ")
        case .date: "a day such as 2026-01-15"
        case .timestamp: "a time such as 2026-01-15T09:30:00Z"
        case .boolean: "true or false"
        default: "a \(type.name)"
        }
    }
}

extension String {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}

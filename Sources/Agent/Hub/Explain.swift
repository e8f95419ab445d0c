public import Model
import Reconciliation
import Storage

/// The whole proof behind an entity or one of its fields, from the hub alone: who set it, when, by which rule, what lost, and what was
/// written where.
public struct Explain: Sendable {
    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Explains the fields of an entity; with a name, that field alone.
    /// - Throws: `RunError.notFound` for an unknown entity, `RunError.badValue` for an unknown field.
    public func entity(_ id: EntityID, field: String? = nil) throws(RunError) -> Explanation {
        if let field, services.settings.type(of: field, kind: id.kind) == nil {
            let known = EntitySchema.fields(of: id.kind).map(\.name).joined(separator: ", ")
            throw .badValue(field: field, found: "an unknown field of \(id.kind.rawValue)", expected: known)
        }
        let found = try services.reading { tx -> Explanation? in
            guard let entity = try tx.entities.get(id) else { return nil }
            let names = field.map { [$0] } ?? mappedFields(of: entity)
            let links = try tx.links.of(id)
            let conflicts = try tx.conflicts.of(id)
            let writes = try links.flatMap { link in try tx.ledger.writes(to: link.key, since: Timestamp(milliseconds: 0)) }
            let reviews = try tx.reviews.of(id, .open)
            return Explanation(
                entity: entity,
                fields: names.map { name in
                    explain(name, entity, links, conflicts.filter { $0.field == name }, writes.filter { $0.field == name }, reviews)
                })
        }
        guard let found else { throw .notFound(what: id.kind.rawValue, id: id.text) }
        return found
    }

    /// Fields that have a value or a rule, in the schema's order, custom ones last.
    private func mappedFields(of entity: Entity) -> [String] {
        let ruled = Set((services.settings.sync(entity.id.kind)?.rules ?? []).map(\.name))
        let named = EntitySchema.fields(of: entity.id.kind).map(\.name).filter { ruled.contains($0) || entity.values[$0] != nil }
        let custom = Set(entity.values.keys).union(ruled).filter { $0.hasPrefix("custom.") }.sorted()
        return named + custom
    }

    private func explain(
        _ name: String, _ entity: Entity, _ links: [Link], _ conflicts: [Conflict], _ writes: [LedgerMark], _ reviews: [Review]
    ) -> FieldExplanation {
        let rule = services.settings.sync(entity.id.kind)?.rule(name)
        let sides = links.compactMap { link -> FieldExplanation.Side? in
            guard let side = rule?.sides[link.key.remote] else { return nil }
            return FieldExplanation.Side(
                record: link.key, remoteField: side.remoteField, state: link.state.rawValue, value: link.remoteBase[name],
                hubBase: link.hubBase[name], accepted: link.accepted[name], confirmedAt: link.confirmedAt ?? link.modified)
        }
        return FieldExplanation(
            name: name, value: entity.values[name] ?? .null, provenance: entity.provenance[name], policy: rule?.policy.name, sides: sides,
            lost: conflicts.map { ConflictView(conflict: $0) },
            writes: writes.sorted { $0.at < $1.at }.map { .init(record: $0.key, at: $0.at, operation: $0.operation) },
            waits: reviews.filter { $0.field == name }.map { "\($0.id): \($0.reason) (\($0.rule))" })
    }
}

/// An entity's proof.
public struct Explanation: Sendable {
    /// The entity.
    public var entity: Entity
    /// Its fields.
    public var fields: [FieldExplanation]

    /// The proof as `explain --json` prints it.
    public var json: JSON {
        [
            "id": .string(entity.id.text), "entity": .string(entity.id.kind.rawValue), "rev": .integer(entity.rev),
            "fields": .object(JSONObject(fields.map { ($0.name, $0.json) })),
        ]
    }
}

/// One field's proof.
public struct FieldExplanation: Sendable {
    /// What one remote holds of the field.
    public struct Side: Sendable {
        /// The record.
        public var record: RecordKey
        /// The field's name there.
        public var remoteField: String
        /// The link's state.
        public var state: String
        /// What the remote showed last; nil if it never did.
        public var value: FieldValue?
        /// The hub's value that this was in step with.
        public var hubBase: FieldValue?
        /// Why the two may differ.
        public var accepted: String?
        /// When that was last seen.
        public var confirmedAt: Timestamp?
    }

    /// A write of the field.
    public struct Write: Sendable {
        /// To which record.
        public var record: RecordKey
        /// When.
        public var at: Timestamp
        /// By which operation.
        public var operation: String
    }

    /// The field's name.
    public var name: String
    /// Its value in the hub.
    public var value: FieldValue
    /// Where that came from; nil if it was never set.
    public var provenance: Provenance?
    /// The policy in force.
    public var policy: String?
    /// What each remote holds.
    public var sides: [Side]
    /// Values that lost.
    public var lost: [ConflictView]
    /// What was written where.
    public var writes: [Write]
    /// What waits for a person.
    public var waits: [String]

    var json: JSON {
        var object = JSONObject([("value", value.printed)])
        if let provenance {
            object["from"] = .string(provenance.from)
            object["at"] = .string(provenance.at.iso)
            object["by"] = provenance.by.map(JSON.string)
            object["rule"] = .string(provenance.rule)
            object["rev"] = .integer(provenance.rev)
        }
        object["policy"] = policy.map(JSON.string)
        object["sides"] = .array(sides.map(\.json))
        object["lost"] = .array(lost.map(\.json))
        object["writes"] = .array(
            writes.map { write -> JSON in
                [
                    "remote": .string(write.record.remote), "record": .string(write.record.id), "at": .string(write.at.iso),
                    "operation": .string(write.operation),
                ]
            })
        object["waits"] = .array(waits.map(JSON.string))
        return .object(object)
    }
}

extension FieldExplanation.Side {
    var json: JSON {
        var object = JSONObject([
            ("remote", .string(record.remote)), ("object", .string(record.object)), ("record", .string(record.id)),
            ("field", .string(remoteField)), ("state", .string(state)),
        ])
        object["value"] = value?.printed
        object["in_step_with"] = hubBase?.printed
        object["accepted"] = accepted.map(JSON.string)
        object["seen_at"] = confirmedAt.map { .string($0.iso) }
        return .object(object)
    }
}

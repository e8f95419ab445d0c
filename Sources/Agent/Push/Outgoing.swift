import Connectors
import Model
import Reconciliation
import Storage

/// Turns the hub's values of an outbox entry into what the remote is sent.
struct Outgoing {
    let services: Services
    let object: ObjectMapping
    let sync: EntitySync
    let tx: Transaction

    /// The values by the remote's names.
    /// - Returns: nil if a reference waits for a record that is still to be made; the entry then says for which.
    func values(of entry: OutboxEntry, isCreate: Bool) throws -> FieldValues? {
        var values: FieldValues = [:]
        for (name, value) in entry.hubValues {
            guard let rule = sync.rule(name), let side = rule.sides[object.remote], !side.isLink else { continue }
            let translated = side.remoteValue(from: value, as: rule.type, guards: services.guards) { entity in recordID(of: entity) }
            switch translated {
            case .value(let remote): values[side.remoteField] = remote
            case .inexpressible: continue
            case .blocked(let parent):
                // Whoever refers to himself waits for nobody: the field follows once the record is there.
                guard parent != entry.entity, isExpected(parent) else { continue }
                var waiting = entry
                waiting.blockedBy = parent
                try tx.outbox.replace(waiting)
                return nil
            }
        }
        if isCreate { addConditions(to: &values) }
        if let key = entry.hubValues[Stamp.field], let field = object.capabilities.externalKey { values[field] = key }
        return values
    }

    /// A record is made so that it takes part: the fields of `where` get the first value they allow.
    private func addConditions(to values: inout FieldValues) {
        guard let side = sync.sides[object.remote] else { return }
        for (field, allowed) in side.condition where values[field] == nil {
            if let first = allowed.first { values[field] = .text(first) }
        }
    }

    /// The record of another entity at this remote, if it is linked here.
    func recordID(of entity: EntityID) -> String? {
        guard let other = services.settings.sync(entity.kind)?.sides[object.remote]?.object else { return nil }
        return (try? tx.links.recordID(of: entity, remote: object.remote, object: other)) ?? nil
    }

    /// True if the other entity is to get a record at this remote, so that waiting for it makes sense.
    private func isExpected(_ entity: EntityID) -> Bool {
        guard let side = services.settings.sync(entity.kind)?.sides[object.remote] else { return false }
        return side.creates && ((try? tx.outbox.pending(entity)) ?? []).contains { $0.remote == object.remote }
    }
}

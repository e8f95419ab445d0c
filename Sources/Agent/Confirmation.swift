import Model
import Reconciliation
import Storage

/// Moves base pairs by what a record shows after a write (R2). A value that is neither the intended one nor a known weakening of it is
/// an edit by someone else: it goes on the stage and is merged.
struct Confirmation {
    let services: Services
    let object: ObjectMapping
    let mapping: Mapping
    let tx: Transaction

    func take(_ record: Record, for entry: OutboxEntry) throws {
        let key = RecordKey(remote: object.remote, object: object.object, id: record.id)
        guard let sync = mapping.sync(entry.entity.kind), var link = try tx.links.get(key) else { return }
        let shown = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx).values(of: record.values)
        var differs = false
        for (name, intended) in entry.hubValues {
            guard let rule = sync.rule(name), let side = rule.sides[object.remote], !side.isLink, let value = shown[name] else { continue }
            if CanonicalForm.equal(value, intended, as: rule.type) {
                set(name, hub: intended, remote: value, reason: nil, on: &link)
            } else if let reason = AcceptedDivergence.reason(intended: intended, shown: value, as: rule.type, side: side) {
                set(name, hub: intended, remote: value, reason: reason, on: &link)
            } else {
                differs = true
            }
        }
        let isWhole = object.fields.allSatisfy { record.values[$0] != nil }
        differs = differs || (isWhole && !agrees(shown, with: link, sync: sync))
        link.version = record.version ?? link.version
        link.modified = record.modified ?? link.modified
        link.remoteCreated = link.remoteCreated ?? record.created
        link.ackedAt = services.clock.now()
        link.confirmedAt = services.clock.now()
        if isWhole, !differs { link.seenHash = ContentHash.of(record) }
        try tx.links.put(link)
        try tx.outbox.delete(entry.id)
        if differs { try stage(record, entry) }
    }

    private func set(_ name: String, hub: FieldValue, remote: FieldValue, reason: DivergenceReason?, on link: inout Link) {
        link.hubBase[name] = hub
        link.remoteBase[name] = remote
        link.accepted[name] = reason?.rawValue
    }

    /// True if every mapped field shows its base: nothing else changed meanwhile.
    private func agrees(_ shown: FieldValues, with link: Link, sync: EntitySync) -> Bool {
        sync.rules.allSatisfy { rule in
            guard let value = shown[rule.name], rule.sides[object.remote]?.isLink == false else { return true }
            guard let base = link.remoteBase[rule.name] else { return value.isBlank }
            return CanonicalForm.equal(value, base, as: rule.type)
        }
    }

    private func stage(_ record: Record, _ entry: OutboxEntry) throws {
        try tx.staged.put(
            [
                StagedRecord(
                    record: record, remote: object.remote, object: object.object, kind: entry.entity.kind, entity: entry.entity,
                    seenHash: ContentHash.of(record), stagedAt: services.clock.now())
            ])
        try tx.dirty.mark([entry.entity], at: services.clock.now())
    }
}

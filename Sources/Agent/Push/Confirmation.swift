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
                if CanonicalForm.equal(value, entry.remoteOld[name] ?? .null, as: rule.type) {
                    try noteRefusal(of: intended, field: rule, shown: value, entry)
                }
            }
        }
        fillBlanks(shown, of: &link, sync: sync)
        Stamp(object: object, instance: services.settings.program.instance).note(record, on: &link)
        if entry.hubValues[Stamp.field] != nil, link.remoteBase[Stamp.field] != entry.hubValues[Stamp.field] { differs = true }
        let isWhole = object.fields.allSatisfy { record.values[$0] != nil }
        differs = differs || (isWhole && !agrees(shown, with: link, sync: sync))
        link.version = record.version ?? link.version
        link.modified = record.modified ?? link.modified
        link.remoteCreated = link.remoteCreated ?? record.created
        link.ackedAt = services.clock.now()
        link.confirmedAt = services.clock.now()
        // A link that somebody added already is news; without a base it would never be looked at.
        let isRead = sync.rules.allSatisfy { rule in
            guard let side = rule.sides[object.remote], side.isLink, side.reads, entry.kind == .create else { return true }
            return link.remoteBase[rule.name] != nil || (shown[rule.name]?.isBlank == false && entry.hubValues[rule.name] != nil)
        }
        if isWhole, !differs { link.seenHash = isRead ? ContentHash.of(record) : nil }
        try tx.links.put(link)
        try tx.outbox.delete(entry.id)
        if entry.kind == .create { try tx.dirty.mark([entry.entity], at: services.clock.now()) }
        if differs { try stage(record, entry) }
    }

    /// The remote took a value and shows its own old one again: a silent refusal, or a workflow that puts it back. Each time is a conflict;
    /// when it repeats it is a war, and the field is frozen until a person decides (R9).
    private func noteRefusal(of intended: FieldValue, field rule: FieldRule, shown: FieldValue, _ entry: OutboxEntry) throws {
        let now = services.clock.now()
        let count = try tx.conflicts.recent(entry.entity, since: now - .seconds(86_400))[rule.name] ?? 0
        let isWar = count >= EntityMerge.warThreshold && services.guards.stands(.war)
        let candidates = [Candidate(from: "hub", value: intended), Candidate(from: object.remote, value: shown)].map(\.json)
        if isWar {
            let raised = try tx.reviews.raise(
                Review(
                    id: services.identifier("review_"), kind: ReviewKind.conflict.rawValue, entity: entry.entity, remote: nil,
                    field: rule.name, reason: "war: \(object.remote) shows its old value again after each write",
                    candidates: .array(candidates),
                    rule: "R9", since: now, runID: entry.runID))
            guard raised.isNew else { return }
        }
        try tx.conflicts.add(
            Conflict(
                id: services.identifier("conflict_"), entity: entry.entity, field: rule.name, policy: rule.policy.name,
                chosen: isWar ? .null : candidates[0], losers: .array(isWar ? candidates : Array(candidates.dropFirst())),
                state: isWar ? .open : .resolved, rule: "R9", at: now))
    }

    /// A field that is shown empty and was never in step is known now: what the hub has for it, or gets later, goes there like any change.
    private func fillBlanks(_ shown: FieldValues, of link: inout Link, sync: EntitySync) {
        for rule in sync.rules where link.remoteBase[rule.name] == nil && rule.sides[object.remote] != nil {
            guard let value = shown[rule.name], value.isBlank else { continue }
            set(rule.name, hub: .null, remote: .null, reason: nil, on: &link)
        }
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

import Connectors
import Model
import Reconciliation
import Storage

/// Stores what a page brought: staged records with their match keys, dirty marks for what is linked, failed rows for what could not
/// be read.
struct StagingWriter {
    let services: Services
    let object: ObjectMapping
    let sync: Mapping

    /// Stores one sorted page in the transaction that also moves the cursor (R27).
    func store(_ staging: PageStaging, rejected: [RejectedRecord], in tx: Transaction) throws {
        var rows: [StagedRecord] = []
        var keys: [RecordKey: [StagedKey]] = [:]
        var dirty: [EntityID] = []
        for changed in staging.changed {
            let key = RecordKey(remote: object.remote, object: object.object, id: changed.record.id)
            let kind = changed.entity?.kind ?? object.kind(of: changed.record.values)
            guard let kind else { continue }
            rows.append(
                StagedRecord(
                    record: changed.record, remote: object.remote, object: object.object, kind: kind, entity: changed.entity,
                    seenHash: changed.hash, stagedAt: staging.now))
            if let entity = changed.entity {
                dirty.append(entity)
            } else {
                keys[key] = matchKeys(of: changed.record, kind: kind, in: tx).map { StagedKey(key: $0.key, value: $0.value) }
            }
        }
        for id in staging.leaving { try release(id, in: tx) }
        try tx.staged.put(rows, keys: keys)
        try tx.dirty.mark(dirty, at: staging.now)
        try forgetFailedReads(of: rows.map(\.key), in: tx)
        for record in rejected { try keep(record, at: staging.now, in: tx) }
    }

    /// What can be read now is no failed row any more.
    private func forgetFailedReads(of keys: [RecordKey], in tx: Transaction) throws {
        guard !keys.isEmpty, try tx.failedRows.count(remote: object.remote) > 0 else { return }
        for key in keys {
            try tx.failedRows.remove(remote: key.remote, object: key.object, subject: key.id, kind: FailedRow.read)
        }
    }

    /// A record that could not be read is a failed row; the page goes on without it.
    private func keep(_ record: RejectedRecord, at now: Timestamp, in tx: Transaction) throws {
        let subject = record.id ?? "?"
        let known = try tx.failedRows.get(remote: object.remote, object: object.object, subject: subject, kind: FailedRow.read)
        try tx.failedRows.put(
            FailedRow(
                remote: object.remote, object: object.object, kind: FailedRow.read, entity: nil, recordID: subject,
                failureClass: FailureClass.invalid.rawValue, message: record.reason, attempts: (known?.attempts ?? 0) + 1,
                since: known?.since ?? now))
    }

    /// The keys under which an unlinked record may match, in the order of config.yaml (R25).
    func matchKeys(of record: Record, kind: EntityKind, in tx: Transaction) -> [(key: String, value: String)] {
        guard let mapped = sync.sync(kind) else { return [] }
        let values = Observation(of: mapped, remote: object.remote, settings: services.settings, in: tx).values(of: record.values)
        return identityKeys(of: values, sync: mapped, guards: services.guards)
    }

    /// A record that no longer takes part leaves the stage, and nobody needs to decide about it any more.
    func release(_ id: String, in tx: Transaction) throws {
        let key = RecordKey(remote: object.remote, object: object.object, id: id)
        guard try tx.staged.get(key) != nil else { return }
        try tx.staged.remove(key)
        try tx.reviews.closeMatching(key, kind: ReviewKind.match.rawValue, by: "entente", at: services.clock.now())
    }
}

/// The identity keys of an entity's or a record's values, in the order of `match`; the external key is none of them.
func identityKeys(of values: FieldValues, sync: EntitySync, guards: Guards = Guards()) -> [(key: String, value: String)] {
    sync.match.compactMap { name in
        guard let rule = sync.rule(name), let value = values[name],
            let key = CanonicalForm.identityKey(value, as: rule.type, guards: guards)
        else { return nil }
        return (name, key)
    }
}

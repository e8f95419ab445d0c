import Connectors
import Model
import Reconciliation
import Storage

extension Delivery {
    /// Archives or deletes records: each is read right before, and left alone if any mapped field moved since the deletion was decided
    /// (R13, R21).
    mutating func remove(_ group: [OutboxEntry]) async throws(RunError) {
        let now = try await ask { (source) throws(ConnectorError) in
            try await source.read(ids: group.compactMap(\.recordID), of: object.object, fields: object.fields, proof: false)
        }
        for kind in [WriteKind.archive, .delete] {
            var prepared: [(entry: OutboxEntry, operation: WriteOperation)] = []
            var stale = 0
            try stored { tx in
                for entry in group where entry.kind.rawValue == kind.rawValue {
                    guard let id = entry.recordID else { continue }
                    guard let shown = now.records[id], shown.id == id else {
                        // Somebody else was faster.
                        if now.gone.contains(id) { try settled(tx).removed(entry) }
                        continue
                    }
                    if try services.guards.stands(.verify) && isMoved(shown, entry, tx) {
                        try tx.outbox.delete(entry.id)
                        try stage(shown, of: entry, tx)
                        stale += 1
                    } else {
                        let operation = WriteOperation(
                            key: entry.idempotencyKey, id: id, entityKey: nil, version: shown.version, modified: shown.modified, values: [:]
                        )
                        prepared.append((entry, operation))
                    }
                }
            }
            counts.stale += stale
            let outcomes = try await dispatch(kind, prepared)
            try stored { tx in
                for (entry, outcome) in outcomes {
                    if case .done = outcome { try settled(tx).removed(entry) }
                }
            }
        }
    }

    private func settled(_ tx: Transaction) -> OutcomeRecord {
        OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
    }

    private func isMoved(_ record: Record, _ entry: OutboxEntry, _ tx: Transaction) throws -> Bool {
        guard let sync = mapping.sync(entry.entity.kind),
            let link = try tx.links.get(RecordKey(remote: object.remote, object: object.object, id: record.id))
        else { return true }
        let shown = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx).values(of: record.values)
        return sync.rules.contains { rule in
            guard let value = shown[rule.name], let base = link.remoteBase[rule.name] else { return false }
            return !CanonicalForm.equal(value, base, as: rule.type)
        }
    }
}

import Model
import Storage

/// The one way into the outbox: only what this run may send, and nothing that was refused before with the same intention (R17).
struct OutboxGate {
    /// What became of an operation.
    enum Passage {
        /// It is in the outbox.
        case planned
        /// Its time has not come; its entity must be looked at again.
        case waits
        /// The remote refused it for good; only another intention, mapping or schema is worth a try.
        case refused
    }

    let services: Services
    let planning: Planning
    let spool: OperationSpool
    let mapping: Mapping
    let tx: Transaction

    /// Puts an operation into the outbox.
    func pass(_ operation: Operation, _ entry: OutboxEntry) throws -> Passage {
        let failed = try tx.failedRows.get(
            remote: operation.remote, object: operation.object, subject: operation.entity.text, kind: operation.kind.rawValue)
        if let failed, services.guards.stands(.failedRow), failed.intendedHash == ContentHash.of(operation.id) {
            if let next = failed.nextAt {
                if next > services.clock.now() { return .waits }
            } else if failed.schemaFingerprint == (try conditions(of: operation)) {
                return .refused
            }
        }
        if services.guards.stands(.appliedOnly), let allowed = planning.onlyOperations, !allowed.contains(operation.id) {
            spool.withhold(operation)
            return .waits
        }
        spool.take(operation)
        try tx.outbox.insert(entry)
        return .planned
    }

    private func conditions(of operation: Operation) throws -> String {
        guard let object = mapping.object(operation.remote, operation.object) else { return "" }
        return try object.conditions(in: tx)
    }
}

extension ObjectMapping {
    /// Under which mapping and remote schema an operation is planned: another one makes a refused operation worth another try (R17).
    func conditions(in tx: Transaction) throws -> String {
        let schema = try tx.schemas.get(remote: remote, object: object)?.fingerprint ?? ""
        return "\(fingerprint).\(schema)"
    }
}

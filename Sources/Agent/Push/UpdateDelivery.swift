import Connectors
import Model
import Reconciliation
import Storage

extension Delivery {
    /// Changes records: each is read right before (R13), and an operation is dropped if a field it writes has moved since it was planned.
    mutating func update(_ group: [OutboxEntry]) async throws(RunError) {
        let ids = group.compactMap(\.recordID)
        let now = try await ask { (source) throws(ConnectorError) in
            try await source.read(ids: ids, of: object.object, fields: object.fields, proof: false)
        }
        var prepared: [(entry: OutboxEntry, operation: WriteOperation)] = []
        var dropped = PushCounts()
        try stored { tx in
            for entry in group {
                switch try check(entry, against: now, tx) {
                case .send(let operation): prepared.append((entry, operation))
                case .drop: dropped.stale += 1
                case .wait: dropped.deferred += 1
                case .inStep: break
                }
            }
        }
        counts.add(dropped)
        let outcomes = try await dispatch(.update, prepared)
        let shownAt = prepared.compactMap { entry, operation in operation.modified.map { (entry.id, $0) } }
        try await checkWindow(outcomes, shownAt: Dictionary(shownAt, uniquingKeysWith: { $1 }))
        try await confirm(outcomes)
    }

    private enum Verdict {
        case send(WriteOperation)
        case drop
        case wait
        case inStep
    }

    private func check(_ entry: OutboxEntry, against now: ByIDs, _ tx: Transaction) throws -> Verdict {
        guard let id = entry.recordID else { return .wait }
        guard let record = now.records[id] else {
            guard now.gone.contains(id) else { return .wait }
            try tx.outbox.delete(entry.id)
            try tx.dirty.mark([entry.entity], at: services.clock.now())
            try stageGone(entry, mergedInto: nil, tx)
            return .drop
        }
        guard record.id == id else {
            try tx.outbox.delete(entry.id)
            try stageGone(entry, mergedInto: record.id, tx)
            return .drop
        }
        guard let sync = mapping.sync(entry.entity.kind) else { return .wait }
        let shown = Observation(of: sync, remote: object.remote, settings: services.settings, guards: services.guards, in: tx).values(
            of: record.values)
        let fields = entry.hubValues.keys.filter { sync.rule($0)?.sides[object.remote]?.isLink == false }
        let moved = fields.contains { name in
            guard let rule = sync.rule(name), let value = shown[name] else { return true }
            return !CanonicalForm.equal(value, entry.remoteOld[name] ?? .null, as: rule.type)
        }
        let isThere =
            services.guards.stands(.equalNow)
            && fields.allSatisfy { name in
                guard let rule = sync.rule(name), let value = shown[name], let wanted = entry.hubValues[name] else { return false }
                return CanonicalForm.equal(value, wanted, as: rule.type, guards: services.guards)
            }
        let stamp = standing(ofStampIn: entry, record)
        if services.guards.stands(.verify), moved || stamp == .other || (isThere && stamp != .blank) {
            // What the record shows now is merged in the next step; if it is what we wanted to write, that merge is the confirmation (R4).
            try stage(record, of: entry, tx)
            try tx.outbox.delete(entry.id)
            return isThere && stamp != .other ? .inStep : .drop
        }
        guard let values = try Outgoing(services: services, object: object, sync: sync, tx: tx).values(of: entry, isCreate: false) else {
            return .wait
        }
        guard !values.isEmpty else {
            try tx.outbox.delete(entry.id)
            return .inStep
        }
        return .send(
            WriteOperation(
                key: entry.idempotencyKey, id: id, entityKey: nil, version: record.version, modified: record.modified, values: values))
    }

    private enum StampStanding {
        case none, blank, there, other
    }

    /// How the record stands to the external key that the operation is to give it.
    private func standing(ofStampIn entry: OutboxEntry, _ record: Record) -> StampStanding {
        guard let wanted = entry.hubValues[Stamp.field] else { return .none }
        let shown = Stamp(object: object, instance: services.settings.program.instance).shown(record) ?? .null
        return shown == wanted ? .there : shown.isBlank ? .blank : .other
    }

    /// Puts what a record shows on the stage, so that it is merged.
    func stage(_ record: Record, of entry: OutboxEntry, _ tx: Transaction) throws {
        let now = services.clock.now()
        var record = record
        if let staged = try tx.staged.get(RecordKey(remote: object.remote, object: object.object, id: record.id)) {
            for (name, value) in staged.record.values where name.hasPrefix("link:") { record.values[name] = value }
        }
        try tx.staged.put(
            [
                StagedRecord(
                    record: record, remote: object.remote, object: object.object, kind: entry.entity.kind, entity: entry.entity,
                    seenHash: ContentHash.of(record), stagedAt: now)
            ])
        try tx.dirty.mark([entry.entity], at: now)
    }

    /// Puts a tombstone on the stage for a record that an operation did not find.
    func stageGone(_ entry: OutboxEntry, mergedInto: String?, _ tx: Transaction) throws {
        guard let id = entry.recordID else { return }
        var record = Record(id: id)
        record.isDeleted = true
        record.mergedInto = mergedInto
        try stage(record, of: entry, tx)
    }
}

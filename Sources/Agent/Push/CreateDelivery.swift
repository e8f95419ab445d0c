import Connectors
import Model
import Reconciliation
import Storage

extension Delivery {
    /// Makes records, never twice (R12): by upsert on the external key where there is one; else a record with the same natural key is
    /// looked for first; else only where config.yaml allows it.
    mutating func create(_ group: [OutboxEntry]) async throws(RunError) {
        var group = group
        let isBlind = !services.guards.stands(.getOrCreate)
        let kind: WriteKind = usesExternalKey && !isBlind ? .upsert : .create
        if !usesExternalKey, !isBlind { group = try await withoutTwins(group) }
        var prepared: [(entry: OutboxEntry, operation: WriteOperation)] = []
        var waiting = 0
        try stored { tx in
            for entry in group {
                guard let sync = mapping.sync(entry.entity.kind),
                    let values = try Outgoing(services: services, object: object, sync: sync, tx: tx).values(of: entry, isCreate: true)
                else {
                    waiting += 1
                    continue
                }
                let operation = WriteOperation(
                    key: entry.idempotencyKey, id: nil, entityKey: externalKey(of: entry.entity), values: values)
                prepared.append((entry, operation))
            }
        }
        counts.deferred += waiting
        let outcomes = try await dispatch(kind, prepared)
        try await confirm(outcomes)
        try await matchDuplicates(outcomes)
    }

    /// Records that stand where one was to be made are read and go to matching; one that can never match is for a person.
    private mutating func matchDuplicates(_ outcomes: [(OutboxEntry, WriteOutcome)]) async throws(RunError) {
        var refused: [(entry: OutboxEntry, failure: Failure)] = []
        for case (let entry, .failed(let failure)) in outcomes where failure.failureClass == .duplicate && !failure.existing.isEmpty {
            refused.append((entry, failure))
        }
        guard !refused.isEmpty else { return }
        let found = try await ask { (source) throws(ConnectorError) in
            try await source.read(ids: refused.flatMap(\.failure.existing), of: object.object, fields: object.fields, proof: false)
        }
        let lost = try stored { tx in
            var lost = 0
            let twins = Twins(services: services, object: object, mapping: mapping, tx: tx)
            for (entry, failure) in refused {
                var isStaged = false
                for record in failure.existing.compactMap({ found.records[$0] }) {
                    if try twins.stage(record) { isStaged = true }
                }
                guard !isStaged else { continue }
                try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx).raise(entry, failure)
                lost += 1
            }
            return lost
        }
        // Counted as stale when the answer came; it is a failed row after all (R17).
        counts.stale -= lost
        counts.failed += lost
    }

    private var usesExternalKey: Bool {
        object.capabilities.externalKey != nil && object.capabilities.operations.contains(.upsert)
    }

    private func externalKey(of entity: EntityID) -> String? {
        guard object.capabilities.externalKey != nil else { return nil }
        return ExternalKey.text(instance: services.settings.program.instance, entity: entity)
    }

    /// Leaves out what exists already by a natural key; those records are staged and matched in the next step.
    private mutating func withoutTwins(_ group: [OutboxEntry]) async throws(RunError) -> [OutboxEntry] {
        guard let field = object.capabilities.uniqueKeys.first else {
            return try safe(group) { _ in false }
        }
        var byValue: [String: OutboxEntry] = [:]
        for entry in group {
            guard let sync = mapping.sync(entry.entity.kind),
                let rule = sync.rules.first(where: { $0.sides[object.remote]?.remoteField == field }),
                let value = entry.hubValues[rule.name],
                !value.isBlank
            else { continue }
            byValue[value.display] = entry
        }
        let values = byValue.keys.sorted()
        let found = try await ask { (source) throws(ConnectorError) in
            try await source.read(key: field, values: values, of: object.object, fields: object.fields)
        }
        var taken: Set<String> = []
        let refused = try stored { tx in
            var refused = PushCounts()
            for record in found {
                guard case .text(let value)? = record.values[field],
                    let entry = byValue[value] ?? byValue.first(where: { $0.key.lowercased() == value.lowercased() })?.value
                else { continue }
                guard taken.insert(entry.id).inserted else { continue }
                guard try Twins(services: services, object: object, mapping: mapping, tx: tx).stage(record) else {
                    // It is another entity's: no record with this key can be made beside it, and a person must say whose the key is.
                    let failure = Failure(.duplicate, code: "taken", message: "the record \(record.id) has the same \(field)")
                    try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
                        .store(.failed(failure), of: entry, counts: &refused)
                    continue
                }
                try tx.outbox.delete(entry.id)
                try tx.dirty.mark([entry.entity], at: services.clock.now())
            }
            return refused
        }
        counts.stale += taken.count - refused.failed
        counts.add(refused)
        let keyed = Set(byValue.values.map(\.id))
        return try safe(group.filter { !taken.contains($0.id) }) { keyed.contains($0.id) }
    }

    /// What can be made without the danger of making it twice; the rest is refused here, unless config.yaml allows it (R12).
    private mutating func safe(_ group: [OutboxEntry], hasKey: (OutboxEntry) -> Bool) throws(RunError) -> [OutboxEntry] {
        guard !remote.settings.allowsUnsafeCreate else { return group }
        let unsafe = group.filter { !hasKey($0) }
        guard !unsafe.isEmpty else { return group }
        let reason = "nothing tells this record from another at \(object.remote): fill its key, or set allow_unsafe_create"
        let added = try stored { tx in
            var added = PushCounts()
            for entry in unsafe {
                try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
                    .store(.failed(Failure(.invalid, code: "no key", message: reason)), of: entry, counts: &added)
            }
            return added
        }
        counts.add(added)
        return group.filter(hasKey)
    }
}

/// Records found at the remote that stand where one was to be made: they go on the stage to be matched.
struct Twins {
    let services: Services
    let object: ObjectMapping
    let mapping: Mapping
    let tx: Transaction

    /// Stages a found record unless it is linked or takes no part.
    /// - Returns: true if it is on the stage now.
    func stage(_ record: Record) throws -> Bool {
        let key = RecordKey(remote: object.remote, object: object.object, id: record.id)
        guard let kind = object.kind(of: record.values), try isFree(key) else { return false }
        let writer = StagingWriter(services: services, object: object, sync: mapping)
        let keys = writer.matchKeys(of: record, kind: kind, in: tx).map { StagedKey(key: $0.key, value: $0.value) }
        try tx.staged.put(
            [
                StagedRecord(
                    record: record, remote: object.remote, object: object.object, kind: kind, seenHash: ContentHash.of(record),
                    stagedAt: services.clock.now())
            ], keys: [key: keys])
        return true
    }

    /// True for a record without a link, and for one whose entity has ended: what a person made anew elsewhere may find it again (R22).
    private func isFree(_ key: RecordKey) throws -> Bool {
        guard var link = try tx.links.get(key) else { return true }
        guard link.state == .removed, try tx.entities.get(link.entity)?.deletedAt != nil else { return false }
        try tx.links.remove(key)
        link.key.id += "#" + link.entity.text
        try tx.links.put(link)
        return true
    }
}

import Connectors
import Model
import Reconciliation
import Storage

extension Delivery {
    /// Adds and removes links between records, and reads them back: what the remote shows then is the base (R2).
    mutating func relate(_ group: [OutboxEntry]) async throws(RunError) {
        let names = Set(group.compactMap(\.linkName)).sorted()
        for name in names {
            let entries = group.filter { $0.linkName == name }
            try await relate(entries, link: name)
        }
    }

    private mutating func relate(_ entries: [OutboxEntry], link name: String) async throws(RunError) {
        let before = try await ask { (source) throws(ConnectorError) in
            try await source.links(named: name, of: object.object, ids: entries.compactMap(\.recordID))
        }
        var add: [(OutboxEntry, LinkOperation)] = []
        var remove: [(OutboxEntry, LinkOperation)] = []
        var sent: [OutboxEntry] = []
        var stale = 0
        try stored { tx in
            for entry in entries {
                guard let record = entry.recordID, let sync = mapping.sync(entry.entity.kind) else { continue }
                let wanted = target(of: entry, sync: sync, tx)
                let current = before[record] ?? []
                if case .ref? = entry.hubValues.values.first, wanted == nil { continue }
                if try services.guards.stands(.verify) && isMoved(current, wanted, entry, sync: sync, tx) {
                    try stageLinks(current, link: name, of: entry, tx)
                    try tx.outbox.delete(entry.id)
                    stale += 1
                    continue
                }
                if let wanted, !current.contains(wanted) {
                    add.append((entry, LinkOperation(key: entry.idempotencyKey, id: record, to: wanted)))
                }
                for old in current where old != wanted && isOurs(old, entry, sync: sync, tx) {
                    remove.append((entry, LinkOperation(key: entry.idempotencyKey, id: record, to: old)))
                }
                try mark(entry, .sent, tx)
                sent.append(entry)
            }
        }
        counts.stale += stale
        guard !sent.isEmpty else { return }
        services.crash.pass(.markedSent)
        let added = await remote.sink.writeLinks(named: name, of: object.object, add: true, operations: add.map(\.1))
        let refused = refusals(add.map(\.0), added)
        // Where the new link was not taken the old one stays: a record that leads nowhere is worse than one that lags.
        let kept = Set(refused.map(\.0.id))
        remove.removeAll { kept.contains($0.0.id) }
        let removed = await remote.sink.writeLinks(named: name, of: object.object, add: false, operations: remove.map(\.1))
        services.crash.pass(.answered)
        try await finish(sent, link: name, refused: refused + refusals(remove.map(\.0), removed))
    }

    /// True if the record leads elsewhere than when the operation was planned (R13).
    private func isMoved(_ current: [String], _ wanted: String?, _ entry: OutboxEntry, sync: EntitySync, _ tx: Transaction) throws -> Bool {
        guard let old = entry.remoteOld.values.first, !current.isEmpty, !current.contains(where: { $0 == wanted }) else { return false }
        guard case .ref = old else { return old.isBlank }
        return !current.contains { isOurs($0, entry, sync: sync, tx) }
    }

    /// Puts what the link shows on the stage, and nothing else of the record, so that it is merged.
    private func stageLinks(_ targets: [String], link name: String, of entry: OutboxEntry, _ tx: Transaction) throws {
        guard let id = entry.recordID, let link = try tx.links.get(RecordKey(remote: object.remote, object: object.object, id: id)) else {
            return
        }
        try stage(
            Record(
                id: id, version: link.version, modified: link.modified, created: link.remoteCreated,
                values: [linkValueName(name): .set(of: targets)]), of: entry, tx)
    }

    private func target(of entry: OutboxEntry, sync: EntitySync, _ tx: Transaction) -> String? {
        guard case .ref(let entity)? = entry.hubValues.values.first else { return nil }
        return Outgoing(services: services, object: object, sync: sync, tx: tx).recordID(of: entity)
    }

    /// True if the old target is the one the base knows, be it by a record that was merged away (R24): a link that someone else added is
    /// not ours to remove (R15).
    private func isOurs(_ old: String, _ entry: OutboxEntry, sync: EntitySync, _ tx: Transaction) -> Bool {
        guard case .ref(let entity)? = entry.remoteOld.values.first,
            let other = services.settings.sync(entity.kind)?.sides[object.remote]?.object
        else { return false }
        return (try? tx.links.entity(of: RecordKey(remote: object.remote, object: other, id: old))) == entity
    }

    private func mark(_ entry: OutboxEntry, _ state: OutboxState, _ tx: Transaction) throws {
        var marked = entry
        marked.state = state
        marked.attempts += 1
        marked.sentAt = services.clock.now()
        try tx.outbox.replace(marked)
    }

    private func refusals(_ entries: [OutboxEntry], _ outcomes: [WriteOutcome]) -> [(OutboxEntry, WriteOutcome)] {
        zip(entries, outcomes).filter { if case .done = $0.1 { false } else { true } }.map { ($0.0, $0.1) }
    }

    private mutating func finish(
        _ entries: [OutboxEntry], link name: String, refused: [(OutboxEntry, WriteOutcome)]
    ) async throws(RunError) {
        let refusedIDs = Set(refused.map(\.0.id))
        let planning = planning
        let (services, object, mapping) = (services, object, mapping)
        let bad = try stored { tx in
            var counts = PushCounts()
            for (entry, outcome) in refused {
                try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
                    .store(outcome, of: entry, counts: &counts)
            }
            return counts
        }
        counts.add(bad)
        let done = entries.filter { !refusedIDs.contains($0.id) }
        guard !done.isEmpty else { return }
        let after = try await ask { (source) throws(ConnectorError) in
            try await source.links(named: name, of: object.object, ids: done.compactMap(\.recordID))
        }
        try stored { tx in
            for entry in done {
                try confirmLink(entry, shown: after[entry.recordID ?? ""] ?? [], tx)
            }
        }
        counts.updated += done.count
    }

    private func confirmLink(_ entry: OutboxEntry, shown: [String], _ tx: Transaction) throws {
        guard let record = entry.recordID, let field = entry.hubValues.first, let sync = mapping.sync(entry.entity.kind),
            var link = try tx.links.get(RecordKey(remote: object.remote, object: object.object, id: record))
        else { return }
        let observation = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx)
        let values = observation.values(of: [linkValueName(entry.linkName ?? ""): .set(of: shown)])
        if let value = values[field.key] {
            let isInStep = value == field.value || (value.isBlank && field.value.isBlank)
            // What others linked besides is theirs: it stays, and that is known (R1, R15).
            link.hubBase[field.key] = field.value
            link.remoteBase[field.key] = value
            link.accepted[field.key] = isInStep ? nil : DivergenceReason.unknownValue.rawValue
            try tx.links.put(link)
        } else {
            try tx.dirty.mark([entry.entity], at: services.clock.now())
        }
        try tx.outbox.delete(entry.id)
    }
}

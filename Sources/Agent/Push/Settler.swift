import Connectors
import Logging
import Model
import Reconciliation
import Storage

/// Finds out what became of operations whose outcome nobody knows: sent when a run died, without an answer, or taken but not read back
/// (R11). What shows the intended values is acknowledged; what shows the old ones was not applied and is planned again; anything else is
/// merged again.
struct Settler: Sendable {
    let services: Services
    let mapping: Mapping
    let planning: Planning

    /// Settles what can be settled. A remote that cannot be reached keeps its operations unknown; the others go on (R35).
    func settle() async throws(RunError) -> [String: RunError] {
        var errors: [String: RunError] = [:]
        for object in mapping.objects {
            guard errors[object.remote] == nil, let remote = services.remotes[object.remote] else { continue }
            do throws(RunError) {
                try await settle(object, remote)
            } catch {
                if case .store = error { throw error }
                errors[object.remote] = error
            }
        }
        return errors
    }

    private func settle(_ object: ObjectMapping, _ remote: Remote) async throws(RunError) {
        var delivery = Delivery(services: services, mapping: mapping, planning: planning, remote: remote, object: object)
        let open = try delivery.stored { tx in try tx.outbox.unsettled(remote: object.remote).filter { $0.object == object.object } }
        guard !open.isEmpty else { return }
        services.logger.notice("settling", metadata: ["remote": "\(object.remote)", "object": "\(object.object)", "open": "\(open.count)"])
        let creates = open.filter { $0.recordID == nil }
        let known = open.filter { $0.recordID != nil }
        try await settleCreates(creates, delivery)
        try await settleLinks(known.filter { $0.linkName != nil }, delivery)
        try await settleRecords(known.filter { $0.linkName == nil }, &delivery)
    }

    /// A create that may have happened is looked for by its external key, with a strong read (R12).
    private func settleCreates(_ entries: [OutboxEntry], _ delivery: Delivery) async throws(RunError) {
        guard !entries.isEmpty else { return }
        let object = delivery.object
        guard let field = object.capabilities.externalKey else {
            // Without a key the twin search before the next create finds what happened.
            try replan(entries, delivery)
            return
        }
        let instance = services.settings.program.instance
        let values = entries.map { ExternalKey.text(instance: instance, entity: $0.entity) }
        let found = try await delivery.ask { (source) throws(ConnectorError) in
            try await source.read(key: field, values: values, of: object.object, fields: object.fields)
        }
        var records: [String: Record] = [:]
        for record in found { if case .text(let key)? = record.values[field] { records[key] = record } }
        for entry in entries {
            guard let record = records[ExternalKey.text(instance: instance, entity: entry.entity)] else {
                try replan([entry], delivery)
                continue
            }
            var counts = PushCounts()
            try delivery.stored { tx in
                try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
                    .store(.done(id: record.id, record: record), of: entry, counts: &counts)
                var acked = entry
                acked.recordID = record.id
                try Confirmation(services: services, object: object, mapping: mapping, tx: tx).take(record, for: acked)
            }
        }
    }

    private func settleRecords(_ entries: [OutboxEntry], _ delivery: inout Delivery) async throws(RunError) {
        guard !entries.isEmpty else { return }
        let object = delivery.object
        let answer = try await delivery.ask { (source) throws(ConnectorError) in
            try await source.read(ids: entries.compactMap(\.recordID), of: object.object, fields: object.fields, proof: false)
        }
        for entry in entries {
            guard let id = entry.recordID else { continue }
            if entry.kind == .delete || entry.kind == .archive {
                try settleRemoval(entry, isGone: answer.gone.contains(id) || answer.records[id]?.isDeleted == true, delivery)
            } else if let record = answer.records[id] {
                try settle(entry, record, delivery)
            } else if answer.gone.contains(id) {
                try delivery.stored { tx in
                    try delivery.stageGone(entry, mergedInto: nil, tx)
                    try tx.outbox.delete(entry.id)
                }
            }
        }
    }

    private func settle(_ entry: OutboxEntry, _ record: Record, _ delivery: Delivery) throws(RunError) {
        let object = delivery.object
        try delivery.stored { tx in
            guard let sync = mapping.sync(entry.entity.kind) else { return }
            let shown = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx).values(of: record.values)
            let isOld = entry.hubValues.keys.allSatisfy { name in
                guard let rule = sync.rule(name), let value = shown[name] else { return false }
                return CanonicalForm.equal(value, entry.remoteOld[name] ?? .null, as: rule.type)
            }
            if isOld, entry.state != .acked {
                try tx.outbox.delete(entry.id)
                try tx.dirty.mark([entry.entity], at: services.clock.now())
            } else {
                try Confirmation(services: services, object: object, mapping: mapping, tx: tx).take(record, for: entry)
            }
        }
    }

    private func settleRemoval(_ entry: OutboxEntry, isGone: Bool, _ delivery: Delivery) throws(RunError) {
        try delivery.stored { tx in
            if isGone {
                try OutcomeRecord(services: services, object: delivery.object, mapping: mapping, planning: planning, tx: tx).removed(entry)
            } else {
                try tx.outbox.delete(entry.id)
                try tx.dirty.mark([entry.entity], at: services.clock.now())
            }
        }
    }

    /// Links are settled by planning them again: adding one that is there changes nothing.
    private func settleLinks(_ entries: [OutboxEntry], _ delivery: Delivery) async throws(RunError) {
        try replan(entries, delivery)
    }

    private func replan(_ entries: [OutboxEntry], _ delivery: Delivery) throws(RunError) {
        guard !entries.isEmpty else { return }
        try delivery.stored { tx in
            for entry in entries {
                if entry.linkName != nil {
                    var again = entry
                    again.state = .planned
                    try tx.outbox.replace(again)
                } else {
                    try tx.outbox.delete(entry.id)
                    try tx.dirty.mark([entry.entity], at: services.clock.now())
                }
            }
        }
    }
}

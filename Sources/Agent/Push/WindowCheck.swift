import Connectors
import Model
import Reconciliation
import Storage

/// Looks, after a guarded field was written where the remote knows no precondition, whether somebody changed it in the moment between the
/// reading and the writing (R14). What was overwritten unseen becomes a losing value of a conflict.
struct WindowCheck {
    let services: Services
    let object: ObjectMapping
    let mapping: Mapping
    let tx: Transaction

    /// The guarded fields that an operation writes, by the hub's name, with the remote's.
    static func fields(of entry: OutboxEntry, _ mapping: Mapping) -> [String: String] {
        guard entry.isStrict, let sync = mapping.sync(entry.entity.kind) else { return [:] }
        var fields: [String: String] = [:]
        for name in entry.hubValues.keys {
            guard let rule = sync.rule(name), rule.isStrict, let side = rule.sides[entry.remote], side.reads, !side.isLink else { continue }
            fields[name] = side.remoteField
        }
        return fields
    }

    /// Keeps what the history shows between the value that was read and the one that was written. `shownAt` is when the record had last
    /// changed as it was read: what is older was seen.
    /// - Returns: how many conflicts that makes.
    func note(_ history: [String: [HistoryEntry]], of entry: OutboxEntry, shownAt: Timestamp?) throws -> Int {
        guard let sync = mapping.sync(entry.entity.kind) else { return 0 }
        var count = 0
        for (name, remoteField) in Self.fields(of: entry, mapping).sorted(by: { $0.key < $1.key }) {
            guard let rule = sync.rule(name), let intended = entry.hubValues[name] else { continue }
            let observation = Observation(of: sync, remote: object.remote, settings: services.settings, in: tx)
            let values = (history[remoteField] ?? []).map { former in
                (value: observation.values(of: [remoteField: former.value])[name] ?? .null, at: former.at)
            }
            let unseen = unseen(values, rule, intended: intended, old: entry.remoteOld[name] ?? .null, shownAt: shownAt)
            guard !unseen.isEmpty else { continue }
            try tx.conflicts.add(
                Conflict(
                    id: services.identifier("conflict_"), entity: entry.entity, field: name, policy: rule.policy.name,
                    chosen: Candidate(from: "hub", value: intended).json,
                    losers: .array(unseen.map { Candidate(from: object.remote, value: $0.value, at: $0.at).json }), state: .resolved,
                    rule: "R14", at: services.clock.now()))
            count += 1
        }
        return count
    }

    /// The values set after the record was read and before ours; the history comes newest first.
    private func unseen(
        _ history: [(value: FieldValue, at: Timestamp)], _ rule: FieldRule, intended: FieldValue, old: FieldValue, shownAt: Timestamp?
    ) -> [(value: FieldValue, at: Timestamp)] {
        func equal(_ left: FieldValue, _ right: FieldValue) -> Bool { CanonicalForm.equal(left, right, as: rule.type) }
        // Somebody may have changed it again already; that is news like any other.
        guard let ours = history.firstIndex(where: { equal($0.value, intended) }) else { return [] }
        let before = history[(ours + 1)...].prefix { former in !equal(former.value, old) && shownAt.map { former.at > $0 } ?? true }
        return before.filter { !equal($0.value, intended) }
    }
}

extension Delivery {
    /// Reads the history of the guarded fields that were written without a precondition. One that cannot be read is no proof of anything,
    /// and holds nothing up.
    mutating func checkWindow(_ outcomes: [(OutboxEntry, WriteOutcome)], shownAt: [String: Timestamp]) async throws(RunError) {
        guard object.capabilities.hasHistory, !object.capabilities.hasPrecondition, services.guards.stands(.strict) else { return }
        for (entry, outcome) in outcomes {
            guard case .done(let id, _) = outcome else { continue }
            let fields = WindowCheck.fields(of: entry, mapping)
            guard !fields.isEmpty else { continue }
            let history = try await ask { (source) throws(ConnectorError) in
                try await source.history(of: id, object: object.object, fields: fields.values.sorted())
            }
            counts.conflicts += try stored { tx in
                try WindowCheck(services: services, object: object, mapping: mapping, tx: tx)
                    .note(history, of: entry, shownAt: shownAt[entry.id])
            }
        }
    }
}

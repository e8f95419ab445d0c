import Connectors
import Model
import Reconciliation
import Storage

/// What an entity's merge sends out: changed fields of records that exist, links between them, and records still to be made.
struct OutgoingStep {
    let run: MergeStep
    let sync: EntitySync
    let entity: Entity
    let tx: Transaction

    private var services: Services { run.services }

    /// Plans everything for the entity.
    /// - Returns: true while something waits, so that the entity must be looked at again in the next run.
    mutating func plan(
        _ merged: MergeResult, facts: EntityFacts, sides: EffectiveSides, holds: Bool, into result: inout PlanResult
    ) throws -> Bool {
        var waits = !sides.unwritable.isEmpty && merged.pushes.keys.contains { sides.unwritable.contains($0) }
        waits = waits || !facts.pending.isEmpty
        for (remote, pushes) in merged.held where !pushes.isEmpty {
            guard let object = sync.sides[remote]?.object else { continue }
            result.held[ObjectName(remote: remote, object: object), default: 0] += 1
            waits = true
        }
        if !merged.heldHub.isEmpty {
            result.held[ObjectName(remote: "hub", object: sync.kind.rawValue), default: 0] += 1
            waits = true
        }
        try accept(merged, facts: facts, unwritable: sides.unwritable)
        for operation in updates(merged, facts: facts, unwritable: sides.unwritable) {
            if try !enqueue(operation, facts: facts) { waits = true }
        }
        for operation in try creates(facts, into: &waits) {
            if try !enqueue(operation, facts: facts) { waits = true }
        }
        return waits
    }

    /// A reference to an entity that has no record at a remote, and gets none, cannot be written there: an accepted divergence until
    /// that changes.
    private func accept(_ merged: MergeResult, facts: EntityFacts, unwritable: Set<String>) throws {
        for (remote, pushes) in merged.pushes where !unwritable.contains(remote) {
            let pointless = pushes.filter { isPointless($0, at: remote) }
            guard !pointless.isEmpty, let known = facts.links.first(where: { $0.key.remote == remote && $0.state == .live }),
                var link = try tx.links.get(known.key)
            else { continue }
            for push in pointless {
                link.hubBase[push.field] = push.new
                link.remoteBase[push.field] = push.old ?? .null
                link.accepted[push.field] = EffectiveSides.unlinked
            }
            try tx.links.put(link)
        }
    }

    private func isPointless(_ push: FieldPush, at remote: String) -> Bool {
        guard case .ref(let other) = push.new, let side = services.settings.sync(other.kind)?.sides[remote] else { return false }
        return !side.creates && ((try? tx.links.recordID(of: other, remote: remote, object: side.object)) ?? nil) == nil
    }

    /// The operations on records that exist.
    func updates(_ merged: MergeResult, facts: EntityFacts, unwritable: Set<String>) -> [Operation] {
        merged.pushes.sorted { $0.key < $1.key }.flatMap { remote, pushes -> [Operation] in
            guard !unwritable.contains(remote), let link = facts.links.first(where: { $0.key.remote == remote && $0.state == .live })
            else { return [] }
            let pushes = pushes.filter { !isPointless($0, at: remote) }
            let fields = pushes.filter { sync.rule($0.field)?.sides[remote]?.isLink == false }
            var operations: [Operation] = []
            if !fields.isEmpty { operations.append(operation(.update, link.key, fields: fields)) }
            for push in pushes where sync.rule(push.field)?.sides[remote]?.isLink == true {
                operations.append(operation(push.new.isBlank ? .unlink : .link, link.key, fields: [push]))
            }
            return operations
        }
    }

    private func operation(_ kind: Operation.Kind, _ key: RecordKey, fields: [FieldPush]) -> Operation {
        Operation(
            remote: key.remote, object: key.object, record: key.id, entity: entity.id, kind: kind, fields: changes(of: fields))
    }

    private func changes(of pushes: [FieldPush]) -> [String: Operation.Change] {
        Dictionary(
            pushes.map { push in
                (push.field, Operation.Change(old: push.old, new: push.new, policy: push.policy, from: push.from, rule: push.rule))
            }, uniquingKeysWith: { $1 })
    }

    /// Records to make where a side wants one and none was ever linked. A removed record is never made again by itself, and nothing is
    /// made while the listing is not complete or a record that waits for review carries the same key (R12, R25).
    private func creates(_ facts: EntityFacts, into waits: inout Bool) throws -> [Operation] {
        guard entity.deletedAt == nil else { return [] }
        var operations: [Operation] = []
        for (remote, side) in sync.sides.sorted(by: { $0.key < $1.key }) where side.creates {
            guard let object = run.mapping.object(remote, side.object), !object.isReadOnly,
                !facts.links.contains(where: { $0.key.remote == remote && $0.key.object == side.object }),
                !facts.pending.contains(where: { $0.remote == remote && $0.kind == .create })
            else { continue }
            guard !run.blocked.contains(ObjectName(remote: remote, object: side.object)), try isListed(object) else {
                waits = true
                continue
            }
            if try hasWaitingTwin(object) { continue }
            let pushes = EntityMerge.valuesForCreate(hub: entity, rules: sync.rules, remote: remote)
            operations.append(
                Operation(
                    remote: remote, object: side.object, record: nil, entity: entity.id, kind: .create, fields: changes(of: pushes)))
        }
        return operations
    }

    private func isListed(_ object: ObjectMapping) throws -> Bool {
        try tx.cursors.get(remote: object.remote, object: object.object, stream: "changes")?.completeAt != nil
    }

    /// True if a record of this object that waits for a person carries one of the entity's keys: it may be the one.
    private func hasWaitingTwin(_ object: ObjectMapping) throws -> Bool {
        try identityKeys(of: entity.values, sync: sync).contains { key, value in
            try !tx.staged.recordsSharing(remote: object.remote, object: object.object, key: key, value: value, excluding: "").isEmpty
        }
    }

    /// Puts an operation into the outbox unless it failed before with the same intention (R17).
    /// - Returns: false if it waits for a later run.
    private func enqueue(_ operation: Operation, facts: EntityFacts) throws -> Bool {
        if let allowed = run.planning.onlyOperations, !allowed.contains(operation.id) {
            run.spool.take(operation)
            return false
        }
        let intended = ContentHash.of(operation.id)
        if let failed = try tx.failedRows.get(
            remote: operation.remote, object: operation.object, subject: entity.id.text, kind: operation.kind.rawValue)
        {
            // A failed row without a next time is permanent: only another intention is worth a try.
            if failed.intendedHash == intended, failed.nextAt == nil { return true }
            if failed.intendedHash == intended, let next = failed.nextAt, next > services.clock.now() { return false }
        }
        run.spool.take(operation)
        try tx.outbox.insert(entry(for: operation, facts: facts))
        return true
    }

    private func entry(for operation: Operation, facts: EntityFacts) -> OutboxEntry {
        let link = facts.links.first { $0.key.remote == operation.remote && $0.key.object == operation.object && $0.state == .live }
        let isStrict = operation.fields.keys.contains { sync.rule($0)?.isStrict == true }
        return OutboxEntry(
            id: operation.id, planID: run.planning.plan, kind: operation.kind.outbox, remote: operation.remote, object: operation.object,
            recordID: operation.record, entity: entity.id, linkName: linkName(of: operation), fields: operation.json["fields"] ?? .null,
            hubValues: operation.fields.mapValues(\.new), remoteOld: operation.fields.compactMapValues(\.old), version: link?.version,
            isStrict: isStrict, idempotencyKey: "\(operation.id).\(run.planning.run.suffix(8))", createdAt: services.clock.now(),
            runID: run.planning.run)
    }

    private func linkName(of operation: Operation) -> String? {
        guard operation.kind == .link || operation.kind == .unlink, let field = operation.fields.keys.first else { return nil }
        return sync.rule(field)?.sides[operation.remote]?.remoteField
    }
}

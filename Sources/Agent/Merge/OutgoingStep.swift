import Connectors
import Model
import Reconciliation
import Storage

/// What an entity's merge sends out: changed fields of records that exist, links between them, and records still to be made.
struct OutgoingStep {
    let run: MergeContext
    let sync: EntitySync
    let entity: Entity
    let tx: Transaction

    private var services: Services { run.services }

    /// Plans everything for the entity.
    /// - Returns: true while something waits, so that the entity must be looked at again in the next run.
    func plan(_ merged: MergeResult, facts: EntityFacts, sides: EffectiveSides, into result: inout PlanResult) throws -> Bool {
        var waits = !facts.pending.isEmpty || merged.pushes.keys.contains { sides.unwritable.contains($0) }
        for (remote, pushes) in merged.held where !pushes.isEmpty {
            guard let object = sync.sides[remote]?.object else { continue }
            result.held[ObjectName(remote: remote, object: object), default: 0] += 1
            waits = true
        }
        if !merged.heldHub.isEmpty {
            result.held[ObjectName(remote: "hub", object: sync.kind.rawValue), default: 0] += 1
            waits = true
        }
        for operation in try updates(merged, facts: facts, unwritable: sides.unwritable) {
            if try enqueue(operation, facts: facts) == .waits { waits = true }
        }
        for operation in try creates(facts, into: &waits, &result) {
            if try enqueue(operation, facts: facts) == .waits { waits = true }
        }
        return waits
    }

    /// The operations on records that exist.
    func updates(_ merged: MergeResult, facts: EntityFacts, unwritable: Set<String>) throws -> [Operation] {
        var operations: [Operation] = []
        for remote in sync.sides.keys.sorted() {
            guard !unwritable.contains(remote), let link = facts.links.first(where: { $0.key.remote == remote && $0.state == .live })
            else { continue }
            let pushes = try writable(merged.pushes[remote] ?? [], at: remote)
            var fields = pushes.filter { sync.rule($0.field)?.sides[remote]?.isLink == false }
            if !services.guards.stands(.changedFields), !fields.isEmpty { fields += whole(link, besides: fields) }
            var changes = changes(of: fields)
            if let key = stamp(link, facts) { changes[Stamp.field] = Stamp.change(to: key) }
            if !changes.isEmpty { operations.append(operation(.update, link.key, changes)) }
            for push in pushes where sync.rule(push.field)?.sides[remote]?.isLink == true {
                operations.append(operation(push.new.isBlank ? .unlink : .link, link.key, self.changes(of: [push])))
            }
        }
        return operations
    }

    /// What a proof build writes besides, without the guard of R15: every other value of the record.
    private func whole(_ link: Link, besides fields: [FieldPush]) -> [FieldPush] {
        EntityMerge.valuesForCreate(hub: entity, rules: sync.rules, remote: link.key.remote).compactMap { push in
            guard sync.rule(push.field)?.sides[link.key.remote]?.isLink == false, !fields.contains(where: { $0.field == push.field }) else {
                return nil
            }
            var push = push
            push.old = link.remoteBase[push.field]
            return push
        }
    }

    /// The values that can be written now. One that the remote has no word for is left as it is there; one that refers to an entity without
    /// a record there is written as soon as there is one.
    private func writable(_ pushes: [FieldPush], at remote: String) throws -> [FieldPush] {
        try pushes.filter { push in
            guard let rule = sync.rule(push.field) else { return false }
            return try Reach.of(push.new, rule, at: remote, settings: services.settings, guards: services.guards, in: tx) == .open
        }
    }

    private func operation(_ kind: Operation.Kind, _ key: RecordKey, _ fields: [String: Operation.Change]) -> Operation {
        Operation(remote: key.remote, object: key.object, record: key.id, entity: entity.id, kind: kind, fields: fields)
    }

    /// The external key that the record is still to get; nil if none.
    private func stamp(_ link: Link, _ facts: EntityFacts) -> FieldValue? {
        guard let object = run.mapping.object(link.key.remote, link.key.object) else { return nil }
        let stamp = Stamp(object: object, instance: services.settings.program.instance)
        return stamp.isDue(link, staged: facts.staged[link.key]) ? stamp.wanted(entity.id) : nil
    }

    private func changes(of pushes: [FieldPush]) -> [String: Operation.Change] {
        Dictionary(
            pushes.map { push in
                (push.field, Operation.Change(old: push.old, new: push.new, policy: push.policy, from: push.from, rule: push.rule))
            }, uniquingKeysWith: { $1 })
    }

    /// Records to make where a side wants one and none was ever linked. A removed record is never made again by itself, and nothing is
    /// made while the listing is not complete, a record that waits for review carries the same key, or one without any key may be another
    /// hub's (R12, R25).
    private func creates(_ facts: EntityFacts, into waits: inout Bool, _ result: inout PlanResult) throws -> [Operation] {
        guard entity.deletedAt == nil, services.guards.stands(.creation) else { return [] }
        var operations: [Operation] = []
        let keys = identityKeys(of: entity.values, sync: sync)
        for (remote, side) in sync.sides.sorted(by: { $0.key < $1.key }) where side.creates {
            guard services.settings.remote(remote)?.access == .readWrite,
                !facts.links.contains(where: { $0.key.remote == remote && $0.key.object == side.object }),
                !facts.pending.contains(where: { $0.remote == remote && $0.kind == .create })
            else { continue }
            guard let object = run.mapping.object(remote, side.object),
                !run.blocked.contains(ObjectName(remote: remote, object: side.object)), try isListed(object)
            else {
                waits = true
                continue
            }
            guard try mayMake(object, keys, into: &waits, &result) else { continue }
            let pushes = try writable(EntityMerge.valuesForCreate(hub: entity, rules: sync.rules, remote: remote), at: remote)
            operations.append(
                Operation(
                    remote: remote, object: side.object, record: nil, entity: entity.id, kind: .create, fields: changes(of: pushes)))
        }
        return operations
    }

    /// False while a record of this object that waits carries one of the entity's keys, or a person is asked whether another hub's is the
    /// one.
    private func mayMake(
        _ object: ObjectMapping, _ keys: [(key: String, value: String)], into waits: inout Bool, _ result: inout PlanResult
    ) throws -> Bool {
        let others = ForeignHub(services: services, tx: tx)
        if try hasWaitingTwin(object, keys) {
            try others.close(entity.id, at: object)
            return false
        }
        switch try others.ask(entity, at: object, hasKey: !keys.isEmpty, run: run.planning.run) {
        case .free: return true
        case .refused: return false
        case .asked(let isNew):
            if isNew { result.reviews += 1 }
            waits = true
            return false
        }
    }

    private func isListed(_ object: ObjectMapping) throws -> Bool {
        try tx.cursors.get(remote: object.remote, object: object.object, stream: "changes")?.completeAt != nil
    }

    /// True if a record of this object that waits for a person carries one of the entity's keys: it may be the one.
    private func hasWaitingTwin(_ object: ObjectMapping, _ keys: [(key: String, value: String)]) throws -> Bool {
        try keys.contains { key, value in
            try !tx.staged.recordsSharing(remote: object.remote, object: object.object, key: key, value: value, excluding: "").isEmpty
        }
    }

    private func enqueue(_ operation: Operation, facts: EntityFacts) throws -> OutboxGate.Passage {
        let gate = OutboxGate(services: services, planning: run.planning, spool: run.spool, mapping: run.mapping, tx: tx)
        return try gate.pass(operation, entry(for: operation, facts: facts))
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

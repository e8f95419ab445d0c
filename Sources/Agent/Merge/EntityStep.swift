import Model
import Reconciliation
import Storage

/// One entity's turn: deletions first, then the merge of all its sides, then records that are still to be made.
struct EntityStep {
    let run: MergeContext
    let sync: EntitySync
    var facts: EntityFacts
    let tx: Transaction

    private var services: Services { run.services }
    private var now: Timestamp { run.services.clock.now() }

    mutating func run(into result: inout PlanResult) throws {
        var deletions = DeletionStep(run: run, sync: sync, tx: tx)
        try deletions.settle(&facts, into: &result)
        let isNew = facts.entity.rev == 0
        let sides = EffectiveSides(
            facts, sync: sync, mapping: run.mapping, blocked: run.blocked, settings: services.settings, guards: services.guards, in: tx)
        for key in sides.seen.keys { result.mergedAt[ObjectName(remote: key.remote, object: key.object), default: 0] += 1 }
        let (input, merged) = try merge(sides, isNew: isNew, into: &result)
        try store(merged, sides: sides, isNew: isNew, into: &result)
        let outgoing = OutgoingStep(run: run, sync: sync, entity: facts.entity, tx: tx)
        let waits = try outgoing.plan(merged, facts: facts, sides: sides, into: &result)
        try finish(waits: waits || !deletions.isSettled, keeps: kept(merged, input), sides: sides)
    }

    /// Overwrites at first contact need a plan that shows them, or one that was approved (R26).
    private var approvesFirstContact: Bool {
        switch run.planning.firstContact {
        case .held: !services.guards.stands(.firstContact)
        case .shown, .approved: true
        }
    }

    /// Merges; a change of an identity field that collides with another entity becomes a review and the field is frozen (R25).
    private func merge(_ sides: EffectiveSides, isNew: Bool, into result: inout PlanResult) throws -> (MergeInput, MergeResult) {
        var input = MergeInput(
            kind: sync.kind, hub: facts.entity, isNew: isNew, sides: sides.states, rules: sync.rules, offsets: run.offsets,
            frozen: try tx.reviews.frozenFields(of: facts.entity.id),
            recentConflicts: try tx.conflicts.recent(facts.entity.id, since: now - .seconds(86_400)),
            approvesFirstContact: approvesFirstContact, now: now, guards: services.guards)
        var merged = EntityMerge.merge(input)
        if case .approved(let ids) = run.planning.firstContact, try !isApproved(input, merged, ids: ids, sides: sides) {
            input.approvesFirstContact = false
            merged = EntityMerge.merge(input)
        }
        let colliding = try collisions(merged)
        guard !colliding.isEmpty else { return (input, merged) }
        for (change, others) in colliding {
            input.frozen.insert(change.field)
            let candidates = others.map { JSON.string($0.text) }
            let reason = "\(change.field) \"\(change.new.display)\" belongs to another \(sync.kind.rawValue) already"
            try raise(.conflict, field: change.field, reason: reason, candidates: candidates, rule: "R25", into: &result)
        }
        return (input, EntityMerge.merge(input))
    }

    /// An approval covers an entity if what it would overwrite beyond the held form stands in the approved plan, operation by operation.
    private func isApproved(_ input: MergeInput, _ merged: MergeResult, ids: Set<String>, sides: EffectiveSides) throws -> Bool {
        var cautious = input
        cautious.approvesFirstContact = false
        let held = EntityMerge.merge(cautious)
        guard !held.held.isEmpty || !held.heldHub.isEmpty else { return true }
        let outgoing = OutgoingStep(run: run, sync: sync, entity: facts.entity, tx: tx)
        var operations = try outgoing.updates(merged, facts: facts, unwritable: sides.unwritable)
        if !held.heldHub.isEmpty { operations.append(hubOperation(merged, isNew: input.isNew)) }
        return operations.allSatisfy { ids.contains($0.id) }
    }

    private func collisions(_ merged: MergeResult) throws -> [(FieldChange, [EntityID])] {
        guard services.guards.stands(.keyCollision) else { return [] }
        return try merged.changes.compactMap { change in
            guard sync.match.contains(change.field), let rule = sync.rule(change.field),
                let value = CanonicalForm.identityKey(change.new, as: rule.type)
            else { return nil }
            let others = try tx.keys.entities(sync.kind, key: change.field, value: value).filter { $0 != facts.entity.id }
            return others.isEmpty ? nil : (change, others)
        }
    }

    /// Stores hub row, keys, base pairs, conflicts and reviews of the merge.
    private mutating func store(_ merged: MergeResult, sides: EffectiveSides, isNew: Bool, into result: inout PlanResult) throws {
        if !merged.changes.isEmpty || isNew { try change(merged, isNew: isNew, into: &result) }
        for index in facts.links.indices {
            var link = sides.seen[facts.links[index].key] ?? facts.links[index]
            if link.state == .live {
                take(merged.bases[link.key.remote] ?? [:], into: &link)
                if sides.seen[link.key] != nil { noteStamp(on: &link) }
                try takeShown(
                    merged.pushes[link.key.remote] ?? [], sides.states.first { $0.remote == link.key.remote }?.observed, into: &link)
            }
            guard link != facts.links[index] else { continue }
            try tx.links.put(link)
            facts.links[index] = link
        }
        for conflict in merged.conflicts {
            try tx.conflicts.add(
                Conflict(
                    id: services.identifier("conflict_"), entity: facts.entity.id, field: conflict.field, policy: conflict.policy,
                    chosen: conflict.chosen.json, losers: .array(conflict.losers.map(\.json)), state: .resolved, rule: conflict.rule,
                    at: now))
            result.note(conflict, sync: sync)
        }
        for need in merged.reviews {
            try raise(
                need.kind, field: need.field, reason: need.reason, candidates: need.candidates.map(\.json), rule: need.rule, into: &result)
        }
    }

    private func noteStamp(on link: inout Link) {
        guard let staged = facts.staged[link.key], let object = run.mapping.object(link.key.remote, link.key.object) else { return }
        Stamp(object: object, instance: services.settings.program.instance).note(staged.record, on: &link)
    }

    private func take(_ bases: [String: BasePair], into link: inout Link) {
        for (field, pair) in bases {
            link.hubBase[field] = pair.hub
            link.remoteBase[field] = pair.remote
            link.accepted[field] = pair.accepted?.rawValue
        }
    }

    /// What a side showed is merged now, and the hub has moved on from it: that is its base (R2), so that the write is planned again as
    /// often as it takes, though the record is not read again.
    private func takeShown(_ pushes: [FieldPush], _ observed: FieldValues?, into link: inout Link) throws {
        for push in pushes {
            guard let rule = sync.rule(push.field), rule.sides[link.key.remote]?.reads == true,
                let shown = observed?[push.field] ?? link.remoteBase[push.field]
            else { continue }
            let reach = try Reach.of(
                push.new, rule, at: link.key.remote, settings: services.settings, guards: services.guards, in: tx)
            if reach == .inexpressible {
                // The remote has no word for the hub's value: it keeps its own, and that is known (R1).
                link.hubBase[push.field] = push.new
                link.remoteBase[push.field] = shown
                link.accepted[push.field] = DivergenceReason.unknownValue.rawValue
                continue
            }
            if case .raw = shown { continue }
            guard observed?[push.field] != nil else { continue }
            link.hubBase[push.field] = shown
            link.remoteBase[push.field] = shown
            link.accepted[push.field] = nil
        }
    }

    private func hubOperation(_ merged: MergeResult, isNew: Bool) -> Operation {
        var operation = Operation(
            remote: "hub", object: sync.kind.rawValue, record: nil, entity: facts.entity.id, kind: isNew ? .create : .update, fields: [:])
        for change in merged.changes {
            operation.fields[change.field] = Operation.Change(
                old: isNew ? nil : change.old, new: change.new, policy: sync.rule(change.field)?.policy.name ?? "",
                from: change.provenance.from, rule: change.provenance.rule)
        }
        return operation
    }

    private mutating func change(_ merged: MergeResult, isNew: Bool, into result: inout PlanResult) throws {
        let operation = hubOperation(merged, isNew: isNew)
        facts.entity.rev += 1
        facts.entity.updatedAt = now
        for change in merged.changes {
            facts.entity.values[change.field] = change.new
            var provenance = change.provenance
            provenance.rev = facts.entity.rev
            facts.entity.provenance[change.field] = provenance
        }
        try tx.entities.put(facts.entity)
        try tx.keys.replace(facts.entity.id, kind: sync.kind, identityKeys(of: facts.entity.values, sync: sync))
        if !isNew { result.hubUpdated += 1 }
        run.spool.take(operation)
    }

    private func raise(
        _ kind: ReviewKind, field: String?, reason: String, candidates: [JSON], rule: String, into result: inout PlanResult
    ) throws {
        let item = Review(
            id: services.identifier("review_"), kind: kind.rawValue, entity: facts.entity.id, entityKind: sync.kind, remote: nil,
            object: nil, record: nil, field: field, reason: reason, candidates: .array(candidates), rule: rule, since: now,
            runID: run.planning.run)
        guard try tx.reviews.raise(item).isNew else { return }
        result.reviews += 1
        if kind == .conflict, let field { try open(field, candidates: candidates, rule: rule) }
    }

    /// A conflict that a person decides is open until then; nobody has lost yet.
    private func open(_ field: String, candidates: [JSON], rule: String) throws {
        try tx.conflicts.add(
            Conflict(
                id: services.identifier("conflict_"), entity: facts.entity.id, field: field,
                policy: sync.rule(field)?.policy.name ?? "", chosen: .null, losers: .array(candidates), state: .open, rule: rule, at: now))
    }

    /// The remotes whose staged record is still needed: a field that is held or frozen has no base that would remember what was shown.
    private func kept(_ merged: MergeResult, _ input: MergeInput) -> Set<String> {
        let all = !merged.heldHub.isEmpty || !merged.reviews.isEmpty || !input.frozen.isEmpty
        return all ? Set(input.sides.map(\.remote)) : Set(merged.held.filter { !$0.value.isEmpty }.keys)
    }

    /// Takes what was merged off the stage; the entity stays dirty only while something of it waits.
    private func finish(waits: Bool, keeps: Set<String>, sides: EffectiveSides) throws {
        for key in sides.seen.keys where !keeps.contains(key.remote) { try tx.staged.remove(key) }
        try tx.unresolved.clear(facts.entity.id)
        for target in sides.unresolved { try tx.unresolved.add(facts.entity.id, waitingFor: target) }
        if waits { try tx.dirty.mark([facts.entity.id], at: now) } else { try tx.dirty.clear(facts.entity.id) }
    }
}

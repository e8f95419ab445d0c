import Model
import Reconciliation
import Storage

/// What deletions, merges and returns do to an entity's links before its fields are merged (R20 to R24).
struct DeletionStep {
    let run: MergeStep
    let sync: EntitySync
    let tx: Transaction
    /// False while a deletion lacks proof, so that it is looked at again.
    private(set) var isSettled = true

    private var services: Services { run.services }
    private var now: Timestamp { run.services.clock.now() }

    init(run: MergeStep, sync: EntitySync, tx: Transaction) {
        self.run = run
        self.sync = sync
        self.tx = tx
    }

    mutating func settle(_ facts: inout EntityFacts, into result: inout PlanResult) throws {
        for index in facts.links.indices {
            let link = facts.links[index]
            guard let staged = facts.staged[link.key], !isBlocked(link), !facts.pending.contains(where: { $0.remote == link.key.remote })
            else { continue }
            if staged.record.isDeleted {
                try vanished(staged, index, &facts, into: &result)
            } else {
                try shown(staged, index, &facts, into: &result)
            }
        }
        try endIfAlone(&facts, into: &result)
    }

    private func isBlocked(_ link: Link) -> Bool {
        run.blocked.contains(ObjectName(remote: link.key.remote, object: link.key.object))
    }

    /// A record that is there: the linked one, one that is back (R22), another under its id (R23), or one that left `where`.
    private mutating func shown(_ staged: StagedRecord, _ index: Int, _ facts: inout EntityFacts, into result: inout PlanResult) throws {
        let link = facts.links[index]
        let back = Tombstones.returned(
            isTombstoned: link.state == .gone, known: link.remoteCreated, shown: staged.record.created)
        switch back {
        case .same:
            guard let object = run.mapping.object(link.key.remote, link.key.object),
                object.hasLeft(staged.record.values, kind: link.entity.kind)
            else { return }
            try end(index, .removed, reason: "left where", &facts)
        case .revive:
            facts.links[index].state = .live
            try tx.links.put(facts.links[index])
            try tx.tombstones.remove(link.key)
            if facts.entity.deletedAt != nil { try revive(&facts) }
        case .differentRecord:
            try raise(.delete, link, reason: "its id at \(link.key.remote) belongs to another record now", rule: "R23", &facts, into: &result)
            try end(index, .removed, reason: "id reused", &facts)
        }
    }

    private mutating func vanished(_ staged: StagedRecord, _ index: Int, _ facts: inout EntityFacts, into result: inout PlanResult) throws {
        let link = facts.links[index]
        guard link.state == .live else {
            try tx.staged.remove(link.key)
            return
        }
        switch Tombstones.decide(try input(staged, link, facts)) {
        case .keepWaiting: isSettled = false
        case .unlink:
            try end(index, .gone, reason: "deleted", &facts)
        case .propagate(let removals, let rule):
            try end(index, .gone, reason: "deleted", &facts)
            for (remote, removal) in removals.sorted(by: { $0.key < $1.key }) { try apply(removal, at: remote, rule: rule, &facts) }
        case .review(let reason, let rule):
            try raise(.delete, link, reason: reason, rule: rule, &facts, into: &result)
            try end(index, .gone, reason: reason, &facts)
        case .alias(let newID, let rule): try move(index, to: newID, rule: rule, &facts)
        case .mergeReview(_, let winner, let newID, let rule), .autoMerge(_, let winner, let newID, let rule):
            // An automatic merge needs the ledger's word that no money differs; until there is one, a person decides.
            try raise(
                .merge, link, reason: "merged at \(link.key.remote) into \(newID), which is \(winner.text)", rule: rule,
                candidates: [.string(facts.entity.id.text), .string(winner.text)], &facts, into: &result)
            try tx.aliases.put(link.key, becomes: newID)
            try end(index, .merged, reason: "merged", &facts)
        }
    }

    private func input(_ staged: StagedRecord, _ link: Link, _ facts: EntityFacts) throws -> TombstoneInput {
        var evidence = DeletionEvidence.explicit
        var winner: MergeWinner?
        if let newID = staged.record.mergedInto {
            evidence = .merged(into: newID)
            let key = RecordKey(remote: link.key.remote, object: link.key.object, id: newID)
            winner = MergeWinner(entity: try tx.links.entity(of: key), hasMoneyDifference: true)
        }
        let others = facts.links.filter { $0.key != link.key && $0.state == .live }.compactMap { other -> OtherLink? in
            guard let side = sync.sides[other.key.remote] else { return nil }
            return OtherLink(
                remote: other.key.remote, onDelete: side.onDelete, isOwned: other.isCreatedByHub,
                isChanged: isChanged(other, facts), isWritable: run.mapping.object(other.key.remote, other.key.object)?.isReadOnly == false)
        }
        return TombstoneInput(
            entity: facts.entity.id, evidence: evidence, winner: winner, isHubChanged: isHubChanged(link, facts),
            isMoneyBearing: isMoneyBearing(facts.entity), others: others, now: now)
    }

    private func isHubChanged(_ link: Link, _ facts: EntityFacts) -> Bool {
        sync.rules.contains { rule in
            guard let base = link.hubBase[rule.name] else { return false }
            return !CanonicalForm.equal(facts.entity.values[rule.name] ?? .null, base, as: rule.type)
        }
    }

    private func isChanged(_ link: Link, _ facts: EntityFacts) -> Bool {
        guard let staged = facts.staged[link.key], !staged.record.isDeleted else { return false }
        let shown = Observation(of: sync, remote: link.key.remote, settings: services.settings, in: tx).values(of: staged.record.values)
        return sync.rules.contains { rule in
            guard let value = shown[rule.name], let base = link.remoteBase[rule.name] else { return false }
            return !CanonicalForm.equal(value, base, as: rule.type)
        }
    }

    /// Money hangs on what was sold; the ledger's word joins here once there is a ledger.
    private func isMoneyBearing(_ entity: Entity) -> Bool {
        switch entity.id.kind {
        case .payment: true
        case .deal: entity.values["amount"].map { !$0.isBlank } ?? false
        case .partner, .customer, .referral: false
        }
    }

    private func end(_ index: Int, _ state: LinkState, reason: String, _ facts: inout EntityFacts) throws {
        let key = facts.links[index].key
        facts.links[index].state = state
        facts.links[index].seenHash = facts.staged[key]?.seenHash
        try tx.links.put(facts.links[index])
        try tx.tombstones.put(Tombstone(key: key, reason: reason, mergedInto: facts.staged[key]?.record.mergedInto, at: now))
        try tx.staged.remove(key)
        facts.staged[key] = nil
    }

    private func apply(_ removal: Removal, at remote: String, rule: String, _ facts: inout EntityFacts) throws {
        guard let index = facts.links.firstIndex(where: { $0.key.remote == remote && $0.state == .live }) else { return }
        switch removal {
        case .unlink: try end(index, .removed, reason: "deleted elsewhere", &facts)
        case .archive, .delete:
            let key = facts.links[index].key
            let kind: Operation.Kind = removal == .archive ? .archive : .delete
            let operation = Operation(
                remote: key.remote, object: key.object, record: key.id, entity: facts.entity.id, kind: kind, fields: [:])
            run.spool.take(operation)
            if let allowed = run.planning.onlyOperations, !allowed.contains(operation.id) { return }
            try tx.outbox.insert(
                OutboxEntry(
                    id: operation.id, planID: run.planning.plan, kind: kind.outbox, remote: key.remote, object: key.object, recordID: key.id,
                    entity: facts.entity.id, idempotencyKey: "\(operation.id).\(run.planning.run.suffix(8))", createdAt: now,
                    runID: run.planning.run))
        }
    }

    /// The record lives on under another id: the link moves there with its base pairs (R24).
    private func move(_ index: Int, to newID: String, rule: String, _ facts: inout EntityFacts) throws {
        let old = facts.links[index]
        try tx.aliases.put(old.key, becomes: newID)
        try end(index, .merged, reason: "merged", &facts)
        var link = old
        link.key.id = newID
        link.state = .live
        link.version = nil
        link.seenHash = nil
        link.remoteCreated = nil
        link.modified = nil
        // The winner may wait on the stage as a record without entity: it is this one's now.
        try tx.links.put(link)
        if let waiting = try tx.staged.get(link.key) {
            try tx.staged.setEntity(link.key, to: facts.entity.id)
            try tx.staged.setState(link.key, to: .new)
            facts.staged[link.key] = waiting
        }
        facts.links.append(link)
    }

    /// An entity that no record holds any more is deleted in the hub, unless a person made it there or money hangs on it.
    private func endIfAlone(_ facts: inout EntityFacts, into result: inout PlanResult) throws {
        guard facts.entity.deletedAt == nil, facts.entity.rev > 0, !facts.links.isEmpty,
            !facts.links.contains(where: { $0.state == .live }), !isMoneyBearing(facts.entity),
            !facts.entity.provenance.values.contains(where: { $0.from == "hub" }),
            try tx.reviews.of(facts.entity.id, .open).isEmpty
        else { return }
        facts.entity.deletedAt = now
        facts.entity.updatedAt = now
        facts.entity.rev += 1
        try tx.entities.put(facts.entity)
        try tx.keys.remove(facts.entity.id)
        result.hubDeleted += 1
        run.spool.take(
            Operation(remote: "hub", object: sync.kind.rawValue, record: nil, entity: facts.entity.id, kind: .delete, fields: [:]))
    }

    private func revive(_ facts: inout EntityFacts) throws {
        facts.entity.deletedAt = nil
        facts.entity.updatedAt = now
        facts.entity.rev += 1
        try tx.entities.put(facts.entity)
        try tx.keys.replace(facts.entity.id, kind: sync.kind, identityKeys(of: facts.entity.values, sync: sync))
        for index in facts.links.indices where facts.links[index].state == .removed {
            facts.links[index].state = .live
            try tx.links.put(facts.links[index])
        }
    }

    private func raise(
        _ kind: ReviewKind, _ link: Link, reason: String, rule: String, candidates: [JSON] = [], _ facts: inout EntityFacts,
        into result: inout PlanResult
    ) throws {
        let item = Review(
            id: services.identifier("review_"), kind: kind.rawValue, entity: facts.entity.id, entityKind: sync.kind,
            remote: link.key.remote, object: link.key.object, record: link.key.id, reason: reason, candidates: .array(candidates), rule: rule,
            since: now, runID: run.planning.run)
        if try tx.reviews.raise(item).isNew { result.reviews += 1 }
    }
}

import Model
import Reconciliation
import Storage

/// What deletions, merges and returns do to an entity's links before its fields are merged (R20 to R24).
struct DeletionStep {
    let run: MergeContext
    let sync: EntitySync
    let tx: Transaction
    /// False while a deletion lacks proof, so that it is looked at again.
    private(set) var isSettled = true

    private var services: Services { run.services }
    private var now: Timestamp { run.services.clock.now() }

    init(run: MergeContext, sync: EntitySync, tx: Transaction) {
        self.run = run
        self.sync = sync
        self.tx = tx
    }

    /// Why a record's link ended, as tombstones keep it.
    private enum Reason {
        static let deleted = "deleted"
        static let deletedElsewhere = "deleted elsewhere"
        static let leftWhere = "left where"
        static let reused = "id reused"
        static let merged = "merged"
    }

    mutating func settle(_ facts: inout EntityFacts, into result: inout PlanResult) throws {
        for index in facts.links.indices {
            let link = facts.links[index]
            guard let staged = facts.staged[link.key] else { continue }
            guard !isSilent(link), !facts.pending.contains(where: { $0.remote == link.key.remote }) else {
                isSettled = false
                continue
            }
            if staged.record.isDeleted {
                try vanished(staged, index, &facts, into: &result)
            } else {
                try shown(staged, index, &facts, into: &result)
            }
        }
        try carryOut(&facts)
        try endIfAlone(&facts, into: &result)
    }

    /// True for a link of an object about which nothing may be believed in this run.
    private func isSilent(_ link: Link) -> Bool {
        run.blocked.contains(ObjectName(remote: link.key.remote, object: link.key.object))
            || run.mapping.object(link.key.remote, link.key.object) == nil
    }

    /// A record that is there: the linked one, one that is back (R22), another under its id (R23), or one that left `where`.
    private mutating func shown(_ staged: StagedRecord, _ index: Int, _ facts: inout EntityFacts, into result: inout PlanResult) throws {
        let link = facts.links[index]
        guard let object = run.mapping.object(link.key.remote, link.key.object) else { return }
        if link.state == .removed || link.state == .merged {
            let reason = try tx.tombstones.get(link.key)?.reason
            let isBack = reason == Reason.leftWhere && object.kind(of: staged.record.values) == link.entity.kind
            return isBack && services.guards.stands(.revival) ? try revive(index, &facts) : try pass(over: staged, index, &facts)
        }
        let decision = Tombstones.returned(
            isTombstoned: link.state == .gone, known: link.remoteCreated, shown: staged.record.created, guards: services.guards)
        switch decision {
        case .same:
            guard object.hasLeft(staged.record.values, kind: link.entity.kind), services.guards.stands(.filter) else { return }
            try end(index, .removed, reason: Reason.leftWhere, &facts)
        case .revive where !services.guards.stands(.revival): try pass(over: staged, index, &facts)
        case .revive: try revive(index, &facts)
        case .differentRecord:
            try raise(
                .delete, link, reason: "its id at \(link.key.remote) belongs to another record now", rule: "R23", &facts, into: &result)
            try replace(index, by: staged, object, &facts)
        }
    }

    /// Notes what a record without a live link shows, so that the same is no news the next time.
    private func pass(over staged: StagedRecord, _ index: Int, _ facts: inout EntityFacts) throws {
        facts.links[index].seenHash = staged.seenHash
        try tx.links.put(facts.links[index])
        try tx.staged.remove(staged.key)
        facts.staged[staged.key] = nil
    }

    /// The id belongs to another record now: the old link is history under a name of its own, and the record is matched anew (R23).
    private func replace(_ index: Int, by staged: StagedRecord, _ object: ObjectMapping, _ facts: inout EntityFacts) throws {
        let key = facts.links[index].key
        try end(index, .removed, reason: Reason.reused, &facts)
        try tx.links.remove(key)
        facts.links[index].key.id += "#" + String(facts.links[index].remoteCreated?.milliseconds ?? 0)
        try tx.links.put(facts.links[index])
        guard let kind = object.kind(of: staged.record.values) else { return }
        let writer = StagingWriter(services: services, object: object, sync: run.mapping)
        let keys = writer.matchKeys(of: staged.record, kind: kind, in: tx).map { StagedKey(key: $0.key, value: $0.value) }
        try tx.staged.put(
            [
                StagedRecord(
                    record: staged.record, remote: key.remote, object: key.object, kind: kind, seenHash: staged.seenHash,
                    stagedAt: staged.stagedAt)
            ], keys: [key: keys])
    }

    private mutating func vanished(_ staged: StagedRecord, _ index: Int, _ facts: inout EntityFacts, into result: inout PlanResult) throws {
        let link = facts.links[index]
        guard link.state == .live else { return try pass(over: staged, index, &facts) }
        // Whether another side changed meanwhile must be known before a deletion reaches it (R21).
        let isUnsure = facts.links.contains { $0.key != link.key && $0.state == .live && isSilent($0) && sync.sides[$0.key.remote] != nil }
        guard !isUnsure else {
            isSettled = false
            return
        }
        switch Tombstones.decide(try input(staged, link, facts)) {
        case .keepWaiting: isSettled = false
        case .unlink: try end(index, .gone, reason: Reason.deleted, &facts)
        case .propagate(let removals, _): try propagate(removals, from: index, &facts)
        case .review(let reason, let rule):
            try raise(.delete, link, reason: reason, rule: rule, &facts, into: &result)
            try end(index, .gone, reason: reason, &facts)
        case .alias(let newID, _): try move(index, to: newID, &facts)
        case .mergeReview(_, let winner, let newID, let rule):
            try mergeEntities(with: winner, newID, index, rule: rule, &facts, into: &result)
        case .autoMerge(_, let winner, let newID, let rule):
            // A second side that holds both is for a person too.
            let isFree = try !AutomaticMerges.collide(facts.entity.id, winner, in: tx, besides: link.key)
            try mergeEntities(with: winner, newID, index, rule: isFree ? AutomaticMerges.rule : rule, &facts, into: &result)
        }
    }

    /// Two entities may be one: the item says so, to a person or to `AutomaticMerges`, and the link follows the remote.
    private func mergeEntities(
        with winner: EntityID, _ newID: String, _ index: Int, rule: String, _ facts: inout EntityFacts, into result: inout PlanResult
    ) throws {
        let link = facts.links[index]
        let raised = result.reviews
        try raise(
            .merge, link, reason: "merged at \(link.key.remote) into \(newID), which is \(winner.text)", rule: rule,
            candidates: [.string(facts.entity.id.text), .string(winner.text)], &facts, into: &result)
        if rule == AutomaticMerges.rule { result.reviews = raised }
        try tx.aliases.put(link.key, becomes: newID)
        try end(index, .merged, reason: Reason.merged, &facts)
    }

    /// Where it is noted that a person let an entity's deletion stand.
    static func confirmation(of entity: EntityID) -> String { "deletion.\(entity.text)" }

    /// Carries a deletion that a person let stand to the sides that still hold the entity (R21).
    private mutating func carryOut(_ facts: inout EntityFacts) throws {
        guard facts.links.contains(where: { $0.state == .gone }),
            try tx.settings.get(Self.confirmation(of: facts.entity.id)) != nil
        else { return }
        var input = TombstoneInput(entity: facts.entity.id, evidence: .explicit, now: now, guards: services.guards)
        input.others = try others(facts, besides: nil).map { other in
            var other = other
            other.isChanged = false
            return other
        }
        input.isMoneyBearing = isMoneyBearing(facts.entity)
        guard case .propagate(let removals, _) = Tombstones.decide(input) else {
            return try tx.settings.set(Self.confirmation(of: facts.entity.id), to: nil)
        }
        for (remote, removal) in removals.sorted(by: { $0.key < $1.key }) {
            guard removal == .unlink else {
                try plan(removal, at: remote, facts)
                isSettled = false
                continue
            }
            guard let index = facts.links.firstIndex(where: { $0.key.remote == remote && $0.state == .live }) else { continue }
            try end(index, .removed, reason: Reason.deletedElsewhere, &facts)
        }
    }

    /// The tombstone stays on the stage until the last record that the deletion reaches is gone: whatever keeps one from being removed now,
    /// the same decision is made again.
    private mutating func propagate(_ removals: [String: Removal], from index: Int, _ facts: inout EntityFacts) throws {
        let hard = removals.filter { $0.value != .unlink }.sorted { $0.key < $1.key }
        guard hard.isEmpty else {
            for (remote, removal) in hard { try plan(removal, at: remote, facts) }
            isSettled = false
            return
        }
        try end(index, .gone, reason: Reason.deleted, &facts)
        for other in facts.links.indices where facts.links[other].state == .live && removals[facts.links[other].key.remote] == .unlink {
            try end(other, .removed, reason: Reason.deletedElsewhere, &facts)
        }
    }

    private func plan(_ removal: Removal, at remote: String, _ facts: EntityFacts) throws {
        guard let key = facts.links.first(where: { $0.key.remote == remote && $0.state == .live })?.key,
            !facts.pending.contains(where: { $0.remote == remote })
        else { return }
        let kind: Operation.Kind = removal == .archive ? .archive : .delete
        let operation = Operation(remote: key.remote, object: key.object, record: key.id, entity: facts.entity.id, kind: kind, fields: [:])
        let gate = OutboxGate(services: services, planning: run.planning, spool: run.spool, mapping: run.mapping, tx: tx)
        _ = try gate.pass(
            operation,
            OutboxEntry(
                id: operation.id, planID: run.planning.plan, kind: kind.outbox, remote: key.remote, object: key.object, recordID: key.id,
                entity: facts.entity.id, idempotencyKey: "\(operation.id).\(run.planning.run.suffix(8))", createdAt: now,
                runID: run.planning.run))
    }

    private func input(_ staged: StagedRecord, _ link: Link, _ facts: EntityFacts) throws -> TombstoneInput {
        var evidence = DeletionEvidence.explicit
        var winner: MergeWinner?
        if let newID = staged.record.mergedInto, services.guards.stands(.mergePointer) {
            evidence = .merged(into: newID)
            let key = RecordKey(remote: link.key.remote, object: link.key.object, id: newID)
            if let entity = try tx.links.entity(of: key) ?? heir(of: key, besides: facts.entity.id) {
                let differs = try MoneyDifference.isBetween(facts.entity.id, entity, in: tx)
                winner = MergeWinner(entity: entity, hasMoneyDifference: differs)
            }
        } else if let absence = Absence(staged.record) {
            evidence = .absent(absence.proof)
        }
        let others = try others(facts, besides: link.key)
        return TombstoneInput(
            entity: facts.entity.id, evidence: evidence, winner: winner, isHubChanged: try isHubChanged(link, facts),
            isMoneyBearing: isMoneyBearing(facts.entity), others: others, now: now,
            guards: services.guards)
    }

    /// The other entity that a new record belongs to, where several linked records were merged into it; nil if this one is first in line.
    /// The one whom the record's identity keys name, else the eldest: whichever of them is looked at first (R24).
    private func heir(of key: RecordKey, besides entity: EntityID) throws -> EntityID? {
        let merged = Set(try tx.staged.entities(mergedInto: key)).union([entity])
        guard merged.count > 1 else { return nil }
        let named = try tx.staged.keys(of: key).flatMap { try tx.keys.entities(entity.kind, key: $0.key, value: $0.value) }
        let heir = named.first(where: merged.contains) ?? merged.min()
        return heir == entity ? nil : heir
    }

    private func others(_ facts: EntityFacts, besides key: RecordKey?) throws -> [OtherLink] {
        facts.links.filter { $0.key != key && $0.state == .live }.compactMap { other in
            guard let side = sync.sides[other.key.remote] else { return nil }
            return OtherLink(
                remote: other.key.remote, onDelete: side.onDelete, isOwned: other.isCreatedByHub,
                isChanged: isChanged(other, facts), isWritable: run.mapping.object(other.key.remote, other.key.object)?.isReadOnly == false)
        }
    }

    /// True if the hub holds something that the vanished record was still to be given.
    private func isHubChanged(_ link: Link, _ facts: EntityFacts) throws -> Bool {
        try sync.rules.contains { rule in
            let value = facts.entity.values[rule.name] ?? .null
            guard let base = link.hubBase[rule.name], rule.sides[link.key.remote]?.writesOnUpdate == true,
                !CanonicalForm.equal(value, base, as: rule.type)
            else { return false }
            return try Reach.of(value, rule, at: link.key.remote, settings: services.settings, in: tx) == .open
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
        guard services.guards.stands(.moneyStays) else { return false }
        return switch entity.id.kind {
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

    /// The record lives on under another id: the link moves there with its base pairs (R24).
    private func move(_ index: Int, to newID: String, _ facts: inout EntityFacts) throws {
        let old = facts.links[index]
        try tx.aliases.put(old.key, becomes: newID)
        try end(index, .merged, reason: Reason.merged, &facts)
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
            try tx.reviews.closeMatching(link.key, kind: ReviewKind.match.rawValue, by: "entente", at: now)
            facts.staged[link.key] = waiting
        }
        facts.links.append(link)
        try lookAtReferences(to: facts.entity.id)
    }

    /// Whatever refers to the entity may have something to write now that it has this record.
    private func lookAtReferences(to entity: EntityID) throws { try tx.dirty.mark(try tx.entities.referring(to: entity), at: now) }

    /// An entity that no record holds any more is deleted in the hub, unless a person made it there or money hangs on it.
    private func endIfAlone(_ facts: inout EntityFacts, into result: inout PlanResult) throws {
        guard facts.entity.deletedAt == nil, facts.entity.rev > 0, !facts.links.isEmpty,
            !facts.links.contains(where: { $0.state == .live }), !isMoneyBearing(facts.entity),
            !facts.entity.provenance.values.contains(where: { $0.from == "hub" }),
            try tx.reviews.of(facts.entity.id, .open).allSatisfy({ $0.rule == ForeignHub.rule })
        else { return }
        try ForeignHub(services: services, tx: tx).close(facts.entity.id)
        facts.entity.deletedAt = now
        facts.entity.updatedAt = now
        facts.entity.rev += 1
        try tx.entities.put(facts.entity)
        try tx.keys.remove(facts.entity.id)
        result.hubDeleted += 1
        run.spool.take(
            Operation(remote: "hub", object: sync.kind.rawValue, record: nil, entity: facts.entity.id, kind: .delete, fields: [:]))
    }

    /// A record is back (R22): its link lives again with its base pairs, its entity too, and the links that ended with it.
    private func revive(_ index: Int, _ facts: inout EntityFacts) throws {
        let link = facts.links[index]
        let isTaken = facts.links.contains { other in
            other.key != link.key && other.key.remote == link.key.remote && other.key.object == link.key.object
                && (other.state == .live || other.state == .gone)
        }
        if isTaken, let staged = facts.staged[link.key] { return try pass(over: staged, index, &facts) }
        try restore(index, &facts)
        for other in facts.links.indices where facts.links[other].state == .removed {
            guard try tx.tombstones.get(facts.links[other].key)?.reason == Reason.deletedElsewhere else { continue }
            try restore(other, &facts)
        }
        guard facts.entity.deletedAt != nil else { return }
        facts.entity.deletedAt = nil
        facts.entity.updatedAt = now
        facts.entity.rev += 1
        try tx.entities.put(facts.entity)
        try tx.keys.replace(facts.entity.id, kind: sync.kind, identityKeys(of: facts.entity.values, sync: sync))
    }

    private func restore(_ index: Int, _ facts: inout EntityFacts) throws {
        facts.links[index].state = .live
        try tx.links.put(facts.links[index])
        try tx.tombstones.remove(facts.links[index].key)
        try lookAtReferences(to: facts.entity.id)
    }

    private func raise(
        _ kind: ReviewKind, _ link: Link, reason: String, rule: String, candidates: [JSON] = [], _ facts: inout EntityFacts,
        into result: inout PlanResult
    ) throws {
        let item = Review(
            id: services.identifier("review_"), kind: kind.rawValue, entity: facts.entity.id, entityKind: sync.kind,
            remote: link.key.remote, object: link.key.object, record: link.key.id, reason: reason, candidates: .array(candidates),
            rule: rule,
            since: now, runID: run.planning.run)
        if try tx.reviews.raise(item).isNew { result.reviews += 1 }
    }
}

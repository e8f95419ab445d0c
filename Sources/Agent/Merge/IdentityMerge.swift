import Model
import Reconciliation
import Storage

/// Makes two entities one, so that it can be taken back (R24): the winner keeps its values and fills its blanks from the loser; whatever
/// belonged to or referred to the loser is the winner's.
struct IdentityMerge {
    let services: Services
    let tx: Transaction

    /// What a merge came to.
    struct Result {
        var merge: MergedEntity
        /// Records of the loser at sides where the winner has one too: they are nobody's any more.
        var second: [RecordKey]
        /// The winner, as it stands now.
        var winner: Entity
    }

    private var now: Timestamp { services.clock.now() }

    /// Merges one entity into another.
    /// - Throws: `RunError.refused` while an operation of either is not settled, or if they cannot be one.
    func merge(_ loser: EntityID, into winner: EntityID, by person: String, rule: String) throws -> Result {
        guard var kept = try tx.entities.get(winner), kept.deletedAt == nil else {
            throw RunError.notFound(what: winner.kind.rawValue, id: winner.text)
        }
        guard var gone = try tx.entities.get(loser), gone.deletedAt == nil else {
            throw RunError.notFound(what: loser.kind.rawValue, id: loser.text)
        }
        guard winner.kind == loser.kind, winner != loser else {
            throw RunError.refused(.entity(.noPair(winner, loser)))
        }
        for id in [winner, loser] {
            for entry in try tx.outbox.pending(id) {
                guard entry.state == .planned else {
                    throw RunError.refused(.entity(.unsettled(id)))
                }
                try tx.outbox.delete(entry.id)
            }
        }
        var merge = MergedEntity(
            id: services.identifier("merge_"), winner: winner, loser: loser, at: now, by: person, rule: rule)
        merge.filled = try take(gone, into: &kept, by: person, rule)
        let second = try moveLinks(from: loser, to: winner, noting: &merge)
        merge.references = try refer(from: loser, to: winner, by: person, rule)
        gone.deletedAt = now
        gone.updatedAt = now
        gone.rev += 1
        try tx.entities.put(gone)
        try tx.keys.remove(loser)
        try settle(loser, by: person)
        try tx.keys.replace(winner, kind: winner.kind, keys(of: kept))
        try tx.mergedEntities.add(merge)
        try MergedFindings(tx: tx, now: now).follow(merge)
        try tx.dirty.mark([winner], at: now)
        // Whatever refers to it may have something to write where it has a record only now.
        try tx.dirty.mark(try tx.entities.referring(to: winner), at: now)
        try tx.dirty.clear(loser)
        let detail: JSON = ["merge": .string(merge.id), "winner": .string(winner.text), "loser": .string(loser.text)]
        try tx.audit.add(AuditEntry(at: now, actor: person, action: "merge", detail: detail))
        return Result(merge: merge, second: second, winner: kept)
    }

    private func keys(of entity: Entity) -> [(key: String, value: String)] {
        services.settings.sync(entity.id.kind).map { identityKeys(of: entity.values, sync: $0) } ?? []
    }

    /// Fills the winner's blanks; a value that differs loses and is kept.
    private func take(_ gone: Entity, into kept: inout Entity, by person: String, _ rule: String) throws -> FieldValues {
        var filled: FieldValues = [:]
        kept.rev += 1
        kept.updatedAt = now
        for (field, value) in gone.values.sorted(by: { $0.key < $1.key }) where !value.isBlank {
            let own = kept.values[field] ?? .null
            let type = services.settings.type(of: field, kind: kept.id.kind) ?? .text
            if own.isBlank {
                filled[field] = value
                kept.values[field] = value
                let origin = gone.provenance[field]
                kept.provenance[field] = Provenance(
                    from: origin?.from ?? "hub", at: origin?.at ?? now, by: origin?.by, rule: rule, rev: kept.rev)
            } else if !CanonicalForm.equal(own, value, as: type) {
                let from = [kept, gone].map { $0.provenance[field]?.from ?? "hub" }
                try tx.conflicts.add(
                    Conflict(
                        id: services.identifier("conflict_"), entity: kept.id, field: field, policy: "merge",
                        chosen: Candidate(from: from[0], value: own, at: kept.provenance[field]?.at).json,
                        losers: .array([Candidate(from: from[1], value: value, at: gone.provenance[field]?.at).json]), state: .resolved,
                        rule: rule, at: now))
            }
        }
        try tx.entities.put(kept)
        return filled
    }

    /// The loser's links are the winner's; one that stands beside a link of the winner ends.
    private func moveLinks(from loser: EntityID, to winner: EntityID, noting merge: inout MergedEntity) throws -> [RecordKey] {
        let taken = Set(
            try tx.links.of(winner).filter { $0.state == .live || $0.state == .gone }
                .map { ObjectName(remote: $0.key.remote, object: $0.key.object) })
        var second: [RecordKey] = []
        for var link in try tx.links.of(loser) {
            merge.links[link.key] = link.state
            let isTaken = taken.contains(ObjectName(remote: link.key.remote, object: link.key.object))
            if isTaken, link.state == .live { second.append(link.key) }
            if isTaken, link.state == .live || link.state == .gone { link.state = .merged }
            link.entity = winner
            try tx.links.put(link)
            try tx.staged.setEntity(link.key, to: winner)
            if link.state == .merged { try tx.staged.remove(link.key) }
        }
        return second
    }

    private func refer(from loser: EntityID, to winner: EntityID, by person: String, _ rule: String) throws -> [EntityID: String] {
        var moved: [EntityID: String] = [:]
        for id in try tx.entities.referring(to: loser) {
            guard var entity = try tx.entities.get(id) else { continue }
            entity.rev += 1
            entity.updatedAt = now
            for (field, value) in entity.values where value == .ref(loser) {
                entity.values[field] = .ref(winner)
                entity.provenance[field] = Provenance(from: "hub", at: now, by: person, rule: rule, rev: entity.rev)
                moved[id] = field
            }
            try tx.entities.put(entity)
            try tx.dirty.mark([id], at: now)
        }
        return moved
    }

    /// Nothing waits any more for an entity that is no more.
    private func settle(_ loser: EntityID, by person: String) throws {
        for review in try tx.reviews.of(loser, .open) { try tx.reviews.close(review.id, as: .done, by: person, at: now) }
        for conflict in try tx.conflicts.of(loser) where conflict.state == .open {
            _ = try tx.conflicts.resolve(conflict.id, by: person, at: now, resolution: .null)
        }
        for failed in try tx.failedRows.of(loser) {
            try tx.failedRows.remove(remote: failed.remote, object: failed.object, subject: failed.subject, kind: failed.kind)
        }
        try tx.unresolved.clear(loser)
    }
}

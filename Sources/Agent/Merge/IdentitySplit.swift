import Model
import Reconciliation
import Storage

/// Takes a merge of two entities back (R24): the loser lives again with its values, its links and what referred to it; what the winner took
/// over from it and still has goes. What was written to records meanwhile is put right by the next sync.
struct IdentitySplit {
    let services: Services
    let tx: Transaction

    private var now: Timestamp { services.clock.now() }

    /// The merge of that id, or the last one that stands of an entity.
    func merge(_ id: String) throws -> MergedEntity {
        if let merge = try tx.mergedEntities.get(id) { return merge }
        guard let entity = EntityID(id), let last = try tx.mergedEntities.standing(of: entity).first else {
            throw RunError.notFound(what: "merge", id: id)
        }
        return last
    }

    /// Takes a merge back.
    /// - Throws: `RunError.refused` if it was taken back already, or if the winner was itself merged since.
    func split(_ merge: MergedEntity, by person: String) throws {
        guard merge.splitAt == nil else { throw RunError.refused(.entity(.splitAlready(merge: merge.id))) }
        guard var winner = try tx.entities.get(merge.winner), winner.deletedAt == nil, var loser = try tx.entities.get(merge.loser) else {
            throw RunError.refused(.entity(.winnerGone(merge.winner)))
        }
        if let busy = try tx.outbox.pending(winner.id).first(where: { $0.state != .planned }) {
            throw RunError.refused(.entity(.unsettledOperation(busy.id)))
        }
        try tx.mergedEntities.split(merge.id, at: now, by: person)
        try MergedFindings(tx: tx, now: now).part(merge, by: person)
        loser.deletedAt = nil
        winner.rev += 1
        loser.rev += 1
        for entity in [winner.id, loser.id] { try tx.dirty.mark([entity], at: now) }
        (winner.updatedAt, loser.updatedAt) = (now, now)
        for (field, value) in merge.filled where winner.values[field] == value {
            winner.values[field] = nil
            winner.provenance[field] = Provenance(from: "hub", at: now, by: person, rule: "R24 split", rev: winner.rev)
        }
        try takeBack(merge, from: winner, into: &loser)
        try tx.entities.put([winner, loser])
        for entity in [winner, loser] {
            guard let sync = services.settings.sync(entity.id.kind) else { continue }
            try tx.keys.replace(entity.id, kind: entity.id.kind, identityKeys(of: entity.values, sync: sync))
        }
        for (key, state) in merge.links.sorted(by: { $0.key < $1.key }) { try giveBack(key, state, merge) }
        for (id, field) in merge.references.sorted(by: { $0.key < $1.key }) { try referBack(id, field, merge, by: person) }
        // Whatever refers to either may have something to write, now that their records are others.
        for entity in [winner.id, loser.id] { try tx.dirty.mark(try tx.entities.referring(to: entity), at: now) }
        try readReferencesAgain(merge)
        let detail: JSON = ["merge": .string(merge.id), "winner": .string(winner.id.text), "loser": .string(loser.id.text)]
        try tx.audit.add(AuditEntry(at: now, actor: person, action: "split", detail: detail))
    }

    /// What people wrote into the records that go back while they were the winner's is the loser's now. Of an identity field, which both
    /// cannot have, and of what the winner no longer has, a note remains in the audit: the record gets the loser's value again.
    private func takeBack(_ merge: MergedEntity, from winner: Entity, into loser: inout Entity) throws {
        guard let sync = services.settings.sync(loser.id.kind) else { return }
        for (key, state) in merge.links.sorted(by: { $0.key < $1.key }) where state == .live {
            guard let link = try tx.links.get(key), link.entity == winner.id, link.state == .live else { continue }
            for rule in sync.rules where rule.sides[key.remote]?.reads == true {
                let own = loser.values[rule.name] ?? .null
                guard let agreed = link.hubBase[rule.name], !agreed.isBlank, !CanonicalForm.equal(agreed, own, as: rule.type) else {
                    continue
                }
                let isHeld = CanonicalForm.equal(winner.values[rule.name] ?? .null, agreed, as: rule.type)
                let origin = winner.provenance[rule.name]
                if isHeld, origin?.from != key.remote { continue }
                if isHeld, !sync.match.contains(rule.name) {
                    loser.values[rule.name] = agreed
                    loser.provenance[rule.name] = Provenance(
                        from: key.remote, at: origin?.at ?? now, by: origin?.by, rule: "R24 split", rev: loser.rev)
                    continue
                }
                try tx.conflicts.add(
                    Conflict(
                        id: services.identifier("conflict_"), entity: loser.id, field: rule.name, policy: "split",
                        chosen: Candidate(from: "hub", value: own, at: now).json,
                        losers: .array([Candidate(from: key.remote, value: agreed, at: link.modified).json]), state: .resolved,
                        rule: "R24 split", at: now))
            }
        }
    }

    /// A reference to a record that changes hands means another entity now, though nothing changes at the remote, nor need the hub hold it:
    /// all that may refer to one is read again.
    private func readReferencesAgain(_ merge: MergedEntity) throws {
        for sync in services.settings.sync where sync.rules.contains(where: { $0.type == .ref(merge.winner.kind) }) {
            for side in sync.sides.values {
                try tx.links.forgetSeen(remote: side.remote, object: side.object)
                try readAgain(side.remote, side.object)
            }
        }
    }

    private func readAgain(_ remote: String, _ object: String) throws {
        guard var cursor = try tx.cursors.get(remote: remote, object: object, stream: "changes") else { return }
        cursor.completeAt = nil
        try tx.cursors.put(cursor)
    }

    private func giveBack(_ key: RecordKey, _ state: LinkState, _ merge: MergedEntity) throws {
        guard var link = try tx.links.get(key), link.entity == merge.winner else { return }
        link.entity = merge.loser
        // Only a link that the merge itself ended lives again; what happened to the record since stands.
        if link.state == .merged, state == .live || state == .gone {
            link.state = state
            // While it was nobody's, what people changed in it was passed over: it is read by its id.
            link.seenHash = nil
            if state == .gone { try readAgain(key.remote, key.object) }
        }
        try tx.links.put(link)
        try tx.staged.setEntity(key, to: merge.loser)
    }

    private func referBack(_ id: EntityID, _ field: String, _ merge: MergedEntity, by person: String) throws {
        guard var entity = try tx.entities.get(id), entity.values[field] == .ref(merge.winner) else { return }
        entity.rev += 1
        entity.updatedAt = now
        entity.values[field] = .ref(merge.loser)
        entity.provenance[field] = Provenance(from: "hub", at: now, by: person, rule: "R24 split", rev: entity.rev)
        try tx.entities.put(entity)
        try tx.dirty.mark([id], at: now)
    }
}

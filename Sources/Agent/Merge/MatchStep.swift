import Connectors
import Model
import Reconciliation
import Storage

/// Finds the entity of each staged record that has none (R25), kind after kind, so that whatever a record refers to is linked before it.
struct MatchStep {
    let services: Services
    let mapping: Mapping
    let planning: Planning
    let spool: OperationSpool
    /// Objects that are not to be touched in this run.
    let blocked: Set<ObjectName>

    /// How many records one transaction takes.
    private static let pageSize = 500

    func match(into result: inout PlanResult) throws {
        if planning.isAudit { try recall() }
        for sync in mapping.kinds {
            for object in mapping.objects where object.sides.contains(where: { $0.kind == sync.kind }) {
                guard !blocked.contains(ObjectName(remote: object.remote, object: object.object)) else { continue }
                try match(sync, object, into: &result)
            }
        }
    }

    /// The store was put back to before some records were made: those that bear its own key get the entities back that they were made of
    /// (R12), before any record is matched by what it says.
    private func recall() throws {
        for sync in mapping.kinds {
            for object in mapping.objects where object.sides.contains(where: { $0.kind == sync.kind }) {
                var after: RecordKey?
                while true {
                    let page = try services.store.write { tx in
                        let page = try tx.staged.unlinked(
                            sync.kind, remote: object.remote, includingWaiting: true, after: after, limit: Self.pageSize)
                        for staged in page where staged.key.object == object.object { try recall(staged, object, tx) }
                        return page
                    }
                    guard let last = page.last, page.count == Self.pageSize else { break }
                    after = last.key
                }
            }
        }
    }

    private func recall(_ staged: StagedRecord, _ object: ObjectMapping, _ tx: Transaction) throws {
        guard case .own(let id, false, _) = try externalKey(of: staged, object, tx), id.kind == staged.kind else { return }
        let now = services.clock.now()
        try tx.entities.put(Entity(id: id, rev: 0, values: [:], provenance: [:], createdAt: now, updatedAt: now))
        let writer = StagingWriter(services: services, object: object, sync: mapping)
        try tx.keys.replace(id, kind: staged.kind, writer.matchKeys(of: staged.record, kind: staged.kind, in: tx))
    }

    private func match(_ sync: EntitySync, _ object: ObjectMapping, into result: inout PlanResult) throws {
        var after: RecordKey?
        var done = 0
        var foreign: String?
        while true {
            let page = try services.store.write { tx in
                let page = try tx.staged.unlinked(
                    sync.kind, remote: object.remote, includingWaiting: true, after: after, limit: Self.pageSize)
                let writer = StagingWriter(services: services, object: object, sync: mapping)
                // The winner of a merge that is still to be followed belongs to the loser's entity (R24).
                let winners = try tx.staged.mergeWinners(remote: object.remote, object: object.object)
                for staged in page where !winners.contains(staged.key.id) {
                    let input = try input(for: staged, object, keys: writer.matchKeys(of: staged.record, kind: sync.kind, in: tx), tx)
                    if case .foreign(let instance) = input.externalKey { foreign = instance }
                    try match(staged, object, input, into: &result, tx)
                }
                if page.count < Self.pageSize {
                    try ForeignHub(services: services, tx: tx).note(foreign, at: object, kind: sync.kind)
                }
                return page
            }
            done += page.count
            services.progress(Progress(step: "match", remote: object.remote, object: object.object, done: done, of: nil))
            guard let last = page.last, page.count == Self.pageSize else { return }
            after = last.key
        }
    }

    private func match(
        _ staged: StagedRecord, _ object: ObjectMapping, _ input: MatchInput, into result: inout PlanResult, _ tx: Transaction
    ) throws {
        switch Matcher.decide(input) {
        case .link(let entity, let rule):
            try link(staged, to: entity, object, rule: rule, tx)
            result.linked += 1
        case .create(let rule):
            let entity = try create(for: staged, keys: input.hits.map { ($0.key, $0.value) }, tx)
            try link(staged, to: entity, object, rule: rule, tx)
            result.linked += 1
            result.hubCreated += 1
        case .review(let reason, let candidates, let records, let rule):
            let names = candidates.map { JSON.string($0.text) } + records.map { JSON.string("\(object.remote)/\(object.object)/\($0)") }
            try wait(staged, kind: .match, reason: reason, candidates: names, rule: rule, into: &result, tx)
        case .refuse(let reason, let rule):
            try wait(staged, kind: .match, reason: reason, candidates: [], rule: rule, into: &result, tx)
        case .ignore:
            try tx.staged.remove(staged.key)
        }
    }

    private func input(
        for staged: StagedRecord, _ object: ObjectMapping, keys: [(key: String, value: String)], _ tx: Transaction
    ) throws -> MatchInput {
        let hits = try keys.map { key, value in
            KeyHits(
                key: key, value: value,
                entities: try tx.keys.entities(staged.kind, key: key, value: value).map { try hit($0, object, tx) },
                otherRecords: try tx.staged.recordsSharing(
                    remote: object.remote, object: object.object, key: key, value: value, excluding: staged.key.id))
        }
        let known = try tx.aliases.resolve(staged.key)
        let alias = known == staged.key ? nil : try tx.links.get(known).map { try hit($0.entity, object, tx) }
        return MatchInput(
            recordID: staged.key.id, externalKey: try externalKey(of: staged, object, tx), alias: alias, hits: hits, createsInHub: true,
            guards: services.guards)
    }

    private func hit(_ entity: EntityID, _ object: ObjectMapping, _ tx: Transaction) throws -> EntityHit {
        let link = try tx.links.find(entity, remote: object.remote, object: object.object)
        return EntityHit(entity: entity, linkedRecord: link.flatMap { $0.state == .live ? $0.key.id : nil })
    }

    private func externalKey(of staged: StagedRecord, _ object: ObjectMapping, _ tx: Transaction) throws -> ExternalKey {
        guard let field = object.capabilities.externalKey, case .text(let text)? = staged.record.values[field] else { return .none }
        let entity: EntityID
        switch ExternalKey.read(text, instance: services.settings.program.instance) {
        case .none: return .none
        case .foreign(let instance): return .foreign(instance)
        case .malformed(let found): return .malformed(found)
        case .own(let id): entity = try tx.mergedEntities.resolve(id)
        }
        let exists = try tx.entities.get(entity) != nil
        return .own(entity, exists: exists, linkedRecord: exists ? try hit(entity, object, tx).linkedRecord : nil)
    }

    private func create(for staged: StagedRecord, keys: [(key: String, value: String)], _ tx: Transaction) throws -> EntityID {
        let now = services.clock.now()
        let id =
            planning.minted[staged.key]
            ?? EntityID(kind: staged.kind, at: now, randomness: AnyRandomness(services.randomness))
        spool.note(minted: id, for: staged.key)
        try tx.entities.put(Entity(id: id, rev: 0, values: [:], provenance: [:], createdAt: now, updatedAt: now))
        try tx.keys.replace(id, kind: staged.kind, keys)
        return id
    }

    private func link(_ staged: StagedRecord, to entity: EntityID, _ object: ObjectMapping, rule: String, _ tx: Transaction) throws {
        let now = services.clock.now()
        if var ended = try tx.links.find(entity, remote: staged.key.remote, object: staged.key.object), ended.state == .gone {
            // Made again under a new id (R22): the old record's link is history.
            ended.state = .removed
            try tx.links.put(ended)
        }
        try revive(entity, kind: staged.kind, tx)
        try tx.reviews.closeMatching(staged.key, kind: ReviewKind.match.rawValue, by: "entente", at: now)
        try tx.failedRows.remove(
            remote: staged.key.remote, object: staged.key.object, subject: entity.text, kind: Operation.Kind.create.rawValue)
        try tx.links.put(
            Link(
                entity: entity, key: staged.key, parent: staged.record.parent, state: .live, version: staged.record.version,
                modified: staged.record.modified, remoteCreated: staged.record.created, configFingerprint: object.fingerprint))
        try tx.staged.setEntity(staged.key, to: entity)
        try tx.staged.setState(staged.key, to: .new)
        try tx.dirty.mark([entity], at: now)
        try tx.dirty.mark(tx.unresolved.entities(waitingFor: staged.key), at: now)
        // Whatever refers to this entity can be written at this remote now.
        try tx.dirty.mark(try tx.entities.referring(to: entity), at: now)
        spool.take(
            Operation(
                remote: staged.key.remote, object: staged.key.object, record: staged.key.id, entity: entity, kind: .link, fields: [:]))
    }

    /// A deleted entity that a record brings back lives again (R22).
    private func revive(_ id: EntityID, kind: EntityKind, _ tx: Transaction) throws {
        guard var entity = try tx.entities.get(id), entity.deletedAt != nil else { return }
        entity.deletedAt = nil
        entity.updatedAt = services.clock.now()
        entity.rev += 1
        try tx.entities.put(entity)
        if let sync = mapping.sync(kind) { try tx.keys.replace(id, kind: kind, identityKeys(of: entity.values, sync: sync)) }
    }

    private func wait(
        _ staged: StagedRecord, kind: ReviewKind, reason: String, candidates: [JSON], rule: String, into result: inout PlanResult,
        _ tx: Transaction
    ) throws {
        let item = Review(
            id: services.identifier("review_"), kind: kind.rawValue, entity: nil, entityKind: staged.kind, remote: staged.key.remote,
            object: staged.key.object, record: staged.key.id, field: nil, reason: reason, candidates: .array(candidates), rule: rule,
            since: services.clock.now(), runID: planning.run)
        if try tx.reviews.raise(item).isNew { result.reviews += 1 }
        if staged.state != .waiting { try tx.staged.setState(staged.key, to: .waiting) }
    }
}

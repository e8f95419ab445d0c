public import Model
import Reconciliation
public import Storage

/// What waits for a person: matches, conflicts, failed rows, deletions, merges and brakes, oldest first.
public struct Reviews: Sendable {
    let services: Services

    /// Prepares to read and decide.
    public init(services: Services) {
        self.services = services
    }

    /// The open items, oldest first.
    public func list(limit: Int) throws(RunError) -> [Review] {
        try services.reading { try $0.reviews.page(.open, limit: limit) }
    }

    /// One item.
    public func show(_ id: String) throws(RunError) -> Review {
        let whole = try GivenID(services: services).review(id)
        guard let item = try services.reading({ try $0.reviews.get(whole) }) else { throw .notFound(what: "review", id: id) }
        return item
    }

    /// Accepts what an item proposes: a match is linked, a failed row is tried again, a deletion stands.
    /// - Returns: what was done, in a few words.
    public func accept(_ id: String, candidate: String?, by person: String) throws(RunError) -> String {
        let item = try open(id)
        switch ReviewKind(rawValue: item.kind) {
        case .match where item.record == nil: return try close(item, as: .accepted, by: person, "the next sync makes the record")
        case .match: return try link(item, to: candidate, by: person)
        case .failed: return try retry(item, by: person)
        case .delete: return try delete(item, by: person)
        case .merge: return try merge(item, by: person)
        case .conflict:
            throw .refused(.review(.wantsValue))
        case .brake:
            throw .refused(.review(.wantsPlan))
        case .commission: return try finding(item, "released", by: person)
        case .reward: return try reward(item, isDone: true, by: person)
        case .unknown, nil: return try close(item, as: .accepted, by: person, "noted")
        }
    }

    /// Rejects what an item proposes: a record that waits for a match becomes an entity of its own; anything else is left as it is.
    public func reject(_ id: String, by person: String) throws(RunError) -> String {
        let item = try open(id)
        if ReviewKind(rawValue: item.kind) == .match, item.record != nil { return try separate(item, by: person) }
        if ReviewKind(rawValue: item.kind) == .commission { return try finding(item, "voided", by: person) }
        if ReviewKind(rawValue: item.kind) == .reward { return try reward(item, isDone: false, by: person) }
        return try close(item, as: .rejected, by: person, "left as it is")
    }

    private func open(_ id: String) throws(RunError) -> Review {
        let item = try show(id)
        guard item.state == .open else { throw .refused(.review(.decided(id))) }
        return item
    }

    /// Lets a deletion stand that a change stood against: the next sync carries it to the other sides as their `on_delete` says (R21).
    private func delete(_ item: Review, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            if let entity = item.entity, item.rule == "R21" { try tx.settings.set(DeletionStep.confirmation(of: entity), to: person) }
            try decide(item, .done, person, tx)
            return "the deletion stands; the next sync carries it to the other sides"
        }
    }

    /// Releases or voids what a finding holds; other things that wait are only noted.
    private func finding(_ item: Review, _ verdict: String, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            let id = item.candidates.array?.first?["finding"]?.string
            if let id { try tx.findings.decide(id, verdict, by: person, at: services.clock.now(), why: "review") }
            try decide(item, .done, person, tx)
            return id == nil ? "noted" : "\(verdict); next: `entente earn`"
        }
    }

    /// Notes that a person gave a reward or took it back, or would not.
    private func reward(_ item: Review, isDone: Bool, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            let id = item.candidates.array?.first?["reward"]?.string ?? ""
            let words = try RewardList(services: services).decide(id, isDone: isDone, by: person, tx)
            try decide(item, .done, person, tx)
            return words
        }
    }

    private func merge(_ item: Review, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            let pair = (item.candidates.array ?? []).compactMap(\.string).compactMap(EntityID.init)
            let words = try acceptMerge(pair, by: person, tx)
            try decide(item, .done, person, tx)
            return words
        }
    }

    private func close(_ item: Review, as state: ReviewState, by person: String, _ words: String) throws(RunError) -> String {
        try services.writing { tx in
            try decide(item, state, person, tx)
            return words
        }
    }

    private func decide(_ item: Review, _ state: ReviewState, _ person: String, _ tx: Transaction) throws {
        let now = services.clock.now()
        _ = try tx.reviews.close(item.id, as: state, by: person, at: now)
        if let entity = item.entity { try tx.dirty.mark([entity], at: now) }
        try tx.audit.add(
            AuditEntry(at: now, actor: person, action: "review", detail: ["review": .string(item.id), "as": .string(state.rawValue)]))
    }

    /// Links the waiting record to the chosen entity.
    private func link(_ item: Review, to candidate: String?, by person: String) throws(RunError) -> String {
        let entities = (item.candidates.array ?? []).compactMap(\.string).compactMap(EntityID.init)
        let given = try candidate.map { text throws(RunError) in try GivenID(services: services).entity(text) }
        let chosen = given ?? (entities.count == 1 ? entities.first : nil)
        guard let chosen else {
            let names = entities.map(\.text).joined(separator: ", ")
            throw .badValue(
                field: "--to", found: candidate ?? "nothing", expected: names.isEmpty ? "the id of an entity" : "one of \(names)")
        }
        return try services.writing { tx in
            let staged = try waiting(item, tx)
            let chosen = try tx.mergedEntities.resolve(chosen)
            guard let entity = try tx.entities.get(chosen), entity.deletedAt == nil else {
                throw RunError.notFound(what: staged.kind.rawValue, id: chosen.text)
            }
            if let other = try tx.links.find(chosen, remote: staged.key.remote, object: staged.key.object), other.state == .live {
                throw RunError.refused(
                    .review(.secondRecord(chosen, object: other.key.object, record: other.key.id, remote: other.key.remote)))
            }
            try join(staged, to: chosen, tx)
            try decide(item, .accepted, person, tx)
            return "linked to \(chosen.text)"
        }
    }

    /// Makes the waiting record an entity of its own.
    private func separate(_ item: Review, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            let staged = try waiting(item, tx)
            let now = services.clock.now()
            let id = EntityID(kind: staged.kind, at: now, randomness: AnyRandomness(services.randomness))
            try tx.entities.put(Entity(id: id, rev: 0, values: [:], provenance: [:], createdAt: now, updatedAt: now))
            try join(staged, to: id, tx)
            try decide(item, .rejected, person, tx)
            return "made \(id.text)"
        }
    }

    private func waiting(_ item: Review, _ tx: Transaction) throws -> StagedRecord {
        guard let remote = item.remote, let object = item.object, let record = item.record,
            let staged = try tx.staged.get(RecordKey(remote: remote, object: object, id: record))
        else { throw RunError.refused(.review(.waitsNoMore)) }
        return staged
    }

    private func join(_ staged: StagedRecord, to entity: EntityID, _ tx: Transaction) throws {
        try tx.links.put(
            Link(
                entity: entity, key: staged.key, parent: staged.record.parent, version: staged.record.version,
                modified: staged.record.modified, remoteCreated: staged.record.created, configFingerprint: ""))
        try tx.staged.setEntity(staged.key, to: entity)
        try tx.staged.setState(staged.key, to: .new)
        try tx.dirty.mark([entity], at: services.clock.now())
    }

    /// Forgets that the operation failed, so that the next sync tries it again.
    private func retry(_ item: Review, by person: String) throws(RunError) -> String {
        try services.writing { tx in
            if let entity = item.entity {
                for failed in try tx.failedRows.of(entity) where failed.remote == item.remote && failed.object == item.object {
                    try tx.failedRows.remove(
                        remote: failed.remote, object: failed.object, subject: failed.subject, kind: failed.kind)
                }
            }
            try decide(item, .accepted, person, tx)
            return "the next sync tries it again"
        }
    }
}

extension Review {
    /// The item as `review --json` prints it.
    public var json: JSON {
        var object = JSONObject([("id", .string(id)), ("kind", .string(kind))])
        object["entity"] = (entityKind?.rawValue).map(JSON.string)
        object["entity_id"] = (entity?.text).map(JSON.string)
        object["remote"] = remote.map(JSON.string)
        object["object"] = self.object.map(JSON.string)
        object["record"] = record.map(JSON.string)
        object["field"] = field.map(JSON.string)
        object["candidates"] = candidates
        object["reason"] = .string(reason)
        object["rule"] = .string(rule)
        object["since"] = .string(since.iso)
        return .object(object)
    }
}

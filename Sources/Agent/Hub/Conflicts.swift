public import Model
import Reconciliation
public import Storage

/// Every value that lost, and the open conflicts that a person decides.
public struct Conflicts: Sendable {
    let services: Services

    /// Prepares to read and decide.
    public init(services: Services) {
        self.services = services
    }

    /// The conflicts, newest last.
    public func list(openOnly: Bool, limit: Int) throws(RunError) -> [ConflictView] {
        try services.reading { try $0.conflicts.page(openOnly: openOnly, limit: limit).map { ConflictView(conflict: $0) } }
    }

    /// One conflict.
    public func show(_ id: String) throws(RunError) -> ConflictView {
        let whole = try GivenID(services: services).conflict(id)
        guard let conflict = try services.reading({ try $0.conflicts.get(whole) }) else { throw .notFound(what: "conflict", id: id) }
        return ConflictView(conflict: conflict)
    }

    /// Decides an open conflict: the value of a remote, the hub's own, or a value typed in. It becomes a hub edit that the next sync
    /// carries to all sides (R8).
    public func resolve(_ id: String, take: String, by person: String) throws(RunError) -> Entity {
        let view = try show(id)
        let conflict = view.conflict
        guard conflict.state == .open else {
            throw .refused(.review(.conflictDecided(id)))
        }
        guard let rule = services.settings.sync(conflict.entity.kind)?.rule(conflict.field) else {
            throw .refused(.review(.unmapped(field: conflict.field)))
        }
        let value = try chosen(take, view, rule)
        return try services.writing { tx in
            guard var entity = try tx.entities.get(conflict.entity) else {
                throw RunError.notFound(what: conflict.entity.kind.rawValue, id: conflict.entity.text)
            }
            guard entity.deletedAt == nil else {
                throw RunError.refused(.review(.entityDeleted(entity.id)))
            }
            let now = services.clock.now()
            entity.rev += 1
            entity.updatedAt = now
            entity.values[rule.name] = value
            entity.provenance[rule.name] = Provenance(from: "hub", at: now, by: person, rule: "R8 resolved", rev: entity.rev)
            try tx.entities.put(entity)
            try settleSides(of: entity, rule, value, tx)
            _ = try tx.conflicts.resolve(conflict.id, by: person, at: now, resolution: value.stored)
            for review in try tx.reviews.of(entity.id, .open) where review.field == rule.name {
                _ = try tx.reviews.close(review.id, as: .accepted, by: person, at: now)
            }
            try tx.dirty.mark([entity.id], at: now)
            try tx.audit.add(
                AuditEntry(at: now, actor: person, action: "resolve", detail: ["conflict": .string(conflict.id), "value": value.stored]))
            return entity
        }
    }

    private func chosen(_ take: String, _ view: ConflictView, _ rule: FieldRule) throws(RunError) -> FieldValue {
        // The hub's own value may come from that remote too, and stands before what the remote shows now.
        if let candidate = view.losers.last(where: { $0.from == take }) { return candidate.value }
        if take == "hub" {
            let entity = try services.reading { try $0.entities.get(view.conflict.entity) }
            return entity?.values[rule.name] ?? .null
        }
        return try FieldInput.value(take, of: rule.name, as: rule.type, country: services.settings.program.country)
    }

    /// What each side shows now is taken as seen, so that the decision goes out to every side that shows something else.
    private func settleSides(of entity: Entity, _ rule: FieldRule, _ value: FieldValue, _ tx: Transaction) throws {
        guard let sync = services.settings.sync(entity.id.kind) else { return }
        for var link in try tx.links.of(entity.id) where link.state == .live && rule.sides[link.key.remote] != nil {
            var shown = link.remoteBase[rule.name]
            if let staged = try tx.staged.get(link.key) {
                let observation = Observation(of: sync, remote: link.key.remote, settings: services.settings, in: tx)
                shown = observation.values(of: staged.record.values)[rule.name] ?? shown
            }
            guard let shown else { continue }
            let pair = BasePair.answered(shown)
            link.remoteBase[rule.name] = pair.remote
            link.hubBase[rule.name] = pair.hub
            try tx.links.put(link)
        }
    }
}

/// A conflict with its candidates read.
public struct ConflictView: Sendable {
    /// A value with who held it.
    public struct Held: Sendable {
        /// The remote, or `hub`.
        public var from: String
        /// The value.
        public var value: FieldValue
        /// When it was set there, as far as known.
        public var at: Timestamp?
    }

    /// The stored row.
    public var conflict: Conflict
    /// What was chosen; nil while it is open.
    public var chosen: Held?
    /// What lost, or, while it is open, what stands against each other.
    public var losers: [Held]

    init(conflict: Conflict) {
        self.conflict = conflict
        self.chosen = Held(json: conflict.chosen)
        // What a person took has not lost.
        let taken = conflict.resolution.flatMap(FieldValue.init(stored:))
        self.losers = (conflict.losers.array ?? []).compactMap(Held.init).filter { taken == nil || $0.value != taken }
    }

    /// The conflict as `conflicts --json` prints it.
    public var json: JSON {
        var object = JSONObject([
            ("id", .string(conflict.id)), ("entity", .string(conflict.entity.kind.rawValue)), ("entity_id", .string(conflict.entity.text)),
            ("field", .string(conflict.field)), ("state", .string(conflict.state.rawValue)), ("policy", .string(conflict.policy)),
            ("chosen", chosen?.json ?? .null), ("losers", .array(losers.map(\.json))), ("rule", .string(conflict.rule)),
            ("at", .string(conflict.at.iso)),
        ])
        if let by = conflict.resolvedBy { object["resolved_by"] = .string(by) }
        return .object(object)
    }
}

extension ConflictView.Held {
    init?(json: JSON) {
        guard let from = json["from"]?.string, let value = json["value"].flatMap(FieldValue.init(stored:)) else { return nil }
        self.init(from: from, value: value, at: json["at"]?.integer.map { Timestamp(milliseconds: $0) })
    }

    var json: JSON {
        var object = JSONObject([("from", .string(from)), ("value", value.printed)])
        object["at"] = at.map { .string($0.iso) }
        return .object(object)
    }
}

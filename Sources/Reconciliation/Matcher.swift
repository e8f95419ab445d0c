public import Model

/// An entity that a record may belong to.
public struct EntityHit: Sendable, Equatable {
    /// The entity.
    public var entity: EntityID
    /// The live record that it is linked to at this remote and object.
    public var linkedRecord: String?

    /// Describes a hit.
    public init(entity: EntityID, linkedRecord: String? = nil) {
        self.entity = entity
        self.linkedRecord = linkedRecord
    }
}

/// What one identity field of a record finds.
public struct KeyHits: Sendable, Equatable {
    /// The field, as `match` names it.
    public var key: String
    /// The record's value, as an identity key.
    public var value: String
    /// The entities that have the same.
    public var entities: [EntityHit]
    /// Other records of the same remote and object, not linked, that have the same.
    public var otherRecords: [String]

    /// Describes hits.
    public init(key: String, value: String, entities: [EntityHit], otherRecords: [String] = []) {
        self.key = key
        self.value = value
        self.entities = entities
        self.otherRecords = otherRecords
    }
}

/// All that the match of one record depends on.
public struct MatchInput: Sendable, Equatable {
    /// The record's id.
    public var recordID: String
    /// What its external key says.
    public var externalKey: ExternalKey
    /// The entity to which an earlier merge led its id.
    public var alias: EntityHit?
    /// What its identity fields find, in the order of `match`.
    public var hits: [KeyHits]
    /// True if a record without an entity makes one.
    public var createsInHub: Bool
    /// The guards that stand.
    public var guards: Guards

    /// Describes a match.
    public init(
        recordID: String, externalKey: ExternalKey = .none, alias: EntityHit? = nil, hits: [KeyHits] = [], createsInHub: Bool = true,
        guards: Guards = Guards()
    ) {
        self.recordID = recordID
        self.externalKey = externalKey
        self.alias = alias
        self.hits = hits
        self.createsInHub = createsInHub
        self.guards = guards
    }
}

/// What becomes of a record that has no link.
public enum MatchDecision: Sendable, Equatable {
    /// It is linked to that entity.
    case link(EntityID, rule: String)
    /// It makes a new entity.
    case create(rule: String)
    /// A person decides.
    case review(reason: String, candidates: [EntityID], records: [String], rule: String)
    /// It belongs to another hub.
    case refuse(reason: String, rule: String)
    /// Nothing.
    case ignore
}

/// The match of records without a link to entities (R25): exact, in a fixed order, never by likeness.
public enum Matcher {
    /// Decides one record: external key, alias, then identity fields in their order. The first that finds an entity decides, unless one
    /// behind it points to another.
    public static func decide(_ input: MatchInput) -> MatchDecision {
        var pointers: [Pointer] = []
        switch input.externalKey {
        case .none: break
        case .foreign where !input.guards.stands(.foreignKey): break
        case .foreign(let instance): return .refuse(reason: "the external key belongs to the hub \(instance)", rule: "R25 external_key")
        case .malformed(let text):
            return review("the external key \(text) is none that a hub writes", [], input, rule: "R25 external_key")
        case .own(let entity, false, _):
            return review("the external key names an entity that the hub does not have", [entity], input, rule: "R25 external_key")
        case .own(let entity, true, let linked):
            let hit = EntityHit(entity: entity, linkedRecord: linked)
            pointers.append(Pointer(name: "external_key", rule: "R25 external_key", hits: [hit], others: []))
        }
        if let alias = input.alias { pointers.append(Pointer(name: "alias", rule: "R24 alias", hits: [alias], others: [])) }
        if input.guards.stands(.matchKeys) {
            pointers += input.hits.map { Pointer(name: $0.key, rule: "R25 \($0.key)", hits: $0.entities, others: $0.otherRecords) }
        }
        guard let deciding = pointers.first(where: { !$0.hits.isEmpty }) else { return unmatched(input, pointers) }
        return decide(input, by: deciding, pointers)
    }

    /// One thing that points to entities.
    private struct Pointer {
        var name: String
        var rule: String
        var hits: [EntityHit]
        var others: [String]
    }

    private static func decide(_ input: MatchInput, by deciding: Pointer, _ pointers: [Pointer]) -> MatchDecision {
        if !input.guards.stands(.uniqueMatch) {
            let free = deciding.hits.first { $0.linkedRecord == nil || $0.linkedRecord == input.recordID }
            return free.map { .link($0.entity, rule: deciding.rule) } ?? .create(rule: deciding.rule)
        }
        let entities = Set(deciding.hits.map(\.entity))
        guard entities.count == 1, let hit = deciding.hits.first else {
            return review("several entities share the \(deciding.name)", Array(entities), input, rule: deciding.rule)
        }
        let found = Set(pointers.flatMap(\.hits).map(\.entity))
        if found.count > 1 {
            let other = pointers.first { $0.hits.contains { $0.entity != hit.entity } }?.name ?? deciding.name
            return review("\(deciding.name) and \(other) point to different entities", Array(found), input, rule: deciding.rule)
        }
        if let linked = deciding.hits.compactMap(\.linkedRecord).first(where: { $0 != input.recordID }) {
            return review(
                "the entity is linked to another record of the same object", [hit.entity], input, others: [linked], rule: deciding.rule)
        }
        if !deciding.others.isEmpty {
            return review("several records share the \(deciding.name)", [hit.entity], input, others: deciding.others, rule: deciding.rule)
        }
        return .link(hit.entity, rule: deciding.rule)
    }

    private static func unmatched(_ input: MatchInput, _ pointers: [Pointer]) -> MatchDecision {
        if input.guards.stands(.uniqueMatch), let shared = pointers.first(where: { !$0.others.isEmpty }) {
            return review("several records share the \(shared.name)", [], input, others: shared.others, rule: shared.rule)
        }
        return input.createsInHub ? .create(rule: "R25") : .ignore
    }

    private static func review(
        _ reason: String, _ candidates: [EntityID], _ input: MatchInput, others: [String] = [], rule: String
    ) -> MatchDecision {
        .review(reason: reason, candidates: candidates.sorted(), records: Set(others + [input.recordID]).sorted(), rule: rule)
    }
}

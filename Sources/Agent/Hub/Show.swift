public import Model
public import Storage

/// Rows of the hub, and one row with its links, the value that each remote showed, and where each value came from.
public struct Show: Sendable {
    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// The rows of a kind, each whole. `condition` is a boolean SQL expression over the table's columns.
    public func rows(_ kind: EntityKind, where condition: String?, limit: Int) throws(RunError) -> [EntityView] {
        try services.reading { tx in
            let entities = try tx.entities.rows(kind, where: condition, limit: limit)
            let links = try tx.links.of(entities.map(\.id))
            return entities.map { EntityView($0, links: links[$0.id] ?? []) }
        }
    }

    /// One entity, whole.
    /// - Throws: `RunError.notFound`.
    public func entity(_ id: EntityID) throws(RunError) -> EntityView {
        let view = try services.reading { tx -> EntityView? in
            guard let entity = try tx.entities.get(id) else { return nil }
            let now = try tx.mergedEntities.resolve(id)
            return EntityView(entity, links: try tx.links.of(id), mergedInto: now == id ? nil : now)
        }
        guard let view else { throw .notFound(what: id.kind.rawValue, id: id.text) }
        return view
    }
}

/// An entity with its links.
public struct EntityView: Sendable {
    /// The hub's row.
    public var entity: Entity
    /// Its links, each with what the remote showed last.
    public var links: [Link]
    /// The entity that it was merged into (R24).
    public var mergedInto: EntityID?

    /// An entity and its links.
    public init(_ entity: Entity, links: [Link], mergedInto: EntityID? = nil) {
        self.entity = entity
        self.links = links
        self.mergedInto = mergedInto
    }

    /// The view as `show --json` prints it.
    public var json: JSON {
        let fields = entity.values.sorted { $0.key < $1.key }.map { ($0.key, $0.value.printed) }
        let links = links.map { link -> JSON in
            [
                "remote": .string(link.key.remote), "object": .string(link.key.object), "record": .string(link.key.id),
                "state": .string(link.state.rawValue),
                "values": .object(JSONObject(link.remoteBase.sorted { $0.key < $1.key }.map { ($0.key, $0.value.printed) })),
            ]
        }
        let provenance = entity.provenance.sorted { $0.key < $1.key }.map { name, origin -> (String, JSON) in
            var object = JSONObject([("from", .string(origin.from)), ("at", .string(origin.at.iso)), ("rule", .string(origin.rule))])
            object["by"] = origin.by.map(JSON.string)
            return (name, .object(object))
        }
        var object = JSONObject([
            ("id", .string(entity.id.text)), ("entity", .string(entity.id.kind.rawValue)), ("fields", .object(JSONObject(fields))),
            ("links", .array(links)), ("provenance", .object(JSONObject(provenance))),
        ])
        object["merged_into"] = mergedInto.map { .string($0.text) }
        return .object(object)
    }
}

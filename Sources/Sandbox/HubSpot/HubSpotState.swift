import Model

/// Everything the portal holds, for a test to look at: never an answer of HubSpot.
struct HubSpotState: Sendable {
    let store: HubSpotStore

    /// All kinds with all their records, by id.
    var json: JSON {
        .object(JSONObject(HubSpotKind.allCases.map { ($0.rawValue, .array(records($0))) }))
    }

    /// One record with its values, their history and its links.
    func json(_ record: HubSpotRecord, _ kind: HubSpotKind) -> JSON {
        let names = record.values.keys.sorted()
        var body = JSONObject([
            ("id", .string(String(record.id))), ("archived", .bool(record.archivedAt != nil)),
            ("createdAt", .string(record.createdAt.isoMilliseconds)), ("updatedAt", .string(record.modifiedAt.isoMilliseconds)),
        ])
        if let at = record.archivedAt { body["archivedAt"] = .string(at.isoMilliseconds) }
        if !record.mergedIDs.isEmpty { body["merged"] = .array(record.mergedIDs.map { .string(String($0)) }) }
        body["properties"] = .object(JSONObject(names.map { ($0, record.text($0).map(JSON.string) ?? .null) }))
        body["history"] = .object(JSONObject(names.map { ($0, .array(record.history($0).map(\.json))) }))
        body["associations"] = .object(JSONObject(links(record, kind)))
        return .object(body)
    }

    private func records(_ kind: HubSpotKind) -> [JSON] {
        let table = store[kind]
        let ids = (table.live.entries + table.archived.entries).map(\.id).sorted()
        return ids.compactMap { id in table.record(id).map { json($0, kind) } }
    }

    private func links(_ record: HubSpotRecord, _ kind: HubSpotKind) -> [(String, JSON)] {
        HubSpotKind.allCases.compactMap { other in
            let links = store.links.links(kind, record.id, other)
            guard !links.isEmpty else { return nil }
            let types = store.links.types.between(kind, other)
            let rows = links.map { link -> JSON in
                let names = types.filter { link.types.contains($0.id) }.map(\.name)
                return ["id": .string(String(link.to)), "types": .array(names.map(JSON.string))]
            }
            return (other.rawValue, .array(rows))
        }
    }
}

import Foundation
import Model

/// Which parts of a record a caller asked for.
struct HubSpotView: Sendable {
    var kind: HubSpotKind
    /// Property names; nil for the kind's defaults.
    var properties: [String]?
    var history: [String] = []
    var associations: [HubSpotKind] = []

    /// The most links shown inside a record, and of one record in a batch.
    static let inlineLinks = 100

    /// A record as every endpoint shows it: unknown names are left out, known but unset ones are null, all values are strings.
    func json(_ record: HubSpotRecord, in store: HubSpotStore, origin: String = "") -> JSON {
        let catalog = store.catalog
        var names = Set(properties ?? kind.defaultProperties).filter { catalog.property($0, of: kind) != nil }
        names.formUnion(["hs_object_id", kind == .referrals ? "hs_createdate" : "createdate", kind.modifiedProperty])
        names.formUnion(history.filter { catalog.property($0, of: kind) != nil })
        let values = names.sorted().map { name -> (String, JSON) in
            (name, catalog.text(name, of: record, kind: kind).map(JSON.string) ?? .null)
        }
        var body = JSONObject([("id", .string(String(record.id))), ("properties", .object(JSONObject(values)))])
        if !history.isEmpty { body["propertiesWithHistory"] = historyJSON(record, catalog) }
        body["createdAt"] = .string(record.createdAt.isoMilliseconds)
        body["updatedAt"] = .string(record.modifiedAt.isoMilliseconds)
        body["archived"] = .bool(record.archivedAt != nil)
        if let at = record.archivedAt { body["archivedAt"] = .string(at.isoMilliseconds) }
        let linked = associations.compactMap { linkedJSON(record, $0, store, origin) }
        if !linked.isEmpty { body["associations"] = .object(JSONObject(linked)) }
        return .object(body)
    }

    private func historyJSON(_ record: HubSpotRecord, _ catalog: HubSpotCatalog) -> JSON {
        let known = history.filter { catalog.property($0, of: kind) != nil }
        return .object(JSONObject(known.map { ($0, .array(record.history($0).map(\.json))) }))
    }

    private func linkedJSON(_ record: HubSpotRecord, _ into: HubSpotKind, _ store: HubSpotStore, _ origin: String) -> (String, JSON)? {
        let links = store.links.links(kind, record.id, into)
        guard !links.isEmpty else { return nil }
        let types = store.links.types.between(kind, into)
        let rows = links.prefix(Self.inlineLinks).flatMap { link in
            types.filter { link.types.contains($0.id) }.map { type -> JSON in
                ["id": .string(String(link.to)), "type": .string(type.name)]
            }
        }
        var body = JSONObject([("results", .array(rows))])
        if links.count > Self.inlineLinks {
            let after = Self.cursor(links[Self.inlineLinks - 1].to)
            let path = "/crm/v3/objects/\(kind.rawValue)/\(record.id)/associations/\(into.rawValue)?after=\(after)"
            body["paging"] = ["next": ["after": .string(after), "link": .string(origin + path)]]
        }
        return (into.qualifiedName(portal: store.settings.portal), .object(body))
    }

    /// An opaque cursor behind an id, escaped once as HubSpot hands it out.
    static func cursor(_ id: Int64) -> String {
        Data("\(id)\n".utf8).base64EncodedString().replacing("=", with: "%3D")
    }

    /// The id in a cursor, escaped or not; nil for a cursor that was never handed out.
    static func id(inCursor text: String) -> Int64? {
        guard let data = Data(base64Encoded: text.replacing("%3D", with: "=")) else { return nil }
        return Int64(String(decoding: data, as: UTF8.self).dropLast())
    }
}

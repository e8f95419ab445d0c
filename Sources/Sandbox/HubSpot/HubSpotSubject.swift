import HTTP
import Model

/// What faults need to know of the portal: which record a call is about, and which there are.
struct HubSpotSubject: Sendable {
    let store: HubSpotStore

    static let shape = RowShape(
        lists: ["results", "inputs"], fields: "properties",
        fixed: [
            "hs_object_id", "createdate", "hs_createdate", "lastmodifieddate", "hs_lastmodifieddate", "entente_id", "entente_deal_id",
            "order_number", "country", "domain", "email",
        ], choices: ["type", "partner_tier", "dealstage", "pipeline", "state", "deal_currency_code", "lifecyclestage", "segment"],
        totals: ["total"])

    /// The record, or kind of record, that a call is about.
    func of(_ request: Request) -> Subject? {
        let call = HubSpotCall(request, at: Timestamp(milliseconds: 0), under: nil)
        let parts = call.segments
        guard parts.count > 3, parts[0] == "crm", parts[2] == "objects",
            let kind = HubSpotKind(named: parts[3], portal: store.settings.portal)
        else { return nil }
        guard parts.count > 4, parts[4] != "search", parts[4] != "merge" else { return Subject(kind.rawValue) }
        guard parts[4] == "batch" else { return subject(kind, parts[4], call.target["idProperty"]) }
        let body = (try? JSON(parsing: request.body)) ?? .null
        let input = body["inputs"]?[0]
        return subject(kind, input?["id"]?.string, (input?["idProperty"] ?? body["idProperty"])?.string)
    }

    /// All records of a kind.
    func holdings(_ object: String) -> [Holding] {
        guard let kind = HubSpotKind(named: object, portal: store.settings.portal) else { return [] }
        let table = store[kind]
        return (table.live.entries + table.archived.entries).compactMap { entry in
            table.record(entry.id).map { record in
                let values = record.values.keys.sorted().map { ($0, record.text($0).map(JSON.string) ?? .null) }
                return Holding(
                    object: kind.rawValue, id: String(record.id), isDeleted: record.archivedAt != nil,
                    changed: record.archivedAt ?? record.modifiedAt, values: JSONObject(values))
            }
        }
    }

    private func subject(_ kind: HubSpotKind, _ text: String?, _ property: String?) -> Subject {
        let found = text.flatMap { try? store.find($0, by: property, kind) }
        return Subject(kind.rawValue, id: found.map { String($0.id) })
    }
}

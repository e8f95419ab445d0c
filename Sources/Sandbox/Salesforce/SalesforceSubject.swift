import HTTP
import Model

/// What faults need to know of the org: which record a call is about, and which there are.
struct SalesforceSubject: Sendable {
    let store: SalesforceStore

    static let shape = RowShape(
        lists: ["records"],
        fixed: [
            "attributes", "Id", "id", "IsDeleted", "CreatedDate", "LastModifiedDate", "SystemModstamp", "Entente_Id__c", "Order_Number__c",
            "CurrencyIsoCode", "BillingCountry",
        ], choices: ["Type", "Status", "StageName", "Partner_Tier__c", "Status__c", "Segment__c", "Role", "LeadSource"],
        totals: ["totalSize"], marker: "attributes")

    /// The record, or kind of record, that a call is about.
    func of(_ request: Request) -> Subject? {
        let target = RequestTarget(request)
        let parts = Array(target.segments.dropFirst(3))
        switch (parts.first, parts.count) {
        case ("sobjects", 2): return Subject(parts[1])
        case ("sobjects", 3): return Subject(parts[1], id: SalesforceID.widened(parts[2]))
        case ("sobjects", 4): return Subject(parts[1], id: holder(parts[1], parts[2], parts[3]))
        case ("query", 1), ("queryAll", 1):
            let words = (target["q"] ?? "").split(separator: " ")
            let place = words.lastIndex { $0.uppercased() == "FROM" }
            return place.flatMap { $0 + 1 < words.count ? Subject(String(words[$0 + 1])) : nil }
        case ("composite", 2...): return ofCollection(parts, target, (try? JSON(parsing: request.body)) ?? .null)
        default: return nil
        }
    }

    private func ofCollection(_ parts: [String], _ target: RequestTarget, _ body: JSON) -> Subject? {
        if let ids = target["ids"], let id = SalesforceID.widened(String(ids.prefix { $0 != "," })), let index = store.table(ofID: id) {
            return Subject(store.tables[index].object.name, id: id)
        }
        guard let row = body["records"]?[0], let type = row["attributes"]?["type"]?.string else { return nil }
        if parts.count == 4 { return Subject(type, id: row[parts[3]]?.string.flatMap { holder(type, parts[3], $0) }) }
        return Subject(type, id: (row["id"] ?? row["Id"])?.string.flatMap { SalesforceID.widened($0) })
    }

    private func holder(_ type: String, _ field: String, _ value: String) -> String? {
        guard let index = store.table(type), let place = store.tables[index].object.place(field) else { return nil }
        return SalesforceRows.holders(of: value, place, store.tables[index]).first.map { store.tables[index].latest($0).id }
    }

    /// All records of an object.
    func holdings(_ object: String) -> [Holding] {
        guard let index = store.table(object) else { return [] }
        let table = store.tables[index]
        return (table.live + table.bin).map { serial in
            let record = table.latest(serial)
            let values = JSONObject(table.object.fields.enumerated().map { ($0.element.name, record.values[$0.offset]) })
            return Holding(
                object: table.object.name, id: record.id, isDeleted: record.isDeleted, changed: Timestamp(seconds: record.stamp),
                values: values)
        }
    }

    /// The field of an object that no two records share.
    func uniqueField(_ object: String) -> String? {
        store.table(object).flatMap { index in store.tables[index].object.fields.first { $0.unique && $0.isCustom }?.name }
    }
}

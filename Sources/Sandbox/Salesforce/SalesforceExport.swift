import Model

/// All records of the org with their history, for `/_sandbox/state`.
enum SalesforceExport {
    static func json(_ store: SalesforceStore) -> JSON {
        let objects = store.tables.map { table in
            (table.object.name, JSON.array(table.records.filter { !$0.isPurged }.map { record($0, table.object) }))
        }
        return ["vendor": "salesforce", "objects": .object(JSONObject(objects))]
    }

    private static func record(_ record: SalesforceRecord, _ object: SalesforceObject) -> JSON {
        var fields = JSONObject()
        for (place, field) in object.fields.enumerated() where record.values[place] != .null { fields[field.name] = record.values[place] }
        let history = record.history.map { change -> JSON in
            let old = change.values.map { (object.fields[$0.place].name, $0.old) }
            return [
                "at": .string(SalesforceTime.text(seconds: change.at)), "by": .string(change.by), "action": .string(change.kind),
                "before": .object(JSONObject(old)),
            ]
        }
        return ["id": .string(record.id), "deleted": .bool(record.isDeleted), "fields": .object(fields), "history": .array(history)]
    }
}

import Model

/// The checks a record must pass before it is saved.
enum SalesforceChecks {
    static func required(_ values: [JSON], _ object: SalesforceObject) throws(SalesforceRefusal) {
        let missing = object.fields.indices.filter { object.fields[$0].isRequired && values[$0] == .null }.map { object.fields[$0].name }
        if !missing.isEmpty {
            throw SalesforceRefusal(
                code: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [\(missing.joined(separator: ", "))]",
                fields: missing)
        }
        // A field that has a default may be left out, but not emptied.
        for (place, field) in object.fields.enumerated() where !field.nillable && field.updateable && values[place] == .null {
            throw SalesforceRefusal(
                code: field.restricted ? "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST" : "REQUIRED_FIELD_MISSING",
                message: field.restricted
                    ? "\(field.label): bad value for restricted picklist field: " : "Required fields are missing: [\(field.name)]",
                fields: [field.name])
        }
        if object.name == "Partner", let from = object.place("AccountFromId"), let deal = object.place("OpportunityId"),
            (values[from] == .null) == (values[deal] == .null)
        {
            throw SalesforceRefusal(
                code: "REQUIRED_FIELD_MISSING", message: "Required fields are missing: [AccountFromId or OpportunityId]",
                fields: ["AccountFromId", "OpportunityId"])
        }
    }

    static func references(
        _ values: [JSON], at places: [Int], of object: SalesforceObject, in store: SalesforceStore
    ) throws(SalesforceRefusal) {
        for place in places {
            let field = object.fields[place]
            guard field.kind == .reference, field.createable else { continue }
            guard let id = values[place].string else { continue }
            guard let target = store.table(ofID: id), field.referenceTo.contains(store.tables[target].object.name) else {
                throw SalesforceRefusal(
                    code: "FIELD_INTEGRITY_EXCEPTION", message: "\(field.label): id value of incorrect type: \(id)", fields: [field.name])
            }
            guard let serial = store.tables[target].serial(id) else {
                var refusal = SalesforceRefusal.crossReference
                refusal.fields = [field.name]
                throw refusal
            }
            if store.tables[target].latest(serial).isDeleted {
                throw SalesforceRefusal(code: "ENTITY_IS_DELETED", message: "entity is deleted", fields: [])
            }
        }
    }

    static func unique(
        _ values: [JSON], of index: Int, except own: Int32?, in store: SalesforceStore
    ) throws(SalesforceRefusal) {
        let table = store.tables[index]
        for (place, field) in table.object.fields.enumerated() where field.unique {
            guard let value = values[place].string else { continue }
            let holders = (table.find(place, value) ?? []).filter { $0 != own && !table.latest($0).isDeleted }
            guard let holder = holders.first else { continue }
            throw SalesforceRefusal(
                code: "DUPLICATE_VALUE",
                message: "duplicate value found: \(field.name) duplicates value on record with id: \(table.latest(holder).id.prefix(15))")
        }
    }

    /// The org's own duplicate rule, where it is switched on: the same e-mail on another record of the object.
    static func duplicates(_ values: [JSON], of index: Int, in store: SalesforceStore) throws(SalesforceRefusal) {
        let table = store.tables[index]
        let name = table.object.name
        guard name == "Contact" || name == "Lead", let place = table.object.place("Email"), let email = values[place].string else { return }
        let matches = (table.find(place, email) ?? []).map { table.latest($0) }.filter { !$0.isDeleted }
        guard !matches.isEmpty else { return }
        let records: [JSON] = matches.map { record in
            [
                "additionalInformation": [], "fieldDiffs": [], "matchConfidence": .number("100.0"),
                "record": [
                    "attributes": ["type": .string(name), "url": .string("/services/data/v63.0/sobjects/\(name)/\(record.id)")],
                    "Id": .string(record.id),
                ],
            ]
        }
        let result: JSON = [
            "allowSave": false, "duplicateRule": .string("Standard_\(name)_Duplicate_Rule"), "duplicateRuleEntityType": .string(name),
            "errorMessage": "Use one of these records?",
            "matchResults": [
                [
                    "entityType": .string(name), "errors": [], "matchEngine": "FuzzyMatchEngine", "matchRecords": .array(records),
                    "rule": .string("Standard_\(name)_Match_Rule_v1_0"), "size": .integer(records.count), "success": true,
                ]
            ],
        ]
        throw SalesforceRefusal(
            code: "DUPLICATES_DETECTED", message: "Use one of these records?", showsFields: false, detail: ("duplicateResut", result))
    }
}

import Model

/// What the org says about its objects: `/sobjects`, `/sobjects/{Object}` and `/sobjects/{Object}/describe`.
enum SalesforceDescribe {
    static func global(_ version: String) -> JSON {
        ["encoding": "UTF-8", "maxBatchSize": 200, "sobjects": .array(SalesforceObjects.all.map { .object(head($0, version)) })]
    }

    static func basic(_ object: SalesforceObject, _ version: String) -> JSON {
        ["objectDescribe": .object(head(object, version)), "recentItems": []]
    }

    static func full(_ object: SalesforceObject, _ version: String) -> JSON {
        var answer = head(object, version)
        answer["childRelationships"] = .array(
            object.children.map { child in
                [
                    "cascadeDelete": false, "childSObject": .string(child.object), "deprecatedAndHidden": false,
                    "field": .string(child.field), "relationshipName": .string(child.name), "restrictedDelete": false,
                ]
            })
        answer["fields"] = .array(object.fields.map { field($0, of: object) })
        answer["recordTypeInfos"] = []
        return .object(answer)
    }

    private static func head(_ object: SalesforceObject, _ version: String) -> JSONObject {
        let base = "/services/data/\(version)/sobjects/\(object.name)"
        return JSONObject([
            ("activateable", false), ("createable", true), ("custom", false), ("customSetting", false), ("deletable", true),
            ("deprecatedAndHidden", false), ("keyPrefix", .string(object.prefix)), ("label", .string(object.name)),
            ("labelPlural", .string(object.name + "s")), ("mergeable", .bool(object.mergeable)), ("name", .string(object.name)),
            ("queryable", true), ("replicateable", true), ("retrieveable", true), ("searchable", true), ("triggerable", true),
            ("undeletable", true), ("updateable", .bool(object.updateable)),
            (
                "urls",
                [
                    "sobject": .string(base), "describe": .string(base + "/describe"), "rowTemplate": .string(base + "/{ID}"),
                ]
            ),
        ])
    }

    private static func field(_ field: SalesforceField, of object: SalesforceObject) -> JSON {
        let precision = field.kind.isNumber && field.kind != .int ? 18 : 0
        let isName = field.name == "Name"
        return .object(
            JSONObject([
                ("autoNumber", false), ("byteLength", .integer(field.length * 3)), ("calculated", .bool(field.kind == .address)),
                ("caseSensitive", false), ("createable", .bool(field.createable)), ("custom", .bool(field.isCustom)),
                ("defaultValue", field.kind == .boolean ? false : .null),
                ("defaultedOnCreate", .bool(field.fallback != nil || field.name == "OwnerId")), ("deprecatedAndHidden", false),
                ("digits", .integer(field.kind == .int ? 9 : 0)), ("externalId", .bool(field.externalID)),
                ("filterable", .bool(field.kind != .address && field.length < 1000)), ("groupable", .bool(field.kind != .currency)),
                ("idLookup", .bool(field.kind == .id || field.externalID || field.kind == .email)), ("label", .string(field.label)),
                ("length", .integer(field.length)), ("name", .string(field.name)), ("nameField", .bool(isName)),
                ("nillable", .bool(field.nillable)), ("permissionable", .bool(field.nillable)),
                (
                    "picklistValues",
                    .array(
                        field.options.map { option in
                            [
                                "active": true, "defaultValue": .bool(option == field.fallback), "label": .string(option),
                                "validFor": .null, "value": .string(option),
                            ]
                        })
                ), ("precision", .integer(precision)), ("referenceTo", .array(field.referenceTo.map { .string($0) })),
                ("relationshipName", field.relationshipName.map { .string($0) } ?? .null),
                ("restrictedPicklist", .bool(field.restricted)), ("scale", .integer(field.scale)),
                ("soapType", .string(soapType(field.kind))), ("sortable", .bool(field.kind != .address && field.length < 1000)),
                ("type", .string(field.kind.rawValue)), ("unique", .bool(field.unique)), ("updateable", .bool(field.updateable)),
            ]))
    }

    private static func soapType(_ kind: SalesforceField.Kind) -> String {
        switch kind {
        case .id, .reference: "tns:ID"
        case .boolean: "xsd:boolean"
        case .int: "xsd:int"
        case .double, .percent, .currency: "xsd:double"
        case .date: "xsd:date"
        case .datetime: "xsd:dateTime"
        case .address: "urn:address"
        case .string, .textarea, .phone, .email, .url, .picklist: "xsd:string"
        }
    }
}

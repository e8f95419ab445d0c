import Model

/// One property of a kind of record: what it holds and who may write it.
struct HubSpotProperty: Sendable {
    /// HubSpot's types of values.
    enum Form: String, Sendable {
        case string, number, enumeration, bool, date, datetime, json
        case phone = "phone_number"
    }

    /// One legal value of an enumeration.
    struct Option: Sendable {
        var value: String
        var label: String
        var hidden = false
    }

    let name: String
    let label: String
    let form: Form
    /// The control shown to people.
    var field: String
    var options: [Option] = []
    /// True when no two records may hold the same value.
    var unique = false
    /// True when HubSpot works the value out by itself.
    var calculated = false
    /// True when no one may write the value.
    var readOnly = false
    /// True when the legal values live elsewhere: owners, stages.
    var external = false
    /// True for properties that HubSpot made, false for the portal's own.
    var native = true

    /// The property as `GET /crm/v3/properties/{type}` lists it.
    func json(kind: HubSpotKind, created: Timestamp) -> JSON {
        let listed = options.enumerated().map { place, option -> JSON in
            [
                "label": .string(option.label), "value": .string(option.value), "description": "", "displayOrder": .integer(place),
                "hidden": .bool(option.hidden),
            ]
        }
        var body = JSONObject([
            ("createdAt", .string(created.isoMilliseconds)), ("updatedAt", .string(created.isoMilliseconds)),
            ("name", .string(name)), ("label", .string(label)), ("type", .string(form.rawValue)), ("fieldType", .string(field)),
            ("description", ""), ("groupName", .string("\(kind.singular)information")), ("options", .array(listed)),
            ("displayOrder", -1), ("calculated", .bool(calculated)), ("externalOptions", .bool(external)), ("archived", false),
            ("hasUniqueValue", .bool(unique)), ("hidden", false),
        ])
        if native { body["hubspotDefined"] = true }
        body["modificationMetadata"] = [
            "archivable": .bool(!native), "readOnlyDefinition": .bool(native), "readOnlyValue": .bool(readOnly || calculated),
        ]
        body["formField"] = .bool(!readOnly && !calculated)
        return .object(body)
    }
}

extension HubSpotProperty {
    static func text(_ name: String, _ label: String, unique: Bool = false, native: Bool = true) -> HubSpotProperty {
        HubSpotProperty(name: name, label: label, form: .string, field: "text", unique: unique, native: native)
    }

    static func phone(_ name: String, _ label: String) -> HubSpotProperty {
        HubSpotProperty(name: name, label: label, form: .string, field: "phonenumber")
    }

    static func number(_ name: String, _ label: String, calculated: Bool = false) -> HubSpotProperty {
        HubSpotProperty(
            name: name, label: label, form: .number, field: calculated ? "calculation_equation" : "number", calculated: calculated,
            readOnly: calculated)
    }

    static func time(_ name: String, _ label: String, readOnly: Bool = false) -> HubSpotProperty {
        HubSpotProperty(name: name, label: label, form: .datetime, field: "date", readOnly: readOnly)
    }

    static func choice(_ name: String, _ label: String, _ options: [(String, String)], native: Bool = true) -> HubSpotProperty {
        HubSpotProperty(
            name: name, label: label, form: .enumeration, field: "select", options: options.map { Option(value: $0.0, label: $0.1) },
            native: native)
    }

    static func elsewhere(_ name: String, _ label: String) -> HubSpotProperty {
        HubSpotProperty(name: name, label: label, form: .enumeration, field: "select", external: true)
    }
}

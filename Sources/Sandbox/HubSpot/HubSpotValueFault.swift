import Model

/// Why one value was refused.
struct HubSpotValueFault: Error, Sendable {
    var property: String
    var code: String
    var message: String

    /// The fault as it stands, as JSON, inside the message of the refusal.
    func json(portal: Int) -> JSON {
        [
            "isValid": false, "message": .string(message), "error": .string(code), "name": .string(property),
            "localizedErrorMessage": .string(message), "portalId": .integer(portal),
        ]
    }

    /// The fault as one of the refusal's `errors`.
    var detail: JSON {
        ["message": .string(message), "code": .string(code), "context": ["propertyName": [.string(property)]]]
    }
}

/// A value of a unique property that another record holds.
struct HubSpotClash: Sendable {
    var property: String
    var value: String
    /// The record that was to be written.
    var id: Int64
    /// The record that has the value.
    var holder: Int64
}

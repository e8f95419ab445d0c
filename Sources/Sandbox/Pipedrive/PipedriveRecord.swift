import Model

/// One record: its values as they are written in version 2, the company's own under their hashes, and how it came to be.
struct PipedriveRecord: Sendable {
    /// One change after the record was made.
    struct Change: Sendable {
        let at: Timestamp
        let by: Int
        let action: String
        let before: JSONObject
    }

    let id: Int
    var added: Timestamp
    var updated: Timestamp
    var isDeleted = false
    var values: [String: JSON] = [:]
    var history: [Change] = []

    /// The value of a field, null where it was never set.
    func value(_ key: String) -> JSON {
        switch key {
        case "id": .integer(id)
        case "add_time": .string(added.iso)
        case "update_time": .string(updated.iso)
        case "is_deleted": .bool(isDeleted)
        default: values[key] ?? .null
        }
    }
}

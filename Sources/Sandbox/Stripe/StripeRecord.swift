import Model

/// One object of the platform, with what became of it.
struct StripeRecord: Sendable {
    /// One change.
    struct Change: Sendable {
        let at: Timestamp
        let action: String
        /// The members that changed, as they were.
        let before: JSONObject
    }

    let kind: StripeKind
    let id: String
    /// The place among all objects ever made: of two made in one second the later has the larger.
    let number: Int
    let created: Timestamp
    var changed: Timestamp
    var isDeleted = false
    /// The members as the newest version shows them; those that begin with `_` are never shown.
    var values: JSONObject
    var history: [Change] = []

    subscript(name: String) -> JSON { values[name] ?? .null }

    func integer(_ name: String) -> Int { Int(values[name]?.integer ?? 0) }

    func text(_ name: String) -> String? { values[name]?.string }

    /// The members that a caller of the newest version sees.
    var shown: JSON {
        if isDeleted { return ["id": .string(id), "object": .string(kind.word), "deleted": true] }
        return .object(JSONObject(values.members.filter { !$0.name.hasPrefix("_") }))
    }
}

import Model

/// One record: its values as they stand in answers, without its id, its dates and what follows from other records.
struct WooRecord: Sendable {
    /// One change after the record was made.
    struct Change: Sendable {
        let at: Timestamp
        let action: String
        let before: JSONObject
    }

    let id: Int
    var created: Timestamp
    /// When it last changed; nil for a customer who never did.
    var modified: Timestamp?
    /// Other dates by name, such as `date_paid`.
    var dates: [String: Timestamp] = [:]
    /// The order of a refund; 0 for others.
    var parent = 0
    /// Whether it is gone for good; it is kept for the sandbox's own controls alone.
    var isGone = false
    var values: JSONObject
    var history: [Change] = []

    init(id: Int, created: Timestamp, modified: Timestamp?, values: JSONObject) {
        self.id = id
        self.created = created
        self.modified = modified
        self.values = values
    }

    /// The text of a value; empty where there is none.
    func text(_ name: String) -> String { values[name]?.string ?? "" }

    /// Whether it lies in the trash.
    var isTrashed: Bool { text("status") == "trash" }

    /// The address that is its key: a customer's own, an order's buyer's.
    var email: String { values["email"]?.string ?? values["billing"]?["email"]?.string ?? "" }
}

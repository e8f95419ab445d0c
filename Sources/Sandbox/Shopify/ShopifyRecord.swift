import Model

/// One record: what the shop keeps of it. What follows from other records is added when it is shown.
/// Units: amounts are whole numbers of the currency's minor unit.
struct ShopifyRecord: Sendable {
    /// One change after the record was made.
    struct Change: Sendable {
        let at: Timestamp
        let action: String
        let before: JSONObject
    }

    /// The global id, such as `gid://shopify/Order/6700000000001`.
    let id: String
    var created: Timestamp
    var updated: Timestamp
    var values: JSONObject
    /// Whether it was deleted; it is kept for the sandbox's own controls alone.
    var isGone = false
    var history: [Change] = []

    init(id: String, created: Timestamp, updated: Timestamp, values: JSONObject) {
        (self.id, self.created, self.updated, self.values) = (id, created, updated, values)
    }

    /// The number at the end of the id.
    var number: Int64 { id.split(separator: "/").last.flatMap { Int64($0) } ?? 0 }

    /// The text of a value; empty where there is none.
    func text(_ name: String) -> String { values[name]?.string ?? "" }

    /// An amount; 0 where there is none.
    func amount(_ name: String) -> Int64 { values[name]?.integer ?? 0 }

    /// The texts of a list.
    func texts(_ name: String) -> [String] { (values[name]?.array ?? []).compactMap(\.string) }

    /// The instant of a value.
    func instant(_ name: String) -> Timestamp? { values[name]?.string.flatMap { Timestamp(iso: $0) } }
}

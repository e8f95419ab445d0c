import Model

/// Everything the shop holds, for a test to look at: never an answer of Shopify.
struct ShopifyState: Sendable {
    let store: ShopifyStore

    /// All kinds with all their records, by number.
    var json: JSON {
        let kinds = ShopifyKind.allCases.map { kind in (kind.rawValue, JSON.array(store.everything(kind).map { json($0) })) }
        return ["vendor": "shopify", "objects": .object(JSONObject(kinds))]
    }

    /// One record with its values and their history.
    func json(_ record: ShopifyRecord) -> JSON {
        let history = record.history.map { change -> JSON in
            ["at": .string(change.at.iso), "action": .string(change.action), "before": .object(change.before)]
        }
        return [
            "id": .string(record.id), "deleted": .bool(record.isGone), "created": .string(record.created.iso),
            "modified": .string(record.updated.iso), "fields": .object(record.values), "history": .array(history),
        ]
    }
}

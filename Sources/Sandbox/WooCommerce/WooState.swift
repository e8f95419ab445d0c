import Model

/// Everything the shop holds, for a test to look at: never an answer of WooCommerce.
struct WooState: Sendable {
    let store: WooStore

    /// All kinds with all their records, by id.
    var json: JSON {
        let kinds = WooKind.allCases.map { kind in (kind.rawValue, JSON.array(store.everything(kind).map { json($0, kind) })) }
        return ["vendor": "woocommerce", "objects": .object(JSONObject(kinds))]
    }

    /// One record with its values and their history.
    func json(_ record: WooRecord, _ kind: WooKind) -> JSON {
        let history = record.history.map { change -> JSON in
            ["at": .string(change.at.iso), "action": .string(change.action), "before": .object(change.before)]
        }
        return [
            "id": .string(String(record.id)), "parent": .integer(record.parent), "deleted": .bool(record.isGone || record.isTrashed),
            "gone": .bool(record.isGone), "created": .string(record.created.iso),
            "modified": record.modified.map { .string($0.iso) } ?? .null, "fields": .object(record.values), "history": .array(history),
        ]
    }
}

import Model

/// Everything the platform holds, for a test to look at: never an answer of Stripe.
struct StripeState: Sendable {
    let store: StripeStore

    /// All kinds with all their objects, and every movement of money to and from partners in its order.
    var json: JSON {
        let kinds = StripeKind.allCases.map { kind in (kind.rawValue, JSON.array(store.records(kind).map(Self.json))) }
        let movements = store.movements.map { movement -> JSON in
            [
                "at": .string(movement.at.iso), "kind": .string(movement.kind), "id": .string(movement.id),
                "key": movement.key.map { .string($0) } ?? .null, "group": movement.group.map { .string($0) } ?? .null,
                "metadata": movement.metadata, "receiver": .string(movement.receiver), "amount": .integer(movement.amount),
                "currency": .string(movement.currency),
            ]
        }
        return ["vendor": "stripe", "objects": .object(JSONObject(kinds)), "movements": .array(movements)]
    }

    /// One object with its history.
    static func json(_ record: StripeRecord) -> JSON {
        let history = record.history.map { change -> JSON in
            ["at": .string(change.at.iso), "action": .string(change.action), "before": .object(change.before)]
        }
        return [
            "id": .string(record.id), "deleted": .bool(record.isDeleted),
            "fields": .object(JSONObject(record.values.members.filter { !$0.name.hasPrefix("_") })), "history": .array(history),
        ]
    }
}

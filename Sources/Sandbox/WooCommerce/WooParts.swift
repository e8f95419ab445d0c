import Model

/// Parts of records that several kinds have: rows of meta data, addresses.
enum WooParts {
    /// Rows of meta data as they are after a write: those with a known key are replaced, others are added.
    static func meta(_ given: JSON?, over old: JSON?, in store: inout WooStore) -> JSON {
        var rows = old?.array ?? []
        for given in given?.array ?? [] {
            guard let key = given["key"]?.string, !key.isEmpty else { continue }
            let value = given["value"] ?? .null
            let place = rows.firstIndex { row in
                guard let id = given["id"]?.integer else { return row["key"] == .string(key) }
                return row["id"] == .integer(id)
            }
            if value == .null {
                if let place { rows.remove(at: place) }
            } else if let place {
                rows[place] = ["id": rows[place]["id"] ?? 0, "key": .string(key), "value": value]
            } else {
                rows.append(["id": store.item(), "key": .string(key), "value": value])
            }
        }
        return .array(rows)
    }

    /// A map of texts as it is after a write.
    static func merged(_ given: JSON?, over old: JSON?) -> JSON {
        var map = old?.object ?? JSONObject()
        for (name, value) in given?.object?.members ?? [] where map[name] != nil && value != .null { map[name] = value }
        return .object(map)
    }

    /// An address without anything in it.
    static func blank(isBilling: Bool) -> JSON {
        let names = ["first_name", "last_name", "company", "address_1", "address_2", "city", "state", "postcode", "country"]
        return .object(JSONObject((names + (isBilling ? ["email", "phone"] : ["phone"])).map { ($0, "") }))
    }
}

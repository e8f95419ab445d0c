import Model

/// Reads Stripe's forms: `metadata[partner]=p1`, `expand[]=customer`, `items[0][price]=x`. Source: VENDORS.md 5.1.
struct StripeForm: Sendable {
    /// The parameters as a tree; every leaf is text.
    static func read(_ pairs: [(name: String, value: String)]) -> JSONObject {
        var root = JSON.object(JSONObject())
        for (name, value) in pairs { set(&root, path(name)[...], .string(value)) }
        return listed(root, isMap: true).object ?? JSONObject()
    }

    /// `a[b][]` as `a`, `b` and an empty name.
    private static func path(_ name: String) -> [String] {
        let parts = name.split(separator: "[", omittingEmptySubsequences: false)
        return [String(parts[0])] + parts.dropFirst().map { $0.hasSuffix("]") ? String($0.dropLast()) : String($0) }
    }

    private static func set(_ node: inout JSON, _ path: ArraySlice<String>, _ value: JSON) {
        guard let first = path.first else {
            node = value
            return
        }
        var object = node.object ?? JSONObject()
        let name = first.isEmpty ? String(object.count) : first
        var child = object[name] ?? .null
        set(&child, path.dropFirst(), value)
        object[name] = child
        node = .object(object)
    }

    /// Maps whose names are places become lists; in metadata a number is a name like any other.
    private static func listed(_ node: JSON, isMap: Bool) -> JSON {
        guard let object = node.object else { return node }
        let isList = !isMap && object.count > 0 && object.members.allSatisfy { Int($0.name) != nil }
        if isList {
            let places = object.members.sorted { (Int($0.name) ?? 0) < (Int($1.name) ?? 0) }
            return .array(places.map { listed($0.value, isMap: false) })
        }
        return .object(JSONObject(object.members.map { ($0.name, listed($0.value, isMap: $0.name == "metadata")) }))
    }
}

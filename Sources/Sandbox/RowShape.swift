public import Model

/// Where records stand in a vendor's bodies, so that a fault can reach their values without knowing the vendor's calls.
public struct RowShape: Sendable {
    /// The members that hold a record or a list of them, such as `results`.
    public var lists: Set<String>
    /// The member of a record that holds its values; nil where the record itself does.
    public var fields: String?
    /// Members that are no values of a person: ids, stamps, addresses.
    public var fixed: Set<String>
    /// Fields that hold one of a list of options.
    public var choices: Set<String>
    /// Members that tell how many rows there are.
    public var totals: Set<String>
    /// The member that tells a record of an answer from other maps; nil where nothing need be told apart.
    public var marker: String?

    /// Describes a vendor's bodies.
    public init(
        lists: Set<String> = [], fields: String? = nil, fixed: Set<String> = [], choices: Set<String> = [], totals: Set<String> = [],
        marker: String? = nil
    ) {
        self.lists = lists
        self.fields = fields
        self.fixed = fixed
        self.choices = choices
        self.totals = totals
        self.marker = marker
    }

    /// The same body with the values of every record changed; what holds no records stays as it is.
    /// - Parameters:
    ///   - body: the body of a request or an answer.
    ///   - isAnswer: whether maps without the marker are no records.
    ///   - change: what to make of a record's values.
    /// - Returns: the changed body.
    public func mapping(_ body: JSON, isAnswer: Bool, _ change: (JSONObject) -> JSONObject) -> JSON {
        switch body {
        case .array(let rows): return .array(rows.map { mapping($0, isAnswer: isAnswer, change) })
        case .object(var object):
            let held = lists.filter { name in object[name].map { $0.array != nil || $0.object != nil } ?? false }
            guard held.isEmpty else {
                for name in held { object[name] = object[name].map { mapping($0, isAnswer: isAnswer, change) } }
                return .object(object)
            }
            guard let fields else {
                let isRecord = marker.map { !isAnswer || object[$0] != nil } ?? true
                return isRecord ? .object(change(object)) : body
            }
            guard let values = object[fields]?.object else { return body }
            object[fields] = .object(change(values))
            return .object(object)
        default: return body
        }
    }

    /// The same body without the first record of its list, and with totals that do not count it.
    public func hidingFirst(_ body: JSON) -> JSON {
        guard var object = body.object, let name = lists.first(where: { object[$0]?.array?.isEmpty == false }) else { return body }
        object[name] = .array(Array((object[name]?.array ?? []).dropFirst()))
        for total in totals { if let count = object[total]?.integer { object[total] = .integer(max(0, count - 1)) } }
        return .object(object)
    }

    /// The same body with what it says of each field that the vendor's customer has added changed, or left out; other bodies stay as they
    /// are. Salesforce marks such fields, HubSpot all others.
    public func describing(_ body: JSON, _ change: (JSONObject) -> JSONObject?) -> JSON {
        guard var object = body.object else { return body }
        for name in ["fields", "results"] {
            guard let rows = object[name]?.array else { continue }
            object[name] = .array(
                rows.compactMap { row in
                    guard let field = row.object, field["name"] != nil, field["type"] != nil else { return row }
                    let isAdded = field["custom"]?.bool ?? (field["fieldType"] != nil && field["hubspotDefined"]?.bool != true)
                    return isAdded ? change(field).map(JSON.object) : row
                })
        }
        return .object(object)
    }

    /// The values of every record in the body of a request.
    public func rows(_ body: JSON) -> [JSONObject] {
        var found: [JSONObject] = []
        _ = mapping(body, isAnswer: false) { values in
            found.append(values)
            return values
        }
        return found
    }

    /// Whether a value is text that a person typed: no option, key, address or instant.
    public func isFree(_ name: String, _ value: JSON) -> Bool {
        guard let text = value.string, !fixed.contains(name), !choices.contains(name), !name.hasSuffix("Id"), !name.hasSuffix("_id") else {
            return false
        }
        return text.contains(where: \.isLetter) && !text.contains { "@:/.".contains($0) }
    }
}

import Model

/// A search: `POST /crm/v3/objects/{type}/search`. Source: VENDORS.md 2.4.
struct HubSpotSearchCall: Sendable {
    private let kind: HubSpotKind
    private let call: HubSpotCall
    private let groups: [[HubSpotFilter]]
    private let words: [String]
    private let sort: (property: HubSpotProperty, descending: Bool)?
    private let limit: Int
    private let after: Int
    private let view: HubSpotView

    /// Reads a search; all that HubSpot documents as a limit is refused.
    init(_ call: HubSpotCall, _ kind: HubSpotKind, _ store: HubSpotStore) throws(HubSpotProblem) {
        let body = try call.json()
        self.kind = kind
        self.call = call
        groups = try Self.groups(body, kind, store.catalog)
        let query = body["query"]?.string ?? ""
        guard query.count <= 3000 else { throw .invalid("The query can be at most 3000 characters long") }
        words = HubSpotFilter.tokens(query, wildcards: false)
        sort = try Self.sort(body["sorts"]?.array ?? [], kind, store.catalog)
        let asked = try Self.number(body["limit"], default: 10)
        let after = try Self.number(body["after"], default: 0)
        limit = call.fault == .shortPage ? max(1, asked / 2) : asked
        self.after = after > 0 ? after + call.shift : after
        guard (1...200).contains(asked) else { throw .invalid("There was a problem with the request. limit must be between 1 and 200") }
        guard after >= 0, after + asked <= store.settings.searchCap, call.fault != .capReached || after == 0 else {
            throw .invalid("There was a problem with the request. Paging beyond \(store.settings.searchCap) results is not possible")
        }
        view = HubSpotView(kind: kind, properties: body["properties"]?.array?.compactMap(\.string))
    }

    /// The page asked for, as the index knows it now.
    func answer(_ store: inout HubSpotStore) -> HubSpotAnswer {
        store[kind].index.catchUp(to: call.now)
        let hidden = call.fault == .emptyList || call.fault == .permissionLost
        let index = store[kind].index
        var found = hidden ? [] : matches(index, store.catalog)
        if call.fault == .sortIgnored { found.reverse() }
        let page = found.dropFirst(after).prefix(limit)
        let rows = page.compactMap { id in index.records[id].map { view.json($0, in: store) } }
        var body = JSONObject([("total", .integer(found.count)), ("results", .array(rows))])
        if after + limit < found.count { body["paging"] = ["next": ["after": .string(String(after + limit))]] }
        return HubSpotAnswer(200, .object(body))
    }

    /// The ids of all matches in the order asked for.
    private func matches(_ index: HubSpotSearchIndex, _ catalog: HubSpotCatalog) -> [Int64] {
        let byChange = sort.map { $0.property.name == kind.modifiedProperty && !$0.descending } ?? false
        let byID = sort.map { $0.property.name == "hs_object_id" && !$0.descending } ?? true
        let (low, high) = changeBounds
        let isRanged = low != .min || high != .max
        let candidates =
            isRanged || byChange ? index.changes.entries[index.changes.range(from: low, through: high)] : index.ids.entries[...]
        let isInOrder = isRanged || byChange ? byChange || low == high && byID : byID
        var found = candidates.map(\.id)
        if !isDecidedByBounds || !words.isEmpty {
            found = found.filter { id in index.records[id].map { passes($0, catalog) } ?? false }
        }
        if isInOrder { return found }
        if byID { return found.sorted() }
        return sorted(found, index, catalog)
    }

    /// The bounds that the one group of filters sets to the time of change; the widest ones for several groups.
    private var changeBounds: (low: Int64, high: Int64) {
        guard groups.count == 1, let filters = groups.first else { return (.min, .max) }
        var (low, high) = (Int64.min, Int64.max)
        for filter in filters where filter.property.name == kind.modifiedProperty {
            guard case .integer(let value)? = filter.value else { continue }
            switch filter.test {
            case .equal: (low, high) = (max(low, value), min(high, value))
            case .atLeast: low = max(low, value)
            case .greater: low = max(low, value + 1)
            case .atMost: high = min(high, value)
            case .less: high = min(high, value - 1)
            case .between:
                guard case .integer(let top)? = filter.high else { continue }
                (low, high) = (max(low, value), min(high, top))
            default: continue
            }
        }
        return (low, high)
    }

    /// True when the bounds say all that the filters say, so that no record need be looked at.
    private var isDecidedByBounds: Bool {
        let bounding: Set<HubSpotFilter.Operator> = [.equal, .atLeast, .greater, .atMost, .less, .between]
        guard groups.count <= 1 else { return false }
        return (groups.first ?? []).allSatisfy { $0.property.name == kind.modifiedProperty && bounding.contains($0.test) }
    }

    private func passes(_ record: HubSpotRecord, _ catalog: HubSpotCatalog) -> Bool {
        let text = { (name: String) in catalog.text(name, of: record, kind: kind) }
        let isFiltered = groups.isEmpty || groups.contains { $0.allSatisfy { $0.passes(text($0.property.name)) } }
        guard isFiltered, !words.isEmpty else { return isFiltered }
        let held = kind.searchedProperties.compactMap(text).flatMap { HubSpotFilter.tokens($0, wildcards: false) }
        return words.allSatisfy { word in held.contains { $0.hasPrefix(word) } }
    }

    /// Sorts by a property; records without a value come last, ties by id.
    private func sorted(_ ids: [Int64], _ index: HubSpotSearchIndex, _ catalog: HubSpotCatalog) -> [Int64] {
        guard let sort else { return ids.sorted() }
        let keyed = ids.map { id -> (id: Int64, key: HubSpotComparable?) in
            let text = index.records[id].flatMap { catalog.text(sort.property.name, of: $0, kind: kind) }
            return (id, text.map { HubSpotComparable($0, sort.property) })
        }
        return keyed.sorted { left, right in
            switch (left.key, right.key) {
            case (let first?, let second?) where first != second: sort.descending ? first > second : first < second
            case (.some, nil): true
            case (nil, .some): false
            default: left.id < right.id
            }
        }.map(\.id)
    }

    private static func groups(_ body: JSON, _ kind: HubSpotKind, _ catalog: HubSpotCatalog) throws(HubSpotProblem) -> [[HubSpotFilter]] {
        let given = body["filterGroups"]?.array ?? []
        guard given.count <= 5 else { throw .invalid("There was a problem with the request. At most 5 filterGroups are allowed") }
        var groups: [[HubSpotFilter]] = []
        for group in given {
            guard let filters = group["filters"]?.array, !filters.isEmpty else {
                throw .invalid("Invalid input JSON: a filter group needs filters")
            }
            guard filters.count <= 10 else {
                throw .invalid("There was a problem with the request. At most 10 filters are allowed in a group")
            }
            groups.append(try filters.map { filter throws(HubSpotProblem) in try HubSpotFilter(filter, kind: kind, catalog: catalog) })
        }
        guard groups.map(\.count).reduce(0, +) <= 25 else {
            throw .invalid("There was a problem with the request. At most 25 filters are allowed")
        }
        return groups
    }

    private static func sort(
        _ sorts: [JSON], _ kind: HubSpotKind, _ catalog: HubSpotCatalog
    ) throws(HubSpotProblem) -> (property: HubSpotProperty, descending: Bool)? {
        guard sorts.count <= 1 else { throw .invalid("There was a problem with the request. At most one sort is allowed") }
        guard let sort = sorts.first else { return nil }
        guard let name = sort.string ?? sort["propertyName"]?.string, let property = catalog.property(name, of: kind) else {
            throw .invalid("There was a problem with the request. The sort names no property of \(kind.rawValue)")
        }
        let direction = sort["direction"]?.string ?? "ASCENDING"
        guard ["ASCENDING", "DESCENDING"].contains(direction) else {
            throw .invalid("Invalid input JSON: direction \(direction) is unknown")
        }
        return (property, direction == "DESCENDING")
    }

    /// A whole number, as such or as a string of digits.
    private static func number(_ value: JSON?, default usual: Int) throws(HubSpotProblem) -> Int {
        guard let value, value != .null else { return usual }
        guard let number = value.integer.map({ Int($0) }) ?? value.string.flatMap({ Int($0) }) else {
            throw .invalid("Invalid input JSON: limit and after must be numbers")
        }
        return number
    }
}

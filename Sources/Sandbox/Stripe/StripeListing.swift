import Model

/// One page of a kind of object, newest first. Source: VENDORS.md 5.1.
struct StripeListing: Sendable {
    let kind: StripeKind
    let store: StripeStore
    let call: StripeCall

    static let paging: Set<String> = ["limit", "starting_after", "ending_before", "created"]

    /// The rows of the page, and whether there are more in its direction.
    func page(
        _ parameters: StripeParameters, where belongs: @escaping (StripeRecord) -> Bool = { _ in true }
    ) throws(StripeProblem) -> (rows: [StripeRecord], hasMore: Bool) {
        var limit = try Self.limit(parameters)
        let (after, before) = (try parameters.text("starting_after"), try parameters.text("ending_before"))
        if after != nil, before != nil {
            throw .invalid("starting_after", "You may only specify one of these parameters: starting_after, ending_before.")
        }
        let wanted = try filter(parameters)
        let cursor = try after == nil ? place(before, "ending_before") : place(after, "starting_after")
        let all = store.records(kind)
        if call.fault == .emptyList { return ([], false) }
        if call.fault == .shortPage { limit = max(1, limit / 2) }
        func isIn(_ record: StripeRecord) -> Bool { isShown(record) && belongs(record) && wanted(record) }
        var rows: [StripeRecord] = []
        if before != nil, let cursor {
            rows = Array(all.lazy.filter { Self.isNewer($0, than: cursor) }.filter(isIn).prefix(limit + 1))
            return (Array(ordered(rows.prefix(limit).reversed())), rows.count > limit)
        }
        let older = all.reversed().lazy.filter { row in cursor.map { Self.isNewer($0, than: row) } ?? true }.filter(isIn)
        rows = Array(older.prefix(limit + 2))
        if call.fault == .pageSkip { rows = Array(rows.dropFirst()) }
        if call.fault == .pageShift, let cursor { rows.insert(cursor, at: 0) }
        return (Array(ordered(rows.prefix(limit))), rows.count > limit)
    }

    private func ordered(_ rows: some Sequence<StripeRecord>) -> [StripeRecord] {
        call.fault == .sortIgnored ? rows.reversed() : Array(rows)
    }

    private func isShown(_ record: StripeRecord) -> Bool {
        if kind == .events, record.created <= call.now - store.settings.eventLife { return false }
        return !record.isDeleted && !store.isHidden(record.id, at: call.now, inLists: true)
    }

    static func limit(_ parameters: StripeParameters) throws(StripeProblem) -> Int {
        let limit = try parameters.integer("limit") ?? 10
        guard limit <= 100 else {
            throw .invalid(
                "limit", "This value must be less than or equal to 100 (it currently is '\(limit)').", code: "parameter_invalid_integer")
        }
        guard limit >= 1 else {
            throw .invalid(
                "limit", "This value must be greater than or equal to 1 (it currently is '\(limit)').", code: "parameter_invalid_integer")
        }
        return limit
    }

    private func place(_ id: String?, _ name: String) throws(StripeProblem) -> StripeRecord? {
        guard let id else { return nil }
        guard let record = store.record(kind, id), !store.isHidden(id, at: call.now, inLists: false) else {
            throw .missing(kind, id, parameter: name)
        }
        return record
    }

    private static func isNewer(_ left: StripeRecord, than right: StripeRecord) -> Bool {
        (left.created.seconds, left.number) > (right.created.seconds, right.number)
    }

    private func filter(_ parameters: StripeParameters) throws(StripeProblem) -> (StripeRecord) -> Bool {
        var tests = [try created(parameters)]
        for name in kind.filters.sorted() {
            guard let value = try parameters.text(name) else { continue }
            if kind == .subscriptions, name == "status", value == "all" { continue }
            tests.append { record in
                let held = record.values[name] ?? record["_\(name)"]
                if kind == .events, value.hasSuffix(".*") { return (held.string ?? "").hasPrefix(value.dropLast()) }
                return held.string == value || held.bool.map { String($0) } == value
            }
        }
        // A list of subscriptions leaves out those that have ended, unless it is asked for them.
        if kind == .subscriptions, !parameters.has("status") { tests.append { $0["status"] != "canceled" } }
        if let types = parameters["types"] {
            guard let names = types.array?.compactMap(\.string) else { throw .invalid("types", "Invalid array") }
            guard names.count <= 20 else { throw .invalid("types", "You may pass up to 20 types.") }
            tests.append { names.contains($0.text("type") ?? "") }
        }
        return { [tests] record in tests.allSatisfy { $0(record) } }
    }

    private func created(_ parameters: StripeParameters) throws(StripeProblem) -> (StripeRecord) -> Bool {
        guard let given = parameters["created"] else { return { _ in true } }
        func second(_ value: JSON, _ name: String) throws(StripeProblem) -> Int64 {
            guard let second = value.string.flatMap({ Int64($0) }) else {
                throw .invalid(name, "Invalid integer: \(value.text)", code: "parameter_invalid_integer")
            }
            return second
        }
        guard let bounds = given.object else {
            let exact = try second(given, "created")
            return { $0.created.seconds == exact }
        }
        var tests: [@Sendable (Int64) -> Bool] = []
        for (name, value) in bounds.members {
            let bound = try second(value, "created[\(name)]")
            switch name {
            case "gt": tests.append { $0 > bound }
            case "gte": tests.append { $0 >= bound }
            case "lt": tests.append { $0 < bound }
            case "lte": tests.append { $0 <= bound }
            default: throw .unknown("created[\(name)]")
            }
        }
        return { [tests] record in tests.allSatisfy { $0(record.created.seconds) } }
    }
}

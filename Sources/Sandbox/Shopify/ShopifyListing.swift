import Model

/// One page of the records of a kind: a search, an order, and a cursor that says which record came last.
struct ShopifyListing: Sendable {
    private struct Row {
        let number: Int64
        let key: Key
        let id: String

        var cursor: String { GraphQLPage.cursor(["last_id": .integer(number), "last_value": key.json]) }
    }

    private enum Key: Comparable {
        case number(Int64)
        case text(String)

        init(_ json: JSON?) { self = json?.string.map { .text($0) } ?? .number(json?.integer ?? 0) }

        var json: JSON {
            switch self {
            case .number(let value): .integer(value)
            case .text(let value): .string(value)
            }
        }
    }

    let kind: ShopifyKind
    let arguments: JSONObject
    let settings: ShopifySettings
    let now: Timestamp
    let fault: FaultKind?

    private var sort: String { arguments["sortKey"]?.string ?? "ID" }
    private var text: String? { arguments["query"]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    /// The page.
    func page(_ store: inout ShopifyStore) throws(GraphQLProblem) -> JSON {
        let page = try GraphQLPage(arguments, [])
        var rows = rows(&store).sorted { ($0.key, $0.number) < ($1.key, $1.number) }
        if page.isReversed { rows.reverse() }
        if fault == .sortIgnored { rows.reverse() }
        var start = try page.after.map { text throws(GraphQLProblem) in try Self.place(text, in: rows, page, isAfter: true) } ?? 0
        let end = try page.before.map { text throws(GraphQLProblem) in try Self.place(text, in: rows, page, isAfter: false) } ?? rows.count
        if page.after != nil, fault == .pageShift { start = max(0, start - 1) }
        if page.after != nil, fault == .pageSkip { start = min(end, start + 1) }
        let range = rows[min(start, end)..<end]
        let size = fault == .shortPage ? max(1, page.size / 2) : page.size
        let cut = page.isLast ? range.suffix(size) : range.prefix(size)
        let found = cut.map { (cursor: $0.cursor, node: JSON.string($0.id)) }
        return .object(GraphQLPage.connection(found, hasNext: cut.endIndex < rows.count, hasPrevious: cut.startIndex > 0))
    }

    /// How many there are.
    func count(_ store: inout ShopifyStore) -> JSON {
        let (found, limit) = (rows(&store).count, arguments["limit"]?.integer.map { Int($0) } ?? .max)
        return ["count": .integer(min(found, limit)), "precision": found > limit ? "AT_LEAST" : "EXACT"]
    }

    /// What a search says beside its result: fields it does not know, which it passed over.
    var warnings: JSON? {
        guard let text else { return nil }
        let strange = ShopifySearch.parse(text).fields.filter { !ShopifyTerms.known(kind).contains($0) }
        guard !strange.isEmpty else { return nil }
        let all = strange.map { name -> JSON in ["field": .string(name), "message": "Invalid search field for this query."] }
        return [
            "path": [.string(kind == .discounts ? "codeDiscountNodes" : kind.rawValue)], "query": .string(text), "warnings": .array(all),
        ]
    }

    private func rows(_ store: inout ShopifyStore) -> [Row] {
        if fault == .emptyList || fault == .permissionLost { return [] }
        let listed = store.listed(kind, byIndex: text != nil || sort != "ID", at: now)
        let search = text.map { ShopifySearch.parse($0) } ?? .everything
        let terms = ShopifyTerms(store: store, now: now)
        // What the index still knows and is gone already is left out.
        let known = listed.filter { terms.store.visible($0.id, at: now) != nil && Self.isShown($0, kind, settings, now) }
        return known.filter { terms.holds(search, $0, kind) }.map { Row(number: $0.number, key: key($0), id: $0.id) }
    }

    /// Whether the app may see a record: without `read_all_orders` only the orders of the last 60 days.
    static func isShown(_ record: ShopifyRecord, _ kind: ShopifyKind, _ settings: ShopifySettings, _ now: Timestamp) -> Bool {
        guard kind == .orders, !settings.scopes.contains("read_all_orders") else { return true }
        return record.created >= now - .seconds(60 * 86_400)
    }

    private func key(_ record: ShopifyRecord) -> Key {
        switch sort {
        case "CREATED_AT", "PROCESSED_AT": .number(record.created.seconds)
        case "UPDATED_AT": .number(record.updated.seconds)
        case "STARTS_AT": .number(record.instant("startsAt")?.seconds ?? 0)
        case "ENDS_AT": .number(record.instant("endsAt")?.seconds ?? Int64.max)
        case "TOTAL_PRICE": .number(record.amount("total"))
        case "NAME": .text((record.text("lastName") + ", " + record.text("firstName")).lowercased())
        case "TITLE": .text(record.text("title").lowercased())
        default: .number(record.number)
        }
    }

    /// How many rows come before a page that begins behind a cursor, or before one that ends in front of it.
    private static func place(_ cursor: String, in rows: [Row], _ page: GraphQLPage, isAfter: Bool) throws(GraphQLProblem) -> Int {
        let facts = try GraphQLPage.facts(cursor)
        let last = (Key(facts["last_value"]), facts["last_id"]?.integer ?? 0)
        return rows.prefix { row in
            let here = (row.key, row.number)
            if here == last { return isAfter }
            return page.isReversed ? here > last : here < last
        }.count
    }
}

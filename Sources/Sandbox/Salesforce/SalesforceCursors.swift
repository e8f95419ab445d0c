import HTTP
import Model

/// Queries and the pages of their answers. A cursor keeps which rows a query found; a page shows them as they are when it is read.
struct SalesforceCursors: Sendable {
    private struct Cursor: Sendable {
        let rows: [Int32]
        let query: SOQLBound
        let includesDeleted: Bool
        let size: Int
        var used: Timestamp
    }

    private var cursors: [String: Cursor] = [:]
    private var order: [String] = []
    private var count = 0

    /// Answers `/query?q=` and `/queryAll?q=`.
    mutating func query(_ call: SalesforceCall, _ store: SalesforceStore, includesDeleted: Bool) throws(SalesforceRefusal) -> Response {
        guard call.method == "GET" else { throw call.wrongMethod("GET,HEAD") }
        guard let text = call.target["q"], !text.isEmpty else {
            throw SalesforceRefusal(code: "MALFORMED_QUERY", message: "A query string has to be specified", showsFields: false)
        }
        let query = try SOQLBinder.bind(try SOQLParser.parse(text), text: text, store: store)
        let evaluator = SOQLEvaluator(store: store, includesDeleted: includesDeleted, version: call.version)
        let hidesAll = call.fault == .emptyList || call.fault == .permissionLost
        var rows = hidesAll ? [] : evaluator.rows(of: query)
        if call.fault == .sortIgnored { rows.reverse() }
        if query.isCount { return Answer.json(200, ["totalSize": .integer(rows.count), "done": true, "records": []]) }
        let cursor = Cursor(rows: rows, query: query, includesDeleted: includesDeleted, size: Self.size(call), used: call.now)
        return page(cursor, id: nil, from: 0, call, store)
    }

    /// Answers a `nextRecordsUrl`.
    mutating func next(
        _ locator: String, _ call: SalesforceCall, _ store: SalesforceStore, life: Duration
    ) throws(SalesforceRefusal) -> Response {
        guard call.method == "GET" else { throw call.wrongMethod("GET,HEAD") }
        let parts = locator.split(separator: "-")
        guard parts.count == 2, let place = Int(parts[1]), var cursor = cursors[String(parts[0])], cursor.used + life > call.now,
            (0...cursor.rows.count).contains(place)
        else {
            throw SalesforceRefusal(code: "INVALID_QUERY_LOCATOR", message: "invalid query locator", showsFields: false)
        }
        cursor.used = call.now
        cursors[String(parts[0])] = cursor
        let shift = call.fault == .pageShift ? -1 : call.fault == .pageSkip ? 1 : 0
        return page(cursor, id: String(parts[0]), from: max(0, place + shift), call, store)
    }

    private mutating func page(
        _ cursor: Cursor, id: String?, from start: Int, _ call: SalesforceCall, _ store: SalesforceStore
    ) -> Response {
        let evaluator = SOQLEvaluator(store: store, includesDeleted: cursor.includesDeleted, version: call.version)
        var records: [JSON] = []
        var (place, weight) = (start, 0)
        // Rows of a subquery count towards the page's size.
        let size = call.fault == .shortPage ? cursor.size / 2 : cursor.size
        while place < cursor.rows.count, weight < size {
            if let (json, children) = evaluator.show(cursor.rows[place], cursor.query) {
                records.append(json)
                weight += 1 + children
            }
            place += 1
        }
        var answer = JSONObject([("totalSize", .integer(cursor.rows.count)), ("done", .bool(place >= cursor.rows.count))])
        if place < cursor.rows.count {
            let id = id ?? keep(cursor)
            answer["nextRecordsUrl"] = .string("/services/data/\(call.version)/query/\(id)-\(place)")
        }
        answer["records"] = .array(records)
        return Answer.json(200, .object(answer))
    }

    private mutating func keep(_ cursor: Cursor) -> String {
        count += 1
        let id = SalesforceID.make(prefix: "01g", serial: count)
        cursors[id] = cursor
        order.append(id)
        if order.count > 50 { cursors[order.removeFirst()] = nil }
        return id
    }

    /// The page size asked for, within what Salesforce gives: 200 to 2000.
    private static func size(_ call: SalesforceCall) -> Int {
        let options = (call.request.header("Sforce-Query-Options") ?? "").split(separator: ",").map { option in
            option.split(separator: "=").map { String($0).trimmed }
        }
        guard let option = options.first(where: { $0.first == "batchSize" }), option.count == 2, let size = Int(option[1]) else {
            return 2000
        }
        return min(2000, max(200, size))
    }
}

import Model

/// One page of a list: its size, where it begins, and which way it goes.
struct GraphQLPage: Sendable {
    static let largest = 250

    let size: Int
    /// Whether the page is the end of what is asked for.
    let isLast: Bool
    let after: String?
    let before: String?
    let isReversed: Bool

    /// Reads and checks what a list was asked with.
    init(_ arguments: JSONObject, _ path: [JSON]) throws(GraphQLProblem) {
        func refusal(_ message: String) -> GraphQLProblem { GraphQLProblem(message, path: path, code: "BAD_REQUEST") }
        let (first, last) = (arguments["first"]?.integer, arguments["last"]?.integer)
        guard let wanted = first ?? last else { throw refusal("you must provide one of first or last") }
        guard first == nil || last == nil else { throw refusal("providing both first and last is not supported") }
        let word = first == nil ? "last" : "first"
        guard wanted >= 0 else { throw refusal("\(word) must be greater than or equal to 0") }
        guard wanted <= Self.largest else { throw refusal("\(word) cannot exceed \(Self.largest)") }
        size = Int(wanted)
        isLast = first == nil
        after = arguments["after"]?.string
        before = arguments["before"]?.string
        isReversed = arguments["reverse"]?.bool ?? false
    }

    /// The page of a list that is held whole.
    func cut(_ rows: [JSON]) throws(GraphQLProblem) -> JSONObject {
        let rows = isReversed ? Array(rows.reversed()) : rows
        let keyed = rows.enumerated().map { (cursor: Self.cursor(["last_id": .integer($0.offset)]), node: $0.element) }
        let start = try after.map { text throws(GraphQLProblem) in try Self.place(text) + 1 } ?? 0
        let end = try before.map { text throws(GraphQLProblem) in try Self.place(text) } ?? keyed.count
        let range = keyed[min(start, keyed.count)..<max(min(start, keyed.count), min(end, keyed.count))]
        let page = isLast ? range.suffix(size) : range.prefix(size)
        return Self.connection(Array(page), hasNext: page.endIndex < keyed.count, hasPrevious: page.startIndex > 0)
    }

    /// A page as it is answered.
    static func connection(_ rows: [(cursor: String, node: JSON)], hasNext: Bool, hasPrevious: Bool) -> JSONObject {
        JSONObject([
            ("edges", .array(rows.map { ["cursor": .string($0.cursor), "node": $0.node] })), ("nodes", .array(rows.map(\.node))),
            (
                "pageInfo",
                [
                    "hasNextPage": .bool(hasNext), "hasPreviousPage": .bool(hasPrevious),
                    "startCursor": rows.first.map { .string($0.cursor) } ?? .null,
                    "endCursor": rows.last.map { .string($0.cursor) } ?? .null,
                ]
            ),
        ])
    }

    /// A cursor that says where a row stands.
    static func cursor(_ facts: JSON) -> String { TextInBase64.encoded(facts.text) }

    /// What a cursor says.
    static func facts(_ cursor: String) throws(GraphQLProblem) -> JSON {
        guard let facts = TextInBase64.text(cursor).flatMap({ try? JSON(parsing: $0) }), facts["last_id"]?.integer != nil else {
            throw GraphQLProblem("Invalid cursor for current pagination sort.", code: "BAD_REQUEST")
        }
        return facts
    }

    private static func place(_ cursor: String) throws(GraphQLProblem) -> Int {
        Int(clamping: try facts(cursor)["last_id"]?.integer ?? 0)
    }
}

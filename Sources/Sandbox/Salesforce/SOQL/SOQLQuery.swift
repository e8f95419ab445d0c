/// A query as it was written, before its names are looked up.
struct SOQLQuery: Sendable, Equatable {
    struct Path: Sendable, Equatable {
        let names: [String]
        let place: Int
        var text: String { names.joined(separator: ".") }
    }

    enum Selection: Sendable, Equatable {
        case field(Path)
        case rows(SOQLQuery)
    }

    enum Operator: String, Sendable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case atMost = "<="
        case greater = ">"
        case atLeast = ">="
        case like = "LIKE"
    }

    enum Literal: Sendable, Equatable {
        case string(String)
        /// A number, date or time as written.
        case bare(String)
        case bool(Bool)
        case null
    }

    indirect enum Condition: Sendable, Equatable {
        case all([Condition])
        case any([Condition])
        case not(Condition)
        case compare(Path, Operator, Literal)
        case oneOf(Path, [Literal], negated: Bool)
    }

    struct Order: Sendable, Equatable {
        let path: Path
        var descending = false
        /// Whether rows without a value come first; they do unless the query says otherwise.
        var nullsFirst = true
    }

    var isCount = false
    var selections: [Selection] = []
    var object = Path(names: [], place: 0)
    var condition: Condition?
    var orders: [Order] = []
    var limit: Int?
    var offset = 0
}

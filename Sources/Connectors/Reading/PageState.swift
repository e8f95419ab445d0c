import HTTP
import Model

/// Where a listing stands between two pages: what the next request's `page` variables are. A pure state: each answer goes in.
struct PageState: Sendable, Equatable {
    /// From 1.
    private(set) var number = 1
    /// From 0.
    private(set) var offset = 0
    /// The cursor; nil on page 1.
    private(set) var next: ScopeValue?
    /// The URL that stands in the place of the request's own.
    private(set) var url: String?
    /// The last record's change time and id, for keyset paging.
    private(set) var value: Timestamp?
    private(set) var id: String?
    private var seen: Set<String> = []

    /// The same page state came twice (R28).
    struct Repeated: Error {}

    /// More pages than any listing has: of a remote that always has one more.
    struct Endless: Error {}

    /// At a hundred records a page, ten million.
    static let mostPages = 100_000

    /// Starts before page 1.
    init(since: Timestamp?, start: String?) {
        value = since
        id = start
        seen = [key]
    }

    /// Stands where a fixture says.
    init(number: Int, offset: Int, next: String?, value: Timestamp?, id: String?) {
        (self.number, self.offset, self.value, self.id) = (number, offset, value, id)
        self.next = next.map(ScopeValue.text)
        seen = [key]
    }

    /// The `page` variable.
    var variable: ScopeValue {
        var members: [String: ScopeValue] = ["number": .json(.integer(number)), "offset": .json(.integer(offset))]
        members["next"] = next
        members["value"] = value.map(ScopeValue.time)
        members["id"] = id.map(ScopeValue.text)
        return .map(members)
    }

    /// Takes an answer with so many records.
    /// - Returns: true if another page follows.
    mutating func advance(
        _ kind: ManifestPaging, after answer: Answer, count: Int, last: (modified: Timestamp?, id: String)?
    ) throws -> Bool {
        guard count > 0 else { return false }
        let scope = answer.scope
        if let stop = kind.stop, try stop.holds(in: scope) { return false }
        switch kind.kind {
        case .page(let size, let pages, let more):
            if let pages, let lastPage = try Self.integer(pages, scope) {
                guard number < lastPage else { return false }
            } else if let more {
                guard try Self.flag(more, scope) else { return false }
            } else if count < size {
                return false
            }
            number += 1
        case .offset(let size, let total, let more):
            offset += count
            if let total, let all = try Self.integer(total, scope) {
                guard offset < all else { return false }
            } else if let more {
                guard try Self.flag(more, scope) else { return false }
            } else if count < size {
                return false
            }
        case .cursor(let expr):
            guard let value = try expr.evaluateIfPresent(in: scope), let text = value.scalarText, !text.isEmpty else { return false }
            next = value
        case .nextURL(let expr):
            guard let text = try expr.texts(in: scope).first, !text.isEmpty else { return false }
            url = text
        case .keyset(_, let size, let more):
            guard let last else { return false }
            if let more {
                guard try Self.flag(more, scope) else { return false }
            } else if let size, count < size {
                return false
            }
            value = last.modified ?? value
            id = last.id
        }
        guard seen.insert(key).inserted else { throw Repeated() }
        guard seen.count <= Self.mostPages else { throw Endless() }
        return true
    }

    private var key: String {
        "\(number) \(offset) \(next?.scalarText ?? "") \(url ?? "") \(value?.milliseconds ?? 0) \(id ?? "")"
    }

    private static func integer(_ expr: Expr, _ scope: Scope) throws -> Int? {
        try expr.texts(in: scope).first.flatMap { Int($0) }
    }

    private static func flag(_ expr: Expr, _ scope: Scope) throws -> Bool {
        try expr.texts(in: scope).first == "true"
    }
}

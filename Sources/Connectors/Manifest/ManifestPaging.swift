import YAML

/// How the next page is asked for. Source: CONNECTORS.md 2.11, X13.
public struct ManifestPaging: Sendable {
    /// The kinds.
    public enum Kind: Sendable {
        /// By the page's number, from 1; `pages` is the last number, `more` says whether another follows.
        case page(size: Int, pages: Expr?, more: Expr?)
        /// By the number of records before it, from 0.
        case offset(size: Int, total: Expr?, more: Expr?)
        /// By a text that the answer gives; missing, null or empty ends.
        case cursor(next: Expr)
        /// By an address that the answer gives.
        case nextURL(next: Expr)
        /// By the last record's id and modified time; `start` stands for the id on page 1.
        case keyset(start: String, size: Int?, more: Expr?)
    }

    enum Name: String, CaseIterable {
        case page, offset, cursor, keyset
        case nextURL = "next_url"
    }

    /// How.
    public var kind: Kind
    /// When it holds nothing follows; an empty page ends always.
    public var stop: Match?
    /// What a page has of, where that is not its records; nil: its records.
    public var counts: Expr?

    static var kind: ValueKind<ManifestPaging> {
        .map { reader in
            let word = reader.required("kind", ValueKind<Name>.word(), "how the next page is asked for")
            let stop = reader.optional("stop", .match(.response), "when it holds nothing follows")
            let counts = reader.optional(
                "counts", .expr(.response), "the list that a page is a page of, where its records stand further down")
            let words = reader.session.isSurvey ? Name.allCases : word.map { [$0] } ?? []
            return words.compactMap { kind(of: $0, reader) }.last.map { ManifestPaging(kind: $0, stop: stop, counts: counts) }
        }
    }

    private static func kind(of word: Name, _ reader: MapReader) -> Kind? {
        func expr(_ key: String, _ meaning: String) -> Expr? { reader.optional(key, .expr(.response), meaning) }
        let more = { expr("more", "whether another page follows") }
        switch word {
        case .page:
            let size = reader.required("size", .count, "records on a full page")
            let pages = expr("pages", "the last page's number")
            let follows = more()
            return size.map { .page(size: $0, pages: pages, more: follows) }
        case .offset:
            let size = reader.required("size", .count, "records on a full page")
            let total = expr("total", "how many records there are")
            let follows = more()
            return size.map { .offset(size: $0, total: total, more: follows) }
        case .cursor: return reader.required("next", .expr(.response), "the next page's cursor").map { .cursor(next: $0) }
        case .nextURL: return reader.required("next", .expr(.response), "the next page's address").map { .nextURL(next: $0) }
        case .keyset:
            return .keyset(
                start: reader.value("start", .anyText, default: "", "the id that stands before all others"),
                size: reader.optional("size", .count, "records on a full page"), more: more())
        }
    }
}

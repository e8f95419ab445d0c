import Model

/// A filter in Shopify's search syntax: `status:open updated_at:>='2026-01-01T00:00:00Z' -tag:vip OR name:#10*`.
/// Source: shopify.dev, API search syntax.
indirect enum ShopifySearch: Sendable, Equatable {
    /// How a field is held against a value.
    enum Comparison: String, Sendable {
        case atLeast = ">="
        case atMost = "<="
        case more = ">"
        case less = "<"
        case equal = ""
    }

    case everything
    case word(String)
    case field(String, Comparison, String)
    case not(ShopifySearch)
    case all([ShopifySearch])
    case any([ShopifySearch])

    /// The names of all fields that are asked for.
    var fields: [String] {
        switch self {
        case .field(let name, _, _): [name]
        case .not(let inner): inner.fields
        case .all(let parts), .any(let parts): parts.flatMap(\.fields)
        case .everything, .word: []
        }
    }

    /// Whether it holds, once each of its terms is judged.
    func holds(_ term: (ShopifySearch) -> Bool) -> Bool {
        switch self {
        case .everything: true
        case .word, .field: term(self)
        case .not(let inner): !inner.holds(term)
        case .all(let parts): parts.allSatisfy { $0.holds(term) }
        case .any(let parts): parts.contains { $0.holds(term) }
        }
    }

    /// Reads a filter; there is no text that is none.
    static func parse(_ text: String) -> ShopifySearch {
        var reader = Reader(text)
        return reader.any()
    }

    private struct Reader {
        var rest: ArraySlice<Character>
        /// How many brackets and negations are open; nobody means more than a few, and each costs a piece of the stack.
        private var depth = 0

        init(_ text: String) { rest = Array(text)[...] }

        private mutating func skip() { rest = rest.drop { $0.isWhitespace || $0 == "," } }

        private mutating func take(_ word: String) -> Bool {
            skip()
            guard rest.starts(with: word), word == "-" || rest.dropFirst(word.count).first.map({ $0.isWhitespace || $0 == "(" }) ?? false
            else { return false }
            rest = rest.dropFirst(word.count)
            return true
        }

        mutating func any() -> ShopifySearch {
            var parts = [all()]
            while take("OR") { parts.append(all()) }
            return parts.count == 1 ? parts[0] : .any(parts)
        }

        private mutating func all() -> ShopifySearch {
            var parts: [ShopifySearch] = []
            while true {
                skip()
                guard let next = rest.first, next != ")", !isOr else { break }
                if take("AND") { continue }
                parts.append(one())
            }
            return parts.isEmpty ? .everything : parts.count == 1 ? parts[0] : .all(parts)
        }

        private var isOr: Bool { rest.starts(with: "OR") && rest.dropFirst(2).first?.isWhitespace ?? true }

        private mutating func one() -> ShopifySearch {
            guard depth < 50 else {
                rest = []
                return .everything
            }
            depth += 1
            defer { depth -= 1 }
            if take("NOT") || take("-") { return .not(one()) }
            guard rest.first == "(" else { return term() }
            rest = rest.dropFirst()
            let inner = any()
            skip()
            if rest.first == ")" { rest = rest.dropFirst() }
            return inner
        }

        private mutating func term() -> ShopifySearch {
            let name = word { $0 != ":" }
            guard rest.first == ":" else { return .word(name) }
            rest = rest.dropFirst()
            var comparison = Comparison.equal
            for candidate in [Comparison.atLeast, .atMost, .more, .less] where rest.starts(with: candidate.rawValue) {
                comparison = candidate
                rest = rest.dropFirst(candidate.rawValue.count)
                break
            }
            return .field(name, comparison, word { _ in true })
        }

        /// A word up to a blank or a bracket, or what stands in quotes.
        private mutating func word(_ holds: (Character) -> Bool) -> String {
            if let quote = rest.first, quote == "\"" || quote == "'" {
                rest = rest.dropFirst()
                var text = ""
                while let next = rest.popFirst(), next != quote {
                    if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(next) }
                }
                return text
            }
            var text = ""
            while let next = rest.first, !next.isWhitespace, next != ")", holds(next) {
                rest = rest.dropFirst()
                if next == "\\", let escaped = rest.popFirst() { text.append(escaped) } else { text.append(next) }
            }
            return text
        }
    }
}

import Model

/// The search language: `email:'a@x.example' AND metadata['order']:'1'`. It sees what is at least a minute old. Source: VENDORS.md 5.1.
struct StripeSearch: Sendable {
    private struct Clause: Sendable {
        let path: [String]
        let sign: String
        let value: String
        let isNegated: Bool
    }

    let kind: StripeKind
    let store: StripeStore
    let call: StripeCall

    /// The fields that can be searched by, besides metadata.
    private var fields: Set<String> {
        switch kind {
        case .customers: ["created", "email", "name", "phone"]
        case .charges: ["amount", "created", "currency", "customer", "disputed", "refunded", "status"]
        case .paymentIntents: ["amount", "created", "currency", "customer", "status"]
        case .invoices: ["created", "currency", "customer", "number", "status", "subscription", "total"]
        case .subscriptions: ["created", "status"]
        default: []
        }
    }

    /// The rows of a page, and the cursor of the next.
    func page(_ parameters: StripeParameters) throws(StripeProblem) -> (rows: [StripeRecord], next: String?) {
        let limit = try StripeListing.limit(parameters)
        guard let query = try parameters.text("query") else { throw .required("query") }
        let (clauses, isAny) = try read(query)
        let start = try parameters.text("page").map(place) ?? 0
        if call.fault == .emptyList { return ([], nil) }
        let seen = call.now - store.settings.searchLag
        let found = store.records(kind).reversed().filter { record in
            guard !record.isDeleted, record.changed <= seen, !store.isHidden(record.id, at: call.now, inLists: true) else { return false }
            return isAny ? clauses.contains { matches(record, $0) } : clauses.allSatisfy { matches(record, $0) }
        }
        let rows = Array(found.dropFirst(start).prefix(limit))
        return (rows, start + limit < found.count ? String(start + limit + 1_000_000, radix: 36) : nil)
    }

    private func place(_ cursor: String) throws(StripeProblem) -> Int {
        guard let place = Int(cursor, radix: 36), place > 1_000_000 else { throw .invalid("page", "Invalid page token: \(cursor)") }
        return place - 1_000_000
    }

    private func matches(_ record: StripeRecord, _ clause: Clause) -> Bool {
        var held = clause.path.count == 2 ? record["metadata"][clause.path[1]] ?? .null : record[clause.path[0]]
        if held == .null, clause.path == ["subscription"] { held = record["_subscription"] }
        let text = held.string ?? held.bool.map { String($0) } ?? held.integer.map { String($0) }
        let isMatch: Bool
        switch clause.sign {
        case ":": isMatch = text?.lowercased() == clause.value.lowercased()
        case "~": isMatch = text?.lowercased().contains(clause.value.lowercased()) ?? false
        default:
            guard let number = held.integer, let bound = Int64(clause.value) else { return clause.isNegated }
            isMatch =
                clause.sign == ">"
                ? number > bound : clause.sign == ">=" ? number >= bound : clause.sign == "<" ? number < bound : number <= bound
        }
        return isMatch != clause.isNegated
    }

    private func read(_ query: String) throws(StripeProblem) -> (clauses: [Clause], isAny: Bool) {
        var words: [String] = []
        var word = ""
        var quote: Character?
        for letter in query {
            if letter == quote { quote = nil } else if quote == nil, letter == "'" || letter == "\"" { quote = letter }
            if letter == " ", quote == nil {
                words.append(word)
                word = ""
            } else {
                word.append(letter)
            }
        }
        words = (words + [word]).filter { !$0.isEmpty }
        let joints = Set(words.filter { ["AND", "OR"].contains($0.uppercased()) }.map { $0.uppercased() })
        guard joints.count < 2 else { throw Self.refusal("You cannot combine AND and OR in one query.") }
        var clauses: [Clause] = []
        for word in words where !["AND", "OR"].contains(word.uppercased()) { clauses.append(try clause(word)) }
        guard !clauses.isEmpty else { throw Self.refusal("The query is empty.") }
        return (clauses, joints == ["OR"])
    }

    private func clause(_ word: String) throws(StripeProblem) -> Clause {
        let isNegated = word.hasPrefix("-")
        let text = isNegated ? word.dropFirst() : word[...]
        // The sign stands behind the brackets of metadata, whose key may hold any letter.
        let start = text.firstIndex(of: "]") ?? text.startIndex
        guard let place = text[start...].firstIndex(where: { ":~<>".contains($0) }) else {
            throw Self.refusal("We were unable to parse your query: \(word)")
        }
        var sign = String(text[place])
        var rest = text[text.index(after: place)...]
        if rest.hasPrefix("="), sign == "<" || sign == ">" {
            sign += "="
            rest = rest.dropFirst()
        }
        let value = rest.trimmingPrefix { "'\"".contains($0) }
        let name = String(text[..<place])
        var path = [name]
        if name.hasPrefix("metadata["), name.hasSuffix("]") {
            path = ["metadata", String(name.dropFirst(9).dropLast()).filter { !"'\"".contains($0) }]
        } else if !fields.contains(name) {
            throw Self.refusal("Field `\(name)` is an unsupported search field for resource `\(kind.rawValue)`.")
        }
        var bare = String(value)
        while let last = bare.last, "'\"".contains(last) { bare.removeLast() }
        return Clause(path: path, sign: sign, value: bare, isNegated: isNegated)
    }

    private static func refusal(_ message: String) -> StripeProblem { .invalid("query", message) }
}

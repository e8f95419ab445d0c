/// Reads a query by recursive descent. It takes the clauses that a sync needs and refuses all others as Salesforce refuses nonsense.
struct SOQLParser {
    private let query: String
    private let tokens: [SOQLToken]
    private var place = 0
    private var depth = 0

    private static let reserved: Set<String> = [
        "SELECT", "FROM", "WHERE", "ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET", "AND", "OR", "NOT", "IN", "LIKE", "NULL", "TRUE", "FALSE",
        "FOR", "USING", "WITH",
    ]

    static func parse(_ query: String) throws(SalesforceRefusal) -> SOQLQuery {
        guard query.utf8.count <= 100_000 else {
            throw SalesforceRefusal(
                code: "MALFORMED_QUERY", message: "SOQL statements cannot be longer than 100000 characters.", showsFields: false)
        }
        var parser = SOQLParser(query: query, tokens: try SOQLLexer.tokens(of: query))
        let result = try parser.statement(isChild: false)
        guard parser.token.kind == .end else { throw parser.unexpected() }
        return result
    }

    private init(query: String, tokens: [SOQLToken]) {
        self.query = query
        self.tokens = tokens
    }

    private var token: SOQLToken { tokens[place] }

    private func unexpected() -> SalesforceRefusal {
        SOQLError.malformed(query, at: token.place, "unexpected token: '\(token.text)'")
    }

    private func isKeyword(_ word: String) -> Bool {
        guard case .word(let text) = token.kind else { return false }
        return text.uppercased() == word
    }

    private mutating func take(_ word: String) -> Bool {
        guard isKeyword(word) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ word: String) throws(SalesforceRefusal) {
        guard take(word) else { throw unexpected() }
    }

    private mutating func takeSign(_ sign: String) -> Bool {
        guard token.kind == .sign(sign) else { return false }
        place += 1
        return true
    }

    private mutating func expectSign(_ sign: String) throws(SalesforceRefusal) {
        guard takeSign(sign) else { throw unexpected() }
    }

    private mutating func statement(isChild: Bool) throws(SalesforceRefusal) -> SOQLQuery {
        var query = SOQLQuery()
        try expect("SELECT")
        repeat {
            if takeSign("(") {
                guard !isChild else { throw unexpected() }
                query.selections.append(.rows(try statement(isChild: true)))
                try expectSign(")")
            } else if isKeyword("COUNT"), tokens[place + 1].kind == .sign("(") {
                guard !isChild, query.selections.isEmpty else { throw unexpected() }
                place += 2
                try expectSign(")")
                query.isCount = true
                guard isKeyword("FROM") else { throw unexpected() }
            } else {
                query.selections.append(.field(try path()))
            }
        } while takeSign(",")
        try expect("FROM")
        query.object = try path()
        guard query.object.names.count == 1 else { throw unexpected() }
        if take("WHERE") { query.condition = try condition() }
        if take("ORDER") {
            try expect("BY")
            repeat { query.orders.append(try order()) } while takeSign(",")
        }
        if take("LIMIT") { query.limit = try count() }
        if take("OFFSET") {
            query.offset = try count()
            guard query.offset <= 2000 else {
                throw SalesforceRefusal(
                    code: "NUMBER_OUTSIDE_VALID_RANGE", message: "Maximum SOQL offset allowed is 2000", showsFields: false)
            }
        }
        return query
    }

    private mutating func path() throws(SalesforceRefusal) -> SOQLQuery.Path {
        guard case .word(let text) = token.kind, !Self.reserved.contains(text.uppercased()) else { throw unexpected() }
        let names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.allSatisfy({ !$0.isEmpty }) else { throw unexpected() }
        let path = SOQLQuery.Path(names: names, place: token.place)
        place += 1
        return path
    }

    private mutating func count() throws(SalesforceRefusal) -> Int {
        guard case .literal(let text) = token.kind, let number = Int(text), number >= 0 else { throw unexpected() }
        place += 1
        return number
    }

    private mutating func order() throws(SalesforceRefusal) -> SOQLQuery.Order {
        var order = SOQLQuery.Order(path: try path())
        if take("DESC") { order.descending = true } else { _ = take("ASC") }
        if take("NULLS") {
            if take("LAST") { order.nullsFirst = false } else { try expect("FIRST") }
        }
        return order
    }

    /// A chain of conditions. AND and OR in one chain need parentheses, else Salesforce does not guess which binds first.
    private mutating func condition() throws(SalesforceRefusal) -> SOQLQuery.Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 50 else { throw unexpected() }
        var terms = [try term()]
        if isKeyword("AND") {
            while take("AND") { terms.append(try term()) }
            if isKeyword("OR") { throw unexpected() }
            return .all(terms)
        }
        if isKeyword("OR") {
            while take("OR") { terms.append(try term()) }
            if isKeyword("AND") { throw unexpected() }
            return .any(terms)
        }
        return terms[0]
    }

    private mutating func term() throws(SalesforceRefusal) -> SOQLQuery.Condition {
        if take("NOT") { return .not(try term()) }
        if takeSign("(") {
            let inner = try condition()
            try expectSign(")")
            return inner
        }
        let field = try path()
        if take("NOT") {
            try expect("IN")
            return .oneOf(field, try list(), negated: true)
        }
        if take("IN") { return .oneOf(field, try list(), negated: false) }
        if take("LIKE") {
            guard case .string = token.kind else { throw unexpected() }
            return .compare(field, .like, try literal())
        }
        guard case .sign(let sign) = token.kind, let comparison = SOQLQuery.Operator(rawValue: sign) else { throw unexpected() }
        place += 1
        return .compare(field, comparison, try literal())
    }

    private mutating func list() throws(SalesforceRefusal) -> [SOQLQuery.Literal] {
        try expectSign("(")
        var literals: [SOQLQuery.Literal] = []
        repeat { literals.append(try literal()) } while takeSign(",")
        try expectSign(")")
        return literals
    }

    private mutating func literal() throws(SalesforceRefusal) -> SOQLQuery.Literal {
        let literal: SOQLQuery.Literal
        switch token.kind {
        case .string(let text): literal = .string(text)
        case .literal(let text): literal = .bare(text)
        case .word where isKeyword("NULL"): literal = .null
        case .word where isKeyword("TRUE"): literal = .bool(true)
        case .word where isKeyword("FALSE"): literal = .bool(false)
        case .word, .sign, .end: throw unexpected()
        }
        place += 1
        return literal
    }
}

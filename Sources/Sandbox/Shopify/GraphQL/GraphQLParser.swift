import Model

/// Reads a request text. Source: GraphQL specification, October 2021, section 2.
struct GraphQLParser {
    private static let deepest = 64
    private let tokens: [GraphQLToken]
    private var place = 0

    init(_ text: String) throws(GraphQLProblem) {
        tokens = try GraphQLLexer.tokens(text)
    }

    /// The whole document; what is not GraphQL is named with its place.
    static func document(_ text: String) throws(GraphQLProblem) -> GraphQLDocument {
        var parser = try GraphQLParser(text)
        var document = GraphQLDocument()
        repeat {
            if parser.isNext("fragment") {
                document.fragments.append(try parser.fragment())
            } else {
                document.operations.append(try parser.operation())
            }
        } while parser.next.kind != .end
        return document
    }

    // MARK: Steps

    var next: GraphQLToken { tokens[min(place, tokens.count - 1)] }

    func isNext(_ text: String) -> Bool { next.text == text && (next.kind == .sign || next.kind == .name) }

    mutating func take(_ text: String) -> Bool {
        guard isNext(text) else { return false }
        place += 1
        return true
    }

    mutating func expect(_ text: String) throws(GraphQLProblem) {
        guard take(text) else { throw GraphQLLexer.unexpected(next) }
    }

    mutating func name() throws(GraphQLProblem) -> String {
        guard next.kind == .name else { throw GraphQLLexer.unexpected(next) }
        defer { place += 1 }
        return next.text
    }

    /// A text that stands here, such as a description.
    mutating func text() -> String? {
        guard next.kind == .text else { return nil }
        defer { place += 1 }
        return next.text
    }

    // MARK: Parts

    private mutating func operation() throws(GraphQLProblem) -> GraphQLOperation {
        let start = next.place
        if isNext("{") {
            return GraphQLOperation(isMutation: false, name: nil, variables: [], selections: try selections(0), place: start)
        }
        let isMutation = isNext("mutation")
        guard take("mutation") || take("query") else { throw GraphQLLexer.unexpected(next) }
        let name = try next.kind == .name ? name() : nil
        var variables: [GraphQLVariable] = []
        if take("(") {
            repeat { variables.append(try variable()) } while !take(")")
        }
        _ = try directives()
        return GraphQLOperation(isMutation: isMutation, name: name, variables: variables, selections: try selections(0), place: start)
    }

    private mutating func variable() throws(GraphQLProblem) -> GraphQLVariable {
        let start = next.place
        try expect("$")
        let name = try name()
        try expect(":")
        let type = try type(0)
        let fallback = try take("=") ? value(0) : nil
        return GraphQLVariable(name: name, type: type, fallback: fallback, place: start)
    }

    private mutating func fragment() throws(GraphQLProblem) -> GraphQLFragment {
        let start = next.place
        try expect("fragment")
        guard !isNext("on") else { throw GraphQLLexer.unexpected(next) }
        let name = try name()
        try expect("on")
        let type = try self.name()
        _ = try directives()
        return GraphQLFragment(name: name, type: type, selections: try selections(0), place: start)
    }

    private mutating func selections(_ depth: Int) throws(GraphQLProblem) -> [GraphQLSelection] {
        guard depth < Self.deepest else { throw GraphQLProblem("Query has depth of \(depth), which exceeds max depth", at: [next.place]) }
        try expect("{")
        var all: [GraphQLSelection] = []
        repeat { all.append(try selection(depth)) } while !take("}")
        return all
    }

    private mutating func selection(_ depth: Int) throws(GraphQLProblem) -> GraphQLSelection {
        let start = next.place
        guard take("...") else { return .field(try field(depth)) }
        if next.kind == .name, !isNext("on") { return .spread(try name(), try directives(), start) }
        let type = try take("on") ? name() : nil
        return .inline(type, try directives(), try selections(depth + 1), start)
    }

    private mutating func field(_ depth: Int) throws(GraphQLProblem) -> GraphQLField {
        let start = next.place
        let first = try name()
        let second = try take(":") ? name() : nil
        let arguments = try arguments()
        let directives = try directives()
        let selections = try isNext("{") ? selections(depth + 1) : []
        return GraphQLField(
            alias: second == nil ? nil : first, name: second ?? first, arguments: arguments, directives: directives,
            selections: selections, place: start)
    }

    private mutating func arguments() throws(GraphQLProblem) -> [GraphQLArgument] {
        var all: [GraphQLArgument] = []
        guard take("(") else { return all }
        repeat {
            let start = next.place
            let name = try name()
            try expect(":")
            all.append(GraphQLArgument(name: name, value: try value(0), place: start))
        } while !take(")")
        return all
    }

    private mutating func directives() throws(GraphQLProblem) -> [GraphQLDirective] {
        var all: [GraphQLDirective] = []
        while isNext("@") {
            let start = next.place
            try expect("@")
            all.append(GraphQLDirective(name: try name(), arguments: try arguments(), place: start))
        }
        return all
    }

    /// A value; of types and defaults of a schema too.
    mutating func value(_ depth: Int) throws(GraphQLProblem) -> GraphQLValue {
        guard depth < Self.deepest else { throw GraphQLLexer.unexpected(next) }
        let token = next
        if take("$") { return .variable(try name(), token.place) }
        if take("[") {
            var values: [GraphQLValue] = []
            while !take("]") { values.append(try value(depth + 1)) }
            return .list(values)
        }
        if take("{") {
            var members: [(name: String, value: GraphQLValue)] = []
            while !take("}") {
                let name = try name()
                try expect(":")
                members.append((name, try value(depth + 1)))
            }
            return .object(members)
        }
        defer { place += 1 }
        switch (token.kind, token.text) {
        case (.integer, let text), (.decimal, let text): return .literal(.number(text))
        case (.text, let text): return .literal(.string(text))
        case (.name, "true"): return .literal(true)
        case (.name, "false"): return .literal(false)
        case (.name, "null"): return .literal(.null)
        case (.name, let word): return .word(word)
        default: throw GraphQLLexer.unexpected(token)
        }
    }

    /// A type as it is written.
    mutating func type(_ depth: Int) throws(GraphQLProblem) -> GraphQLTypeRef {
        guard depth < Self.deepest else { throw GraphQLLexer.unexpected(next) }
        var found: GraphQLTypeRef
        if take("[") {
            found = .list(try type(depth + 1))
            try expect("]")
        } else {
            found = .named(try name())
        }
        if take("!") { found = .nonNull(found) }
        return found
    }
}

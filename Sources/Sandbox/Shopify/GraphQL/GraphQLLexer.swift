import Model

/// One word, number, text or sign of a query.
struct GraphQLToken: Sendable, Equatable {
    enum Kind: String, Sendable {
        case name = "IDENTIFIER"
        case integer = "INT"
        case decimal = "FLOAT"
        case text = "STRING"
        case sign
        case end = "end of file"
    }

    let kind: Kind
    let text: String
    let place: GraphQLPlace

    /// The token as messages name it, such as `RCURLY ("}")`.
    var shown: String {
        if kind == .end { return kind.rawValue }
        let signs = [
            "{": "LCURLY", "}": "RCURLY", "(": "LPAREN", ")": "RPAREN", "[": "LBRACKET", "]": "RBRACKET", ":": "COLON", "$": "VAR_SIGN",
            "!": "BANG", "=": "EQUALS", "@": "DIR_SIGN", "|": "PIPE", "&": "AMP", "...": "ELLIPSIS",
        ]
        return "\(kind == .sign ? signs[text] ?? "UNKNOWN_CHAR" : kind.rawValue) (\(JSON.string(text).text))"
    }
}

/// Takes the text of a query apart. Source: GraphQL specification, October 2021, section 2.1.
struct GraphQLLexer {
    private let scalars: [Unicode.Scalar]
    private var place = 0
    private var line = 1
    private var lineStart = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// All tokens and the end.
    static func tokens(_ text: String) throws(GraphQLProblem) -> [GraphQLToken] {
        var lexer = GraphQLLexer(text)
        var tokens: [GraphQLToken] = []
        repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
        return tokens
    }

    private var here: GraphQLPlace { GraphQLPlace(line: line, column: place - lineStart + 1) }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? { place + offset < scalars.count ? scalars[place + offset] : nil }

    private mutating func step() {
        if scalars[place] == "\n" { (line, lineStart) = (line + 1, place + 1) }
        place += 1
    }

    private mutating func next() throws(GraphQLProblem) -> GraphQLToken {
        skip()
        let start = here
        guard let first = peek() else { return GraphQLToken(kind: .end, text: "", place: start) }
        if Self.isLetter(first) { return GraphQLToken(kind: .name, text: word { Self.isLetter($0) || Self.isDigit($0) }, place: start) }
        if Self.isDigit(first) || first == "-" {
            let text = word { Self.isDigit($0) || "+-.eE".unicodeScalars.contains($0) }
            guard JSON.isNumber(text) else { throw Self.unexpected(GraphQLToken(kind: .decimal, text: text, place: start)) }
            return GraphQLToken(kind: text.contains { ".eE".contains($0) } ? .decimal : .integer, text: text, place: start)
        }
        if first == "\"" {
            let isBlock = peek(1) == "\"" && peek(2) == "\""
            return GraphQLToken(kind: .text, text: try isBlock ? block(start) : quoted(start), place: start)
        }
        if first == ".", peek(1) == ".", peek(2) == "." {
            place += 3
            return GraphQLToken(kind: .sign, text: "...", place: start)
        }
        step()
        let token = GraphQLToken(kind: .sign, text: String(Character(first)), place: start)
        guard "{}()[]:$!=@|&".unicodeScalars.contains(first) else { throw Self.unexpected(token) }
        return token
    }

    /// What a text that cannot go on like this is answered with.
    static func unexpected(_ token: GraphQLToken) -> GraphQLProblem {
        GraphQLProblem("syntax error, unexpected \(token.shown) at [\(token.place.line), \(token.place.column)]", at: [token.place])
    }

    private mutating func skip() {
        while let next = peek() {
            if next == "#" {
                while let rest = peek(), rest != "\n" { step() }
            } else if " \t\r\n,\u{FEFF}".unicodeScalars.contains(next) {
                step()
            } else {
                return
            }
        }
    }

    private mutating func word(_ holds: (Unicode.Scalar) -> Bool) -> String {
        var text = String.UnicodeScalarView()
        while let next = peek(), holds(next) {
            text.append(next)
            step()
        }
        return String(text)
    }

    private mutating func quoted(_ start: GraphQLPlace) throws(GraphQLProblem) -> String {
        step()
        var raw = "\""
        while let next = peek(), next != "\n" {
            raw.unicodeScalars.append(next)
            step()
            if next == "\\", let escaped = peek(), escaped != "\n" {
                raw.unicodeScalars.append(escaped)
                step()
            } else if next == "\"", let text = (try? JSON(parsing: raw))?.string {
                return text
            }
        }
        throw Self.unexpected(GraphQLToken(kind: .text, text: raw, place: start))
    }

    /// Text between three quotes, without the margin that all its lines share.
    private mutating func block(_ start: GraphQLPlace) throws(GraphQLProblem) -> String {
        for _ in 0..<3 { step() }
        var raw = String.UnicodeScalarView()
        while let next = peek() {
            if next == "\"", peek(1) == "\"", peek(2) == "\"" {
                for _ in 0..<3 { step() }
                return Self.unindented(String(raw))
            }
            if next == "\\", peek(1) == "\"", peek(2) == "\"", peek(3) == "\"" {
                raw.append(contentsOf: "\"\"\"".unicodeScalars)
                for _ in 0..<4 { step() }
                continue
            }
            raw.append(next)
            step()
        }
        throw Self.unexpected(GraphQLToken(kind: .end, text: "", place: start))
    }

    private static func unindented(_ text: String) -> String {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        func isBlank(_ line: String) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
        let margin = lines.dropFirst().filter { !isBlank($0) }.map { $0.prefix { $0 == " " || $0 == "\t" }.count }.min() ?? 0
        for index in lines.indices.dropFirst() { lines[index] = String(lines[index].dropFirst(margin)) }
        while let first = lines.first, isBlank(first) { lines.removeFirst() }
        while let last = lines.last, isBlank(last) { lines.removeLast() }
        return lines.joined(separator: "\n")
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
}

extension JSON {
    /// Whether a text is a number as JSON and GraphQL write it.
    fileprivate static func isNumber(_ text: String) -> Bool {
        guard case .number? = try? JSON(parsing: text) else { return false }
        return true
    }
}

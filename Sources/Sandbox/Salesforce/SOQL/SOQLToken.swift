/// One word of a query and where it stands.
struct SOQLToken: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// A name or a keyword.
        case word(String)
        /// A path of names joined by points.
        case string(String)
        /// A number, date or time, as written.
        case literal(String)
        /// One of `, ( ) = != < <= > >=`.
        case sign(String)
        case end
    }

    let kind: Kind
    /// The offset of its first character, from 0.
    let place: Int
    /// The token as it is named in an error.
    let text: String
}

/// Cuts a query into words. Source: the SOQL reference; strings in single quotes with `\` escapes.
struct SOQLLexer {
    private let query: String
    private let letters: [Unicode.Scalar]
    private var place = 0

    init(_ query: String) {
        self.query = query
        letters = Array(query.unicodeScalars)
    }

    static func tokens(of query: String) throws(SalesforceRefusal) -> [SOQLToken] {
        var lexer = SOQLLexer(query)
        var tokens: [SOQLToken] = []
        while true {
            let token = try lexer.next()
            tokens.append(token)
            if token.kind == .end { return tokens }
        }
    }

    private mutating func next() throws(SalesforceRefusal) -> SOQLToken {
        while place < letters.count, letters[place].properties.isWhitespace { place += 1 }
        guard place < letters.count else { return SOQLToken(kind: .end, place: letters.count, text: "<EOF>") }
        let letter = letters[place]
        if letter == "'" { return try string() }
        if Self.isPart(letter, also: "_"), !Self.isDigit(letter) { return word() }
        if Self.isDigit(letter) || "+-.".unicodeScalars.contains(letter) { return literal() }
        return try sign()
    }

    private static func isDigit(_ letter: Unicode.Scalar) -> Bool { ("0"..."9").contains(letter) }

    private static func isPart(_ letter: Unicode.Scalar, also signs: String) -> Bool {
        isDigit(letter) || ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) || signs.unicodeScalars.contains(letter)
    }

    private static func text(_ letters: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(letters)) }

    private mutating func word() -> SOQLToken {
        let start = place
        while place < letters.count, Self.isPart(letters[place], also: "_.") { place += 1 }
        let text = Self.text(letters[start..<place])
        return SOQLToken(kind: .word(text), place: start, text: text)
    }

    private mutating func literal() -> SOQLToken {
        let start = place
        while place < letters.count, Self.isPart(letters[place], also: "+-.:") { place += 1 }
        let text = Self.text(letters[start..<place])
        return SOQLToken(kind: .literal(text), place: start, text: text)
    }

    private mutating func string() throws(SalesforceRefusal) -> SOQLToken {
        let start = place
        var text = ""
        place += 1
        while place < letters.count {
            let letter = letters[place]
            place += 1
            if letter == "'" { return SOQLToken(kind: .string(text), place: start, text: text) }
            guard letter == "\\" else {
                text.unicodeScalars.append(letter)
                continue
            }
            guard place < letters.count else { break }
            text.append(contentsOf: try escape(from: start))
        }
        throw SOQLError.malformed(query, at: start, "unterminated string literal")
    }

    /// What follows a backslash. `\_` and `\%` keep it, for LIKE to read.
    private mutating func escape(from start: Int) throws(SalesforceRefusal) -> String {
        let letter = letters[place]
        place += 1
        switch letter {
        case "'", "\"", "\\": return String(letter)
        case "n", "N": return "\n"
        case "r", "R": return "\r"
        case "t", "T": return "\t"
        case "b", "B": return "\u{8}"
        case "f", "F": return "\u{C}"
        case "_", "%": return "\\" + String(letter)
        case "u":
            let digits = Self.text(letters[place..<min(place + 4, letters.count)])
            guard digits.count == 4, let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { break }
            place += 4
            return String(Character(scalar))
        default: break
        }
        throw SOQLError.malformed(query, at: start, "Illegal character sequence '\\\(letter)' in string literal")
    }

    private mutating func sign() throws(SalesforceRefusal) -> SOQLToken {
        let start = place
        let two = Self.text(letters[start..<min(start + 2, letters.count)])
        if ["!=", "<=", ">=", "<>"].contains(two) {
            place += 2
            return SOQLToken(kind: .sign(two == "<>" ? "!=" : two), place: start, text: two)
        }
        let one = String(letters[start])
        guard ["=", "<", ">", "(", ")", ","].contains(one) else {
            if one == ":" { throw SOQLError.malformed(query, at: start, "Bind variables only allowed in Apex code") }
            throw SalesforceRefusal(
                code: "MALFORMED_QUERY", message: "line 1:\(start) no viable alternative at character '\(one)'", showsFields: false)
        }
        place += 1
        return SOQLToken(kind: .sign(one), place: start, text: one)
    }
}

/// Makes the refusals of queries, with the place in the query as Salesforce shows it.
enum SOQLError {
    static func malformed(_ query: String, at place: Int, _ message: String) -> SalesforceRefusal {
        located("MALFORMED_QUERY", query, place, message)
    }

    static func field(_ query: String, at place: Int, _ message: String) -> SalesforceRefusal {
        located("INVALID_FIELD", query, place, message)
    }

    static func type(_ query: String, at place: Int, _ message: String) -> SalesforceRefusal {
        located("INVALID_TYPE", query, place, message)
    }

    private static func located(_ code: String, _ query: String, _ place: Int, _ message: String) -> SalesforceRefusal {
        let letters = query.unicodeScalars.map { $0 == "\n" ? " " : $0 }
        let start = letters.count > 120 ? max(0, min(place - 40, letters.count - 80)) : 0
        let shown = String(String.UnicodeScalarView(letters[start..<min(letters.count, start + 120)]))
        let caret = String(repeating: " ", count: max(0, place - start)) + "^"
        return SalesforceRefusal(
            code: code, message: "\n\(shown)\n\(caret)\nERROR at Row:1:Column:\(place + 1)\n\(message)", showsFields: false)
    }
}

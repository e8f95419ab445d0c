import Model

/// A person's condition for `show --where`, let through word by word: columns of one table, literals, operators and harmless functions.
/// What is not known to be harmless is refused, so that no statement, subquery, pragma or parameter can hide in it.
struct RowExpression {
    /// The condition as SQL; `custom.x` has become a look-up in the `custom` column.
    private(set) var sql = ""
    /// The columns it speaks of.
    private(set) var columns: Set<String> = []

    private static let keywords: Set<String> = [
        "and", "or", "not", "is", "null", "isnull", "notnull", "in", "like", "glob", "between", "escape", "case", "when", "then", "else",
        "end", "collate", "nocase", "binary", "rtrim", "true", "false",
    ]
    private static let functions: Set<String> = [
        "abs", "coalesce", "date", "datetime", "ifnull", "iif", "instr", "json_array_length", "json_extract", "json_type", "julianday",
        "length", "lower", "ltrim", "nullif", "replace", "round", "rtrim", "strftime", "substr", "time", "trim", "typeof", "upper",
    ]
    /// Longer texts are no condition that a person typed.
    private static let longest = 4096

    private let table: String
    private let known: [String]
    private var rest: Substring
    private var depth = 0

    /// Reads a condition over a table's columns.
    init(_ text: String, over columns: [String], of table: String) throws(StorageError) {
        self.table = table
        known = columns
        rest = text[...]
        guard text.utf8.count <= Self.longest else { throw .badExpression(reason: "it is longer than \(Self.longest) bytes") }
        guard text.contains(where: { !$0.isWhitespace }) else { throw .badExpression(reason: "it is empty") }
        while let character = rest.first { try readToken(character) }
        guard depth == 0 else { throw .badExpression(reason: "a parenthesis is not closed") }
    }

    private mutating func readToken(_ character: Character) throws(StorageError) {
        switch character {
        case _ where character.isWhitespace:
            rest.removeFirst()
            sql += " "
        case "'": sql += try quoted("'")
        case "\"": try readColumn(String(try quoted("\"").dropFirst().dropLast()), quoted: true)
        case "0"..."9": sql += take { Self.isWord($0) || $0 == "." }
        case _ where Self.isWord(character): try readWord(take(Self.isWord))
        case "(": open()
        case ")": try close()
        case "-" where rest.hasPrefix("--"), "/" where rest.hasPrefix("/*"):
            throw .badExpression(reason: "comments have no place in it")
        case "=", "<", ">", "!", "+", "-", "*", "/", "%", "|", "&", "~", ",": sql.append(rest.removeFirst())
        case ";": throw .badExpression(reason: "`;` has no place in it: one expression, no statement")
        case "?", ":", "@", "$":
            throw .badExpression(reason: "`\(character)` has no place in it: write values as literals, text in '...'")
        default: throw .badExpression(reason: "`\(character)` has no place in it")
        }
    }

    private mutating func readWord(_ word: String) throws(StorageError) {
        let lower = word.lowercased()
        let isCall = rest.first { !$0.isWhitespace } == "("
        if isCall, Self.functions.contains(lower) {
            sql += lower
        } else if Self.keywords.contains(lower) {
            sql += word
        } else if isCall {
            throw .badExpression(
                reason: "`\(word)` is no function it may call; there are \(Self.functions.sorted().joined(separator: ", "))")
        } else {
            try readColumn(word, quoted: false)
        }
    }

    private mutating func readColumn(_ name: String, quoted: Bool) throws(StorageError) {
        let lower = name.lowercased()
        if lower == "custom", rest.first == "." {
            rest.removeFirst()
            let field = take(Self.isWord)
            guard !field.isEmpty else { throw .badExpression(reason: "`custom.` wants a field's name behind it") }
            sql += "json_extract(custom, '$.\"\(field)\"')"
            columns.insert("custom")
        } else if known.contains(lower) {
            sql += quoted ? "\"\(lower)\"" : lower
            columns.insert(lower)
        } else if quoted {
            throw .badExpression(reason: "`\(name)` is no column of \(table); text stands in single quotes")
        } else if lower == "select" {
            throw .badExpression(reason: "a subquery has no place in it")
        } else {
            throw .badExpression(reason: "`\(name)` is no column of \(table); there are \(known.joined(separator: ", "))")
        }
    }

    /// Takes a quoted text with its quotes; a quote inside is doubled.
    private mutating func quoted(_ quote: Character) throws(StorageError) -> String {
        var text = String(rest.removeFirst())
        while let character = rest.popFirst() {
            text.append(character)
            guard character == quote else { continue }
            guard rest.first == quote else { return text }
            text.append(rest.removeFirst())
        }
        throw .badExpression(reason: "a text that begins with \(quote) does not end")
    }

    private mutating func open() {
        depth += 1
        sql.append(rest.removeFirst())
    }

    private mutating func close() throws(StorageError) {
        depth -= 1
        guard depth >= 0 else { throw .badExpression(reason: "a parenthesis is closed that was not opened") }
        sql.append(rest.removeFirst())
    }

    private mutating func take(_ belongs: (Character) -> Bool) -> String {
        let word = rest.prefix(while: belongs)
        rest = rest[word.endIndex...]
        return String(word)
    }

    private static func isWord(_ character: Character) -> Bool {
        character.isASCII && (character.isLetter || character.isNumber || character == "_")
    }
}

/// Blanks out what is not code: comments and the content of string literals, so that a rule on code does not stumble over prose.
/// Interpolations are blanked with their literal.
enum CodeMask {
    /// The text with comments and literals as spaces; every line keeps its place.
    static func masked(_ text: String) -> String {
        var mask = Masking(characters: Array(text.utf8))
        mask.run()
        return String(decoding: mask.output, as: UTF8.self)
    }
}

private struct Masking {
    let characters: [UInt8]
    var output: [UInt8] = []
    var place = 0

    init(characters: [UInt8]) { self.characters = characters }

    mutating func run() {
        while place < characters.count {
            if starts(Sign.line) {
                while place < characters.count, characters[place] != Sign.newline { skip(1) }
            } else if starts(Sign.open) {
                blankBlock()
            } else if let literal = literalStart() {
                blankLiteral(quotes: literal.quotes, pounds: literal.pounds)
            } else {
                output.append(characters[place])
                place += 1
            }
        }
    }

    private func starts(_ text: [UInt8], at start: Int? = nil) -> Bool {
        let start = start ?? place
        guard start + text.count <= characters.count else { return false }
        for offset in text.indices where characters[start + offset] != text[offset] { return false }
        return true
    }

    private mutating func skip(_ count: Int) {
        for _ in 0..<count where place < characters.count {
            output.append(characters[place] == Sign.newline ? Sign.newline : Sign.space)
            place += 1
        }
    }

    private mutating func blankBlock() {
        var depth = 0
        repeat {
            if starts(Sign.open) {
                depth += 1
                skip(2)
            } else if starts(Sign.close) {
                depth -= 1
                skip(2)
            } else {
                skip(1)
            }
        } while depth > 0 && place < characters.count
    }

    private func literalStart() -> (quotes: Int, pounds: Int)? {
        var end = place
        while end < characters.count, characters[end] == Sign.pound { end += 1 }
        guard end < characters.count, characters[end] == Sign.quote else { return nil }
        return (starts(Sign.block, at: end) ? 3 : 1, end - place)
    }

    private mutating func blankLiteral(quotes: Int, pounds: Int) {
        let close = Array(repeating: Sign.quote, count: quotes) + Array(repeating: Sign.pound, count: pounds)
        let escape = [Sign.backslash] + Array(repeating: Sign.pound, count: pounds)
        output.append(Sign.quote)
        place += 1
        skip(pounds + quotes - 1)
        while place < characters.count, !starts(close) {
            if starts(escape + [Sign.left]) {
                skip(escape.count)
                blankInterpolation()
            } else {
                skip(starts(escape) ? escape.count + 1 : 1)
            }
        }
        skip(close.count)
        if let last = output.indices.last { output[last] = Sign.quote }
    }

    private mutating func blankInterpolation() {
        var depth = 0
        repeat {
            if let literal = literalStart() {
                let start = output.count
                blankLiteral(quotes: literal.quotes, pounds: literal.pounds)
                for index in start..<output.count where output[index] == Sign.quote { output[index] = Sign.space }
            } else {
                if characters[place] == Sign.left { depth += 1 }
                if characters[place] == Sign.right { depth -= 1 }
                skip(1)
            }
        } while depth > 0 && place < characters.count
    }
}

private enum Sign {
    static let newline = UInt8(ascii: "\n")
    static let space = UInt8(ascii: " ")
    static let quote = UInt8(ascii: "\"")
    static let pound = UInt8(ascii: "#")
    static let left = UInt8(ascii: "(")
    static let right = UInt8(ascii: ")")
    static let backslash = UInt8(ascii: "\\")
    static let line = Array("//".utf8)
    static let open = Array("/*".utf8)
    static let close = Array("*/".utf8)
    static let block = Array("\"\"\"".utf8)
}

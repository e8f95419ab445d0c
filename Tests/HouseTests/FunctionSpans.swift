/// Where the functions of a file begin and end, by matching braces.
enum FunctionSpans {
    /// A function with its first and last line, counted from 1.
    struct Span: Equatable {
        let name: String
        let first: Int
        let last: Int
        var length: Int { last - first + 1 }
    }

    /// The functions, initialisers and subscripts that have a body.
    static func spans(in code: String) -> [Span] {
        let characters = Array(code)
        var spans: [Span] = []
        var line = 1
        var place = 0
        while place < characters.count {
            if characters[place] == "\n" { line += 1 }
            if let name = declaration(characters, at: place), let body = bodyStart(characters, from: place) {
                let end = matchingBrace(characters, from: body)
                spans.append(Span(name: name, first: line, last: line + breaks(characters[place...end])))
            }
            place += 1
        }
        return spans
    }

    private static func breaks(_ characters: ArraySlice<Character>) -> Int { characters.count { $0 == "\n" } }

    private static func declaration(_ characters: [Character], at place: Int) -> String? {
        guard "fis".contains(characters[place]), place == 0 || " \n\t".contains(characters[place - 1]) else { return nil }
        let rest = String(characters[place..<min(place + 80, characters.count)])
        if rest.hasPrefix("func ") { return rest.dropFirst(5).split(whereSeparator: { "(<".contains($0) }).first.map(String.init) }
        return ["init(", "init?(", "init<", "subscript(", "subscript<"].first(where: rest.hasPrefix)
    }

    /// The opening brace of the body; nil for a requirement of a protocol.
    private static func bodyStart(_ characters: [Character], from start: Int) -> Int? {
        var depth = 0
        var place = start
        while place < characters.count {
            switch characters[place] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return place
            case "}" where depth == 0: return nil
            case "\n" where depth == 0 && !goesOn(characters, after: place): return nil
            default: break
            }
            place += 1
        }
        return nil
    }

    private static func goesOn(_ characters: [Character], after place: Int) -> Bool {
        let next = String(characters[place..<min(place + 200, characters.count)].drop { $0.isWhitespace })
        return ["{", "where ", "->", "throws", "async", "rethrows"].contains { next.hasPrefix($0) }
    }

    private static func matchingBrace(_ characters: [Character], from open: Int) -> Int {
        var depth = 0
        for place in open..<characters.count {
            if characters[place] == "{" { depth += 1 }
            if characters[place] == "}" {
                depth -= 1
                if depth == 0 { return place }
            }
        }
        return characters.count - 1
    }
}

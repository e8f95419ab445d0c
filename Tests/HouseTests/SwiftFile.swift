/// One Swift file as text, with what the house rules ask of it.
struct SwiftFile {
    /// The path, relative to the root.
    let path: String
    /// The text as written.
    let text: String
    /// The text with comments and the content of string literals blanked out; line breaks stay where they are.
    let code: String

    /// Reads a file's text.
    init(path: String, text: String) {
        self.path = path
        self.text = text
        self.code = CodeMask.masked(text)
    }

    /// The target, by the folder below Sources or Tests.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

    /// The file's name.
    var name: String { path.split(separator: "/").last.map(String.init) ?? "" }

    /// The lines as written.
    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The lines without comments and literals.
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// How many lines the file has.
    var lineCount: Int { text.isEmpty ? 0 : lines.count - (text.hasSuffix("\n") ? 1 : 0) }

    /// The modules it imports.
    var imports: [String] {
        codeLines.compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            guard let place = words.firstIndex(of: "import"), place + 1 < words.count,
                words[..<place].allSatisfy({
                    $0.hasPrefix("@") || ["public", "internal", "package", "private", "fileprivate"].contains($0)
                })
            else { return nil }
            let kinds = ["struct", "class", "enum", "func", "protocol", "typealias", "let", "var"]
            let module = kinds.contains(words[place + 1]) && place + 2 < words.count ? words[place + 2] : words[place + 1]
            return module.split(separator: ".").first.map(String.init)
        }
    }

    /// The names of the types declared at the top of the file.
    var types: [String] {
        codeLines.compactMap { line in
            guard let first = line.first, first != " ", first != "}" else { return nil }
            var words = line.split(whereSeparator: { " :<{(".contains($0) }).map(String.init)[...]
            let before = ["public", "private", "fileprivate", "internal", "package", "final", "indirect", "nonisolated", "unchecked"]
            while let word = words.first, word.hasPrefix("@") || before.contains(word) { words = words.dropFirst() }
            guard let kind = words.first, ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(kind) else { return nil }
            return words.dropFirst().first
        }
    }

    /// The words that stand in the code.
    var words: Set<String> {
        Set(code.split(whereSeparator: { !($0.isLetter || $0.isNumber || $0 == "_") }).map(String.init))
    }
}

import Testing

/// docs/ERRORS.md: every message that a person can meet, and no other.
@Suite struct ErrorPageTests {
    private let house = House.standing

    /// The files that hold nothing but words about what went wrong.
    private static let words = ["ErrorWords.swift", "SandboxWords.swift", "CheckWords.swift", "FailureWords.swift", "CommandNames.swift"]

    @Test func `every message stands on the page, and the page has no other`() {
        let said = Set(messages().map(\.text))
        let documented = Set(rows())
        #expect(said.count > 50)
        for (path, text) in messages() where !documented.contains(text) { Issue.record("docs/ERRORS.md lacks \(text), said by \(path)") }
        for text in documented.subtracting(said).sorted() { Issue.record("docs/ERRORS.md has \(text), which nothing says") }
    }

    @Test func `every refusal says what to do next, and only the console says it`() {
        var count = 0
        for file in house.sources where ["Agent", "entente"].contains(file.target) {
            for literal in MessageLiterals(file.text).all where literal.before.hasSuffix("remedy: ") {
                count += 1
                if literal.text.isEmpty || file.target == "Agent" { Issue.record("\(file.path): \(literal.text)") }
            }
        }
        #expect(count > 50)
    }

    @Test func `a literal is read with what is put in, and comments are passed over`() {
        let source = #"said(reason: "\(a.map { "x(\($0)" }) is \"there\"", remedy: "go") // "no""#
        #expect(MessageLiterals(source).all.map(\.text) == ["… is \"there\"", "go"])
    }

    private func messages() -> [(path: String, text: String)] {
        house.sources.filter { ["Agent", "entente", "Connectors"].contains($0.target) }.flatMap { file in
            MessageLiterals(file.text).all.filter { isMessage($0, in: file) }.map { (file.path, $0.text.filter { $0 != "`" }) }
        }
    }

    private func isMessage(_ literal: MessageLiterals.Literal, in file: SwiftFile) -> Bool {
        if Self.words.contains(file.name) {
            let words = literal.text.split { !$0.isLetter }.count { $0.count > 1 }
            // The list of all names is a hint of its own only where no name is near.
            return (words >= 2 || literal.text.hasPrefix("…,")) && !literal.text.hasPrefix("there are")
        }
        if file.name == "RemoteValues.swift" { return literal.before.contains(#/case \.[^\n]*:\s*\($/#) }
        return file.target == "entente" && literal.before.contains(#/said\(\s*reason:\s+$/#)
    }

    /// The first cells of the tables' rows.
    private func rows() -> [String] {
        house.text("docs/ERRORS.md").split(separator: "\n").filter { $0.hasPrefix("| `") }.compactMap { row in
            String(row).between("| `", "` |")?.replacing("\\|", with: "|")
        }
    }
}

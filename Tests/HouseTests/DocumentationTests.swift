import Foundation
import Testing

/// What is documented, and that the pages exist.
@Suite struct DocumentationTests {
    private let house = House.standing

    @Test func `every public declaration has a sentence`() {
        for file in house.sources {
            let lines = file.lines
            for (index, line) in file.codeLines.enumerated() where isPublicDeclaration(line) {
                var above = index - 1
                while above >= 0, lines[above].trimmed.hasPrefix("@") { above -= 1 }
                #expect(above >= 0 && lines[above].trimmed.hasPrefix("///"), "\(file.path):\(index + 1): \(line.trimmed)")
            }
        }
    }

    private func isPublicDeclaration(_ line: Substring) -> Bool {
        let words = line.trimmed.split(separator: " ")
        guard words.first == "public", words.count > 1 else { return false }
        return words[1] != "import" && words[1] != "extension"
    }

    @Test func `the first sentence of a public declaration's comment ends`() {
        for file in house.sources {
            let lines = file.lines.map(\.trimmed)
            for (index, line) in lines.enumerated() where line.hasPrefix("///") && (index == 0 || !lines[index - 1].hasPrefix("///")) {
                let block = lines[index...].prefix { $0.hasPrefix("///") }.map { $0.dropFirst(3).trimmed }
                let declaration = lines[(index + block.count)...].first { !$0.hasPrefix("@") } ?? ""
                guard declaration.hasPrefix("public ") else { continue }
                let paragraph = block.prefix { !$0.isEmpty && !$0.hasPrefix("- ") && !$0.hasPrefix("```") }.joined(separator: " ")
                #expect(paragraph.contains { ".:?".contains($0) }, "\(file.path):\(index + 1): \(paragraph)")
            }
        }
    }

    @Test func `comments on declarations are neither scarce nor a wall`() {
        let lines = house.sources.flatMap { $0.lines.map(\.trimmed) }.filter { !$0.isEmpty }
        let share = lines.count { $0.hasPrefix("///") } * 100 / max(lines.count, 1)
        #expect((10...35).contains(share), "\(share) % of the non-blank lines")
    }

    @Test func `the pages are there and have a title`() {
        let pages =
            ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"]
            + ["ARCHITECTURE", "CONFIG", "CONNECTORS", "RECONCILIATION", "MONEY", "OPERATIONS", "SECURITY", "TESTING"].map { name in
                "docs/\(name).md"
            }
        for page in pages { if !house.text(page).hasPrefix("# ") { Issue.record("\(page)") } }
        let licence = house.text("LICENSE").prefix(200)
        #expect(licence.contains("Apache License"))
    }

    @Test func `links between pages lead somewhere`() {
        for page in house.prose where page.hasSuffix(".md") {
            let folder = page.split(separator: "/").dropLast().joined(separator: "/")
            for link in house.text(page).parts(after: "](").map({ $0.prefix { $0 != ")" } }) {
                let target = link.split(separator: "#", omittingEmptySubsequences: false)[0]
                guard !target.isEmpty, !link.hasPrefix("http") else { continue }
                let isThere = house.has(folder.isEmpty ? String(target) : "\(folder)/\(target)")
                #expect(isThere, "\(page) links to \(link)")
            }
        }
    }

    @Test func `decisions are numbered without gaps and each has its three parts`() {
        let names = house.names(in: "docs/decisions").filter { $0.hasSuffix(".md") }
        let numbers = names.compactMap { Int($0.prefix(4)) }
        #expect(numbers == Array(1..<(1 + names.count)), "\(names)")
        for name in names {
            let text = house.text("docs/decisions/\(name)")
            for part in ["# ", "## Decision", "## Why"] where !text.contains(part) { Issue.record("\(name) lacks \(part)") }
        }
    }

    @Test func `the changelog has a place for what is not released`() {
        let heads = house.text("CHANGELOG.md").split(separator: "\n").filter { $0.hasPrefix("## ") }
        #expect(heads.first == "## [Unreleased]")
    }

    @Test func `every command has a line in the README, a page in the operations and an example in its help`() {
        let commands = house.sources.filter { $0.path.hasPrefix("Sources/entente/Commands/") && $0.text.contains("ParsableCommand") }
        for file in commands {
            for part in file.text.parts(after: "CommandConfiguration(") {
                guard let name = part.between("commandName: \"", "\"") else { continue }
                let isNamed =
                    house.text("README.md").contains("`entente \(name)") || house.text("docs/OPERATIONS.md").contains("entente \(name)")
                #expect(isNamed, "\(name) stands neither in README.md nor in docs/OPERATIONS.md")
            }
            if !file.text.contains("xample") { Issue.record("\(file.path) has no example") }
        }
    }
}

import Agent
import Connectors
import Foundation
import Testing
import YAML

/// Every key that a decoder asks for stands in the documentation, with its type and default, and the documentation names no other.
@Suite struct ConfigKeysTests {
    private func rows(_ page: String) throws -> Set<String> {
        let text = try String(contentsOf: SettingsSample.root.appending(path: page), encoding: .utf8)
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("| `") }
        return Set(lines.map { $0.replacing("\\|", with: "/") }.filter { $0.split(separator: "|").count == 4 }.map { String($0) })
    }

    private func row(_ entry: KeyCatalogue.Entry) -> String {
        let standard = entry.isRequired ? "must" : entry.defaultText.map { $0.isEmpty ? "" : "`\($0)`" } ?? ""
        return "| `\(KeyFamily.path(entry.path))` | \(entry.type) | \(standard) | \(entry.meaning) |".replacing("| |", with: "|  |")
    }

    private func check(_ page: String, _ catalogue: KeyCatalogue) throws {
        let documented = try rows(page)
        let known = Set(catalogue.entries.map(row))
        for row in known.subtracting(documented).sorted() { Issue.record("\(page) lacks the row \(row)") }
        for row in documented.subtracting(known).sorted() { Issue.record("\(page) has the row \(row), which no decoder knows") }
    }

    @Test func `docs/CONFIG.md has a row for every key of config.yaml and no other`() throws {
        #expect(Settings.keys.entries.count > 60)
        try check("docs/CONFIG.md", Settings.keys)
    }

    @Test func `docs/CONNECTORS.md has a row for every key of the manifest language and no other`() throws {
        #expect(Manifest.keys.entries.count > 300)
        try check("docs/CONNECTORS.md", Manifest.keys)
    }

    @Test(arguments: [
        ("objects.*.read.changes", "objects.*.read.changes"), ("objects.*.read.changes.lag", "objects.*.read.KIND.lag"),
        ("objects.*.links.*.labels.add.results.by.id", "RESULTS.by.id"), ("objects.*.fields.*.text", "objects.*.fields.*.text"),
        ("check.call", "REQUEST.call"), ("errors.rules[].when", "RULE.when"), ("auth.obtain.kind", "auth.obtain.kind"), ("dsl", "dsl"),
    ])
    func `a key that stands in many places is documented once`(path: String, family: String) {
        #expect(KeyFamily.path(path) == family)
    }
}

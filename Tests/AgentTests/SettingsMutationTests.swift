@testable import Agent
import Connectors
import Foundation
import Testing
import YAML

/// The sample config.yaml with one line deleted, doubled or swapped, or one word of it changed: it is refused with exit 78, or it means
/// something else, or the test knows why it means the same.
@Suite struct SettingsMutationTests {
    private let lines: [String]
    private let original: Settings
    private let manifests: [String: Manifest]

    init() throws {
        let text = try SettingsSample.sample()
        lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        original = try SettingsSample.settings(text)
        var manifests: [String: Manifest] = [:]
        for name in ["salesforce", "hubspot", "stripe"] {
            manifests[name] = Manifest.load(path: SettingsSample.root.appending(path: "connectors/\(name).yaml").path).0
        }
        self.manifests = manifests
    }

    /// What became of a changed file.
    private enum Fate {
        case refused, other, same
    }

    private func fate(_ lines: [String]) -> Fate {
        let (settings, diagnostics) = Settings.read(Array(lines.joined(separator: "\n").utf8), file: original.file)
        guard var settings, diagnostics.isEmpty else { return diagnostics.isEmpty ? .same : .refused }
        guard SettingsLint.findings(settings, manifests: manifests).isEmpty else { return .refused }
        // Where a key stands is no part of what it means.
        settings.places = original.places
        settings.terms?.places = original.terms?.places ?? [:]
        return settings == original ? .same : .other
    }

    /// The part of a line before its comment.
    private func code(_ line: String) -> String {
        let start = line.range(of: " #")?.lowerBound ?? (line.hasPrefix("#") ? line.startIndex : line.endIndex)
        return String(line[..<start])
    }

    private func isCode(_ line: String) -> Bool { !code(line).allSatisfy { $0 == " " } }

    private func indent(_ line: String) -> Int { line.prefix { $0 == " " }.count }

    /// What may be left out because it says what holds anyway.
    private static let defaults = [
        "connectors: connectors", "store: entente.db", "log: {level: notice", "access: read_write", "window: 1h",
        "cut_off: month_end", "cool_down: 7d", "messages: {}", "deletes: {count: 10", "creates: {count: 50", "updates: {share: 30%}",
        "same_value: {share: 20%}",
        "blanks: {share: 1%}", "listing: {at_least: 70%}", "unknown: {share: 5%}", "conflicts: {share: 5%}",
    ]

    @Test func `a line left out is refused, or means something else, or said what holds anyway`() {
        var silent: [String] = []
        var count = 0
        for (index, line) in lines.enumerated() where isCode(line) {
            count += 1
            var changed = lines
            changed.remove(at: index)
            if fate(changed) == .same { silent.append(line) }
        }
        #expect(count > 110)
        #expect(silent.count == Self.defaults.count, "\(silent)")
        for known in Self.defaults { #expect(silent.contains { $0.contains(known) }, "\(known)") }
    }

    @Test func `a line given twice is refused`() {
        for (index, line) in lines.enumerated() where isCode(line) {
            var changed = lines
            changed.insert(line, at: index)
            #expect(fate(changed) == .refused, "\(line)")
        }
    }

    @Test func `two lines swapped are refused, or mean something else, or are keys of one map, which has no order`() {
        for index in lines.indices.dropLast() where isCode(lines[index]) && isCode(lines[index + 1]) {
            var changed = lines
            changed.swapAt(index, index + 1)
            guard fate(changed) == .same else { continue }
            #expect(indent(lines[index]) == indent(lines[index + 1]), "\(lines[index])")
        }
    }

    @Test func `every word matters: with a letter more, a letter less or as a number it is refused or means something else`() {
        var count = 0
        for (index, line) in lines.enumerated() {
            // A value of `map` and `where` may be written as a list of one.
            let takesLists = line.contains("map: {") || line.contains("where: {")
            for range in code(line).ranges(of: #/[A-Za-z0-9_%*.-]+/#) {
                let word = String(line[range])
                for other in [word + "x", String(word.dropLast()), "7", "\"\(word) \"", "[\(word)]"]
                where other != word && !(takesLists && other == "[\(word)]") {
                    count += 1
                    var changed = lines
                    changed[index] = line.replacingCharacters(in: range, with: other)
                    #expect(fate(changed) != .same, "\(changed[index])")
                }
            }
        }
        #expect(count > 1400)
    }
}

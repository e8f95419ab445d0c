import Foundation
import Sandbox
import YAML

@testable import Agent
@testable import Connectors

/// What an administrator writes, with all the mistakes of the world: YAML, config.yaml, manifests.
enum SettingsSubjects {
    static let all = [
        Subject("yaml", make: yaml, fault: read), Subject("config", few: 60, make: config, fault: settings),
        Subject("manifest", few: 25, make: manifest, fault: manifested),
    ]

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    private static let samples: [String: [[UInt8]]] = {
        func lines(_ path: String) -> [[UInt8]] {
            let text = (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
            return text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.utf8) }
        }
        var samples = ["config": lines("config.yaml")]
        for name in ["hubspot", "salesforce", "stripe", "paypal", "shopify", "folder"] { samples[name] = lines("connectors/\(name).yaml") }
        return samples
    }()

    // MARK: YAML

    private static func yaml(_ random: inout SeededRandom) -> [UInt8] {
        let sample = random.pick([
            "a: 1\nb: {c: [x, 'y', \"z\\n\"], d: |\n  text\n  more\n}\n", "- a\n- b:\n    c: >-\n      folded\n      text\n- ? k\n  : v\n",
            "a: &x 1\nb: *x\n", "version: 1\nprogram: {name: N, currency: USD}\n# note\nlist:\n  - {a: ~}\n",
        ])
        if random.chance(perMille: 10) {
            let part = random.pick(["[", "{a: ", "- ", "? ", "a:\n ", "*x ", "&x ", "'", "!!a ", "\"\\"])
            return Array(String(repeating: part, count: 1 + random.below(20_000)).utf8)
        }
        return Mutation.changed(
            Array(sample.utf8), &random, also: [": ", "- ", "{", "}", "[", "]", "|\n", ">\n", "&a", "*a", "!!int", "---\n", "\t", "%YAML"])
    }

    private static func read(_ input: [UInt8]) -> String? {
        do throws(YAMLError) {
            let node = try YAMLReader.read(input, file: "f.yaml")
            return node.place.line < 1 ? "a place before the first line" : nil
        } catch { return unsaid(error.diagnostics) }
    }

    /// What is wrong with complaints: there must be one, and each must say where and what.
    private static func unsaid(_ diagnostics: [Diagnostic]) -> String? {
        if diagnostics.isEmpty { return "refused without a word" }
        for one in diagnostics where one.place.line < 1 || one.found.isEmpty || one.expected.isEmpty { return "half a complaint: \(one)" }
        return nil
    }

    // MARK: Settings

    /// A file with some lines doubled, left out, moved or changed.
    private static func changed(_ lines: [[UInt8]], _ random: inout SeededRandom) -> [UInt8] {
        var lines = lines
        guard !lines.isEmpty else { return [] }
        for _ in 0..<1 + random.below(3) {
            let place = random.below(lines.count)
            switch random.below(6) {
            case 0 where lines.count > 1: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: random.below(lines.count))
            case 2: lines.swapAt(place, random.below(lines.count))
            case 3: lines[place].insert(contentsOf: repeatElement(0x20, count: random.below(5)), at: 0)
            default:
                lines[place] = Mutation.changed(lines[place], &random, also: [": ", "{", "}", "[", "]", "{{", "}}", "|", "'", ".", "*"])
            }
        }
        return Array(lines.joined(separator: [0x0A]))
    }

    private static func config(_ random: inout SeededRandom) -> [UInt8] { changed(samples["config"] ?? [], &random) }

    private static let manifests: [String: Manifest] = {
        var manifests: [String: Manifest] = [:]
        for name in ["salesforce", "hubspot", "stripe"] {
            manifests[name] = Manifest.load(path: root.appending(path: "connectors/\(name).yaml").path).0
        }
        return manifests
    }()

    private static func settings(_ input: [UInt8]) -> String? {
        let (settings, diagnostics) = Settings.read(input, file: "config.yaml")
        guard let settings else { return unsaid(diagnostics) }
        if !diagnostics.isEmpty { return "taken and complained about" }
        let findings = SettingsLint.findings(settings, manifests: manifests)
        return findings.isEmpty ? nil : unsaid(findings)
    }

    private static func manifest(_ random: inout SeededRandom) -> [UInt8] {
        let name = random.pick(["hubspot", "salesforce", "stripe", "paypal", "shopify", "folder", "folder", "paypal"])
        return changed(samples[name] ?? [], &random)
    }

    private static func manifested(_ input: [UInt8]) -> String? {
        let (manifest, diagnostics) = Manifest.load(input, file: "m.yaml")
        if manifest == nil { return unsaid(diagnostics) }
        return diagnostics.isEmpty ? nil : "taken and complained about"
    }
}

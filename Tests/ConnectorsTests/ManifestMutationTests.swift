import Connectors
import FoundationEssentials
import Testing
import YAML

/// Every line of the manifests of the house, taken out, doubled, swapped with the next and changed: nothing crashes, and nothing that
/// means something else passes for the original.
@Suite struct ManifestMutationTests {
    /// What is done to a line.
    enum Mutation: String, CaseIterable, Sendable {
        case delete, duplicate, swap, change

        func applied(to lines: [String], at index: Int) -> [String]? {
            var lines = lines
            switch self {
            case .delete: lines.remove(at: index)
            case .duplicate: lines.insert(lines[index], at: index)
            case .swap:
                guard index + 1 < lines.count else { return nil }
                lines.swapAt(index, index + 1)
            case .change:
                guard let changed = Self.changed(lines[index]) else { return nil }
                lines[index] = changed
            }
            return lines
        }

        /// The line with its last word or number made another.
        private static func changed(_ line: String) -> String? {
            let isPart: (Character) -> Bool = { $0.isLetter || $0.isNumber || $0 == "_" }
            guard let end = line.lastIndex(where: isPart) else { return nil }
            let last: Character = line[end].isNumber ? (line[end] == "9" ? "8" : "9") : (line[end] == "x" ? "y" : "x")
            return line[..<end] + String(last) + line[line.index(after: end)...]
        }
    }

    private struct Case: Sendable {
        var name: String
        var line: Int
        var mutation: Mutation
        var text: String
    }

    private static func cases(_ name: String, _ text: String) -> [Case] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return lines.indices.filter { !lines[$0].allSatisfy(\.isWhitespace) }.flatMap { index in
            // Doubling and swapping are tried on every other line each, which still meets every kind of line.
            [.delete, index % 2 == 0 ? .duplicate : .swap, .change].compactMap { (mutation: Mutation) in
                mutation.applied(to: lines, at: index).map {
                    Case(name: name, line: index + 1, mutation: mutation, text: $0.joined(separator: "\n"))
                }
            }
        }
    }

    /// What a file says, whatever the order of its keys; nil if it is no YAML of the kind that is read.
    private static func meaning(_ text: String) -> String? {
        (try? YAMLReader.read(text, file: "")).map(said)
    }

    private static func said(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, let isPlain): "\(isPlain)\(text.debugDescription)"
        case .list(let elements): "[" + elements.map(said).joined(separator: ",") + "]"
        case .map(let entries): "{" + entries.map { "\($0.key.debugDescription):\(said($0.value))" }.sorted().joined(separator: ",") + "}"
        }
    }

    /// What is wrong with how a case was taken; nil if nothing is.
    private static func fault(_ one: Case, original: (meaning: String?, fingerprint: String)) -> String? {
        let (manifest, diagnostics) = Manifest.load(Array(one.text.utf8), file: one.name)
        let label = "\(one.name):\(one.line): \(one.mutation)"
        guard let manifest else {
            return diagnostics.isEmpty || diagnostics.contains { $0.place.line < 1 || $0.found.isEmpty || $0.expected.isEmpty }
                ? "\(label) is refused without a word" : nil
        }
        if !diagnostics.isEmpty { return "\(label) is taken and complained about" }
        let isSame = meaning(one.text) == original.meaning
        if isSame != (manifest.fingerprint == original.fingerprint) {
            return "\(label) " + (isSame ? "has another fingerprint" : "passes silently")
        }
        return nil
    }

    @Test(arguments: [
        ("hubspot", 400), ("salesforce", 400), ("stripe", 400), ("paypal", 200), ("pipedrive", 250), ("shopify", 400), ("woocommerce", 300),
    ])
    func `a mutated manifest is refused, or has another fingerprint`(name: String, least: Int) async throws {
        let text = try String(contentsOf: ManifestFilesTests.folder.appending(path: "\(name).yaml"), encoding: .utf8)
        let fingerprint = try #require(Manifest.load(Array(text.utf8), file: name).0?.fingerprint)
        let original = (meaning: Self.meaning(text), fingerprint: fingerprint)
        let cases = Self.cases(name, text)
        #expect(cases.count >= least)
        let faults = await withTaskGroup(of: [String].self) { group in
            for part in 0..<4 {
                group.addTask {
                    stride(from: part, to: cases.count, by: 4).compactMap { Self.fault(cases[$0], original: original) }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(faults.sorted() == [])
    }

    @Test func `a fingerprint does not depend on comments and the order of keys, and does on everything else`() throws {
        func fingerprint(_ text: String) throws -> String { try #require(Manifest.load(Array(text.utf8), file: "demo.yaml").0).fingerprint }
        let sound = BrokenManifestsTests.sound
        let original = try fingerprint(sound)
        #expect(try fingerprint("# for people\n" + sound) == original)
        #expect(try fingerprint(sound.replacing("connector: demo\nversion: 1", with: "version: 1\nconnector: demo")) == original)
        #expect(try fingerprint(sound.replacing("max: 10", with: "max: 11")) != original)
        #expect(try fingerprint(sound.replacing("{text: [string]", with: "{text: ['string', 'x']")) != original)
    }
}

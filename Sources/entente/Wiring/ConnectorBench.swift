import Agent
import Connectors
import Foundation
import YAML

/// Manifests looked at without any remote: listed, linted, and their fixtures played.
struct ConnectorBench {
    let folder: String

    /// Every manifest of the folder that can be read, by name.
    func all() -> [Manifest] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".yaml") }.sorted().compactMap { Manifest.load(path: "\(folder)/\($0)").0 }
    }

    /// One manifest, by name or by file.
    func one(_ name: String) throws(RunError) -> Manifest {
        let isFile = FileManager.default.fileExists(atPath: name)
        let path = isFile ? name : ManifestShelf.path(of: name, in: ManifestShelf.folders(configured: [folder]))
        guard let path else {
            let known = all().map(\.connector).joined(separator: ", ")
            throw .badValue(field: "connector", found: name, expected: known.isEmpty ? "a manifest in \(folder)" : known)
        }
        let (manifest, diagnostics) = Manifest.load(path: path)
        guard let manifest, diagnostics.isEmpty else { throw .configuration(diagnostics.map(\.description)) }
        return manifest
    }

    /// What is wrong with manifests, in sentences.
    static func findings(_ files: [String]) -> [String] {
        files.flatMap { Manifest.load(path: $0).1.map(\.description) }
    }

    /// Plays a manifest's fixtures.
    func play(_ manifest: Manifest, from file: String) async -> (steps: Int, findings: [String]) {
        let isFile = FileManager.default.fileExists(atPath: file)
        let beside = isFile ? (file as NSString).deletingLastPathComponent : folder
        let report = await FixtureRun(manifest).run(folder: (beside.isEmpty ? "." : beside) + "/fixtures/\(manifest.connector)")
        return (report.steps, report.findings.map(\.description))
    }
}

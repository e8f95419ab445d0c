import Agent
import Connectors
import Foundation
import YAML

/// Manifests looked at without any remote: listed, linted, and their fixtures played.
struct ConnectorBench {
    /// The folders looked through, in order.
    let folders: [String]

    /// Looks in a folder; or, without one, in those of the configuration here, then beside the binary.
    init(folder: String? = nil, config: String = "config.yaml") {
        let configured = Settings.load(path: config).0?.connectorFolders ?? Settings.connectorFolders(from: "connectors")
        folders = folder.map { [$0] } ?? configured
    }

    /// Every manifest that can be read, by name; of two of one name the first counts.
    func all() -> [Manifest] {
        var found: [String: Manifest] = [:]
        for manifest in files.compactMap({ Manifest.load(path: $0).0 }) where found[manifest.connector] == nil {
            found[manifest.connector] = manifest
        }
        return found.values.sorted { $0.connector < $1.connector }
    }

    /// The files that are no sound manifest.
    func unsound() -> [String] { files.filter { !Manifest.load(path: $0).1.isEmpty } }

    private var files: [String] {
        folders.flatMap { folder in
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
                .map { "\(folder)/\($0)" }
        }
    }

    /// One manifest, by name or by file.
    func one(_ name: String) throws(RunError) -> Manifest {
        let isFile = FileManager.default.fileExists(atPath: name)
        let path = isFile ? name : ManifestShelf.path(of: name, in: folders)
        guard let path else {
            let known = all().map(\.connector).joined(separator: ", ")
            let expected = known.isEmpty ? "a manifest in \(folders.joined(separator: " or "))" : known
            throw .badValue(field: "connector", found: name, expected: expected)
        }
        let (manifest, diagnostics) = Manifest.load(path: path)
        guard let manifest, diagnostics.isEmpty else { throw .configuration(diagnostics.map(\.description)) }
        return manifest
    }

    /// Writes a manifest to begin with, and gives its path.
    static func begin(_ name: String, in folder: String) throws(RunError) -> String {
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let path = "\(folder)/\(name).yaml"
        try NewFile.write(ManifestSkeleton.text(named: name), to: path)
        return path
    }

    /// Writes recorded fixtures beside a manifest, one file an object.
    func write(_ recorded: [String: [RecordedFixture]], besides file: String) throws(RunError) -> [(path: String, exchanges: Int)] {
        let manifest = try one(file)
        let folder = "\((manifest.file as NSString).deletingLastPathComponent)/fixtures/\(manifest.connector)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var written: [(path: String, exchanges: Int)] = []
        for (object, fixtures) in recorded.sorted(by: { $0.key < $1.key }) {
            let path = "\(folder)/\(object).yaml"
            try NewFile.write(fixtures.map(\.text).joined(), to: path)
            written.append((path, fixtures.count))
        }
        return written
    }

    /// What is wrong with manifests, in sentences.
    static func findings(_ files: [String]) -> [String] {
        files.flatMap { Manifest.load(path: $0).1.map(\.description) }
    }

    /// Plays a manifest's fixtures.
    func play(_ manifest: Manifest, from file: String) async -> (steps: Int, findings: [String]) {
        let isFile = FileManager.default.fileExists(atPath: file)
        let path = isFile ? file : ManifestShelf.path(of: manifest.connector, in: folders) ?? file
        let beside = (path as NSString).deletingLastPathComponent
        let report = await FixtureRun(manifest).run(folder: (beside.isEmpty ? "." : beside) + "/fixtures/\(manifest.connector)")
        return (report.steps, report.findings.map(\.description))
    }
}

import Agent
import Connectors
import Foundation
import YAML

/// The manifests that a configuration names, looked for in its folders.
struct ManifestShelf {
    let settings: Settings

    /// Where a connector's manifest lies; nil if no folder has it.
    static func path(of connector: String, in folders: [String]) -> String? {
        folders.map { "\($0)/\(connector).yaml" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    /// The names of all manifests in the folders.
    private var shelved: [String] {
        settings.connectorFolders.flatMap { (try? FileManager.default.contentsOfDirectory(atPath: $0)) ?? [] }
            .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }
    }

    /// The manifests by connector, and what is wrong with them or with how they are used.
    func load() -> (manifests: [String: Manifest], problems: [String]) {
        var manifests: [String: Manifest] = [:]
        var problems: [String] = []
        for name in Set(settings.remotes.map(\.connector)).sorted() {
            guard let path = Self.path(of: name, in: settings.connectorFolders) else { continue }
            let (manifest, diagnostics) = Manifest.load(path: path)
            problems += diagnostics.map(\.description)
            if let manifest, diagnostics.isEmpty { manifests[name] = manifest }
        }
        if problems.isEmpty { problems = SettingsLint.findings(settings, manifests: manifests, shelved: shelved).map(\.description) }
        return (manifests, problems)
    }
}

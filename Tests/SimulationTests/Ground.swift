import Connectors
import Foundation
import Storage
import Synchronization
import YAML

/// What every world stands on: read and made once, for it is the same for all seeds.
enum Ground {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Where stores lie: in memory where the system has a place for that. The power fails by `PowerSwitch`, so no disk is missed.
    static let folder: URL = {
        let memory = URL(filePath: "/dev/shm", directoryHint: .isDirectory)
        return FileManager.default.isWritableFile(atPath: memory.path) ? memory : FileManager.default.temporaryDirectory
    }()

    struct Broken: Error { let what: String }

    private static let manifests = Mutex<[String: Manifest]>([:])
    private static let samples = Mutex<[String: String]>([:])

    /// The manifest of that name.
    static func manifest(_ name: String) throws -> Manifest {
        if let known = manifests.withLock({ $0[name] }) { return known }
        let (manifest, diagnostics) = Manifest.load(path: root.appending(path: "connectors/\(name).yaml").path)
        guard let manifest, diagnostics.isEmpty else { throw Broken(what: diagnostics.map(\.description).joined(separator: "; ")) }
        manifests.withLock { $0[name] = manifest }
        return manifest
    }

    /// A sample configuration, with the folder of connectors as a whole path.
    static func sample(_ path: String) throws -> String {
        if let known = samples.withLock({ $0[path] }) { return known }
        let text = try String(contentsOf: root.appending(path: path), encoding: .utf8)
            .replacingOccurrences(of: "connectors: connectors", with: "connectors: \(root.appending(path: "connectors").path)")
        samples.withLock { $0[path] = text }
        return text
    }

    /// The file of a hub in which nothing is yet: each world begins with a copy, so that its schema is made once.
    private static let emptyHub = Result {
        let file = folder.appending(path: "entente-simulation-\(UUID().uuidString).db")
        defer { for suffix in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: file.path + suffix) } }
        try Store(path: file.path, access: .readWrite).close()
        return try Data(contentsOf: file)
    }

    /// Puts an empty hub at a path.
    static func putHub(at path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: try emptyHub.get(), attributes: [.posixPermissions: 0o600]) else {
            throw Broken(what: "\(path) cannot be written")
        }
    }
}

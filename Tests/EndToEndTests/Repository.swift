import Foundation

/// Where the sources and the built binary are.
enum Repository {
    /// The folder that holds Package.swift.
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The binary, beside the bundle of the tests.
    static let binary = URL(filePath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
        .appending(path: "entente")

    /// The text of a file of the repository.
    static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// A new empty folder.
    static func freshFolder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "entente-trial-" + UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }
}

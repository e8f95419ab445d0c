import Foundation

/// The repository as text: what the house rules are checked against. Nothing of the project is imported.
struct House {
    /// The folder that holds Package.swift.
    let root: URL

    /// The house, read once.
    static let standing = House()

    /// Finds the repository from the place of this file and reads its code.
    init(file: String = #filePath) {
        root = URL(filePath: file).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let top = root
        func read(_ folder: String) -> [SwiftFile] {
            House.paths(in: folder, of: top).filter { $0.hasSuffix(".swift") }.map { path in
                SwiftFile(path: path, text: (try? String(contentsOf: top.appending(path: path), encoding: .utf8)) ?? "")
            }
        }
        sources = read("Sources")
        tests = read("Tests")
    }

    /// The text of a file, empty if it is not there.
    func text(_ path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }

    /// True if there is such a file or folder.
    func has(_ path: String) -> Bool { FileManager.default.fileExists(atPath: root.appending(path: path).path) }

    /// The names in a folder, sorted; empty if it is not there.
    func names(in folder: String) -> [String] {
        let all = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)) ?? []
        return all.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The paths of the files below a folder that end so, sorted, relative to the root.
    func files(in folder: String, ending: String) -> [String] {
        House.paths(in: folder, of: root).filter { $0.hasSuffix(ending) }
    }

    /// The Swift files of the product.
    let sources: [SwiftFile]

    /// The Swift files of the tests.
    let tests: [SwiftFile]

    /// Everything a person reads in the repository: code, docs, scripts, manifests.
    var prose: [String] {
        let kinds = [".swift", ".md", ".yaml", ".sh", ".py", ".run"]
        let folders = ["Sources", "Tests", "docs", "connectors", "scripts"]
        let below = folders.flatMap { files(in: $0, ending: "") }.filter { path in
            path.hasPrefix("scripts/") || kinds.contains { path.hasSuffix($0) }
        }
        let top = names(in: "").filter { name in kinds.contains { name.hasSuffix($0) } } + [".ci/run"]
        return below + top
    }

    private static func paths(in folder: String, of root: URL) -> [String] {
        let walk = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: [.isDirectoryKey])
        let files = walk?.compactMap { $0 as? URL }.filter { (try? $0.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory != true }
        let start = root.path.count + 1
        return (files ?? []).map { String($0.path.dropFirst(start)) }.sorted()
    }
}

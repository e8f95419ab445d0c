import Foundation

/// A temporary folder that goes with the value.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "entente-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func file(_ name: String) -> String { path + "/" + name }

    /// The permission bits of a file in octal; nil if it is not there.
    func mode(_ name: String) -> String? {
        let facts = try? FileManager.default.attributesOfItem(atPath: file(name))
        return (facts?[.posixPermissions] as? NSNumber).map { String($0.intValue, radix: 8) }
    }
}

import Foundation
import Storage

/// A copy of the hub in a folder of its own, on which a plan or a comparison works before it is thrown away (R31).
struct ScratchHub {
    /// The folder, readable by its owner alone.
    let folder: String
    /// The copy.
    let store: Store

    /// Copies a hub.
    init(of hub: Store) throws(RunError) {
        let path = NSTemporaryDirectory() + "entente-" + UUID().uuidString
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .store(.cannotOpen(path: path, reason: "no temporary folder could be made"))
        }
        folder = path
        do throws(StorageError) {
            try hub.copy(to: path + "/plan.db")
            store = try Store(path: path + "/plan.db", access: .readWrite)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw .store(error)
        }
    }

    /// Where the operations of a plan are spooled.
    var operations: String { folder + "/operations.jsonl" }

    /// Throws the copy away.
    func remove() {
        try? store.close()
        try? FileManager.default.removeItem(atPath: folder)
    }
}

import Agent
import Foundation

/// A file that must not be there yet.
enum NewFile {
    /// Writes it whole or not at all.
    /// - Throws: `RunError.refused` where something stands at the path, or nothing can be written there.
    static func write(_ text: String, to path: String) throws(RunError) {
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch CocoaError.fileWriteFileExists {
            throw .refused(reason: "\(path) is there already and is not overwritten", remedy: "name another file, or move that one away")
        } catch {
            throw .refused(reason: "\(path) cannot be written", remedy: "look at the rights of its folder")
        }
    }
}

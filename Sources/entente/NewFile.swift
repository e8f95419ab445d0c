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
            throw .refused(.copy(.fileExists(path: path)))
        } catch {
            throw .refused(.copy(.fileUnwritable(path: path)))
        }
    }
}

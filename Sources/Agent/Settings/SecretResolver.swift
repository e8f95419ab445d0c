import Foundation

/// Fetches the values that config.yaml names but does not hold. Promises: a value is never logged, and stands in no error.
public struct SecretResolver: Sendable {
    /// The folder of config.yaml, from which relative paths are taken and in which commands run.
    public let folder: String
    private let environment: [String: String]
    private let limit: Duration

    /// Makes a resolver over an environment; a command may take as long as the limit.
    public init(folder: String, environment: [String: String], limit: Duration = .seconds(10)) {
        self.folder = folder.isEmpty ? "." : folder
        self.environment = environment
        self.limit = limit
    }

    /// The value itself.
    public func value(of source: ValueSource) throws(SecretError) -> String {
        switch source {
        case .literal(let text): return text
        case .environment(let name):
            guard let text = environment[name], !text.isEmpty else { throw .noVariable(name) }
            return text
        case .file(let path): return try text(ofFile: path)
        case .command(let line): return try output(of: line)
        }
    }

    private func text(ofFile path: String) throws(SecretError) -> String {
        let full = path.hasPrefix("/") ? path : "\(folder)/\(path)"
        let resolved = URL(filePath: full).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else { throw .noFile(path) }
        guard attributes[.type] as? FileAttributeType == .typeRegular else { throw .noRegularFile(path) }
        let mode = (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0o777
        guard mode & 0o077 == 0 else { throw .openFile(path, mode: String(mode, radix: 8)) }
        guard let data = FileManager.default.contents(atPath: resolved) else { throw .noFile(path) }
        return try text(of: data)
    }

    private func output(of line: String) throws(SecretError) -> String {
        let process = Process()
        let output = Pipe()
        let ended = Pipe()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = URL(filePath: folder)
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardOutput = output
        process.terminationHandler = { _ in try? ended.fileHandleForWriting.close() }
        do { try process.run() } catch { throw .commandFailed(status: -1) }
        let reading = CommandOutput(
            output: output.fileHandleForReading.fileDescriptor, ended: ended.fileHandleForReading.fileDescriptor, limit: limit)
        let data: Data
        do throws(SecretError) {
            data = try reading.whole()
        } catch {
            // The command leads a group of its own and may have inherited a mask that blocks SIGTERM: nothing of it may live on.
            kill(-process.processIdentifier, SIGKILL)
            throw error
        }
        guard process.terminationReason == .exit, process.terminationStatus == 0 else {
            throw .commandFailed(status: process.terminationStatus)
        }
        return try text(of: data)
    }

    /// The text without its last line break.
    private func text(of data: Data) throws(SecretError) -> String {
        guard var text = String(validating: data, as: UTF8.self) else { throw .noText }
        if text.hasSuffix("\r\n") || text.hasSuffix("\n") { text.removeLast() }
        guard !text.isEmpty else { throw .noText }
        return text
    }
}

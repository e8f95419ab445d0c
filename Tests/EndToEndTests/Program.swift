import Foundation
import Model

/// A program that runs beside the tests: its output goes to files, so that nothing it says can hold it up.
final class Program: Sendable {
    /// How a program ended, and what it said.
    struct End: Sendable, CustomStringConvertible {
        /// The exit code; the negative number of the signal that killed it.
        let code: Int
        let out: String
        let err: String

        /// The one document that `--json` prints.
        var json: JSON? { try? JSON(parsing: Array(out.utf8)) }

        /// The lines of stdout, each a JSON document.
        var rows: [JSON] { out.split(separator: "\n").compactMap { try? JSON(parsing: Array($0.utf8)) } }

        var description: String { "exit \(code)\n\(out.prefix(4000))\n\(err.suffix(4000))" }
    }

    /// The process's id.
    let pid: pid_t
    /// What the program writes, as far as it got.
    let out: URL
    private let err: URL
    private let ended: AsyncStream<Int>
    private let folder: URL

    /// Starts a program.
    init(_ binary: URL, _ arguments: [String], in place: URL, environment: [String: String]) throws {
        folder = try Repository.freshFolder()
        (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
        for file in [out, err] { try Data().write(to: file) }
        let process = Process()
        process.executableURL = binary
        process.arguments = arguments
        process.currentDirectoryURL = place
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try FileHandle(forWritingTo: out)
        process.standardError = try FileHandle(forWritingTo: err)
        let (ended, end) = AsyncStream<Int>.makeStream()
        self.ended = ended
        process.terminationHandler = { process in
            let status = Int(process.terminationStatus)
            end.yield(process.terminationReason == .exit ? status : -status)
            end.finish()
        }
        try process.run()
        pid = process.processIdentifier
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// Sends it a signal.
    func signal(_ number: Int32) { kill(pid, number) }

    /// True until the program has ended. A process that ended but was not waited for counts as running.
    var isRunning: Bool { kill(pid, 0) == 0 }

    /// Waits for its end. May be asked once.
    func end() async -> End {
        var code = 0
        for await number in ended { code = number }
        return End(code: code, out: Self.text(out), err: Self.text(err))
    }

    /// What a file holds; bytes that are no text are replaced.
    static func text(_ file: URL) -> String {
        (try? Data(contentsOf: file)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}

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

    /// Starts a program. Foundation's own process learns of an end from a socket that any other child may hold open, and then
    /// waits for ever.
    init(_ binary: URL, _ arguments: [String], in place: URL, environment: [String: String]) throws {
        folder = try Repository.freshFolder()
        (out, err) = (folder.appending(path: "out"), folder.appending(path: "err"))
        let started = try Self.spawn(binary, arguments, in: place, environment, out: out, err: err)
        pid = started
        let (ended, end) = AsyncStream<Int>.makeStream()
        self.ended = ended
        // Waiting blocks a thread, so it gets one of its own.
        Thread.detachNewThread {
            var status: Int32 = 0
            while waitpid(started, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7f
            end.yield(Int(signal == 0 ? (status >> 8) & 0xff : -signal))
            end.finish()
        }
    }

    /// A program that could not be started, by what `errno` says.
    struct CannotStart: Error {
        let binary: URL
        let code: Int32
    }

    private static func spawn(
        _ binary: URL, _ arguments: [String], in place: URL, _ environment: [String: String], out: URL, err: URL
    ) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The mask of a worker thread holds signals back that the program is to be ended by.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        // env changes the folder and then becomes the program, under the same id.
        let words = (["env", "-C", place.path, binary.path] + arguments).map { strdup($0) } + [nil]
        let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var pid: pid_t = 0
        let code = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, words, variables)
        guard code == 0 else { throw CannotStart(binary: binary, code: code) }
        return pid
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

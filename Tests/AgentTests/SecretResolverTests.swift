import Agent
import Foundation
import Testing

/// Where secrets come from, and what is refused.
@Suite struct SecretResolverTests {
    private let folder: URL
    private let secret = "s3cr3t-\(UUID().uuidString)"

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "entente-secrets-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func resolver(_ environment: [String: String] = [:], limit: Duration = .seconds(10)) -> SecretResolver {
        SecretResolver(folder: folder.path, environment: environment, limit: limit)
    }

    private func write(_ text: String, mode: Int) throws {
        let path = folder.appending(path: "key").path
        _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test func `a literal and a variable are themselves`() throws {
        #expect(try resolver().value(of: .literal("a")) == "a")
        #expect(try resolver(["A": secret]).value(of: .environment("A")) == secret)
    }

    @Test func `a missing or empty variable is named`() {
        #expect(throws: SecretError.noVariable("A")) { try resolver().value(of: .environment("A")) }
        #expect(throws: SecretError.noVariable("A")) { try resolver(["A": ""]).value(of: .environment("A")) }
    }

    @Test(arguments: [0o600, 0o400])
    func `a file of its owner alone is read, without its last line break`(mode: Int) throws {
        try write(secret + "\n", mode: mode)
        #expect(try resolver().value(of: .file("key")) == secret)
        #expect(try resolver().value(of: .file(folder.appending(path: "key").path)) == secret)
    }

    @Test(arguments: [(0o644, "644"), (0o640, "640"), (0o601, "601")])
    func `a file that others may read is refused with its mode`(mode: Int, text: String) throws {
        try write(secret, mode: mode)
        #expect(throws: SecretError.openFile("key", mode: text)) { try resolver().value(of: .file("key")) }
    }

    @Test func `a file that is missing, a folder or empty is refused`() throws {
        #expect(throws: SecretError.noFile("none")) { try resolver().value(of: .file("none")) }
        #expect(throws: SecretError.noRegularFile(".")) { try resolver().value(of: .file(".")) }
        try write("\n", mode: 0o600)
        #expect(throws: SecretError.noText) { try resolver().value(of: .file("key")) }
    }

    @Test func `a command runs in the folder and gives its output`() throws {
        try write(secret + "\n", mode: 0o600)
        #expect(try resolver().value(of: .command("cat key")) == secret)
        #expect(try resolver(["A": secret]).value(of: .command("printf %s \"$A\"")) == secret)
    }

    @Test func `a command that fails, is silent or never ends is refused`() throws {
        #expect(throws: SecretError.commandFailed(status: 3)) { try resolver().value(of: .command("echo \(secret) >&2; exit 3")) }
        #expect(throws: SecretError.noText) { try resolver().value(of: .command("true")) }
        #expect(throws: SecretError.commandTimedOut(after: .milliseconds(50))) {
            try resolver(limit: .milliseconds(50)).value(of: .command("exec cat /dev/zero > /dev/null"))
        }
    }

    @Test(arguments: [64 * 1024, 300_000])
    func `a command may write more than a pipe holds`(bytes: Int) throws {
        let text = try resolver().value(of: .command("head -c \(bytes) /dev/zero | tr '\\0' x"))
        #expect(text.utf8.count == bytes)
    }

    @Test func `a command that writes without end is stopped and refused`() throws {
        let limit = 1 << 20
        #expect(throws: SecretError.tooLong(limit: limit)) {
            try resolver().value(of: .command("echo $$ > group; cat /dev/zero | tr '\\0' x; true"))
        }
        #expect(try isGroupGone())
    }

    @Test func `a command that writes bit by bit is read to its end`() throws {
        // Each piece waits until the one before was taken from the pipe, as `mkfifo` lets only one through.
        let script = "mkfifo p; for i in 1 2 3; do (echo $i > p &); cat p; done | tr -d '\\n'"
        #expect(try resolver().value(of: .command(script)) == "123")
    }

    @Test func `a command that hangs is killed with all that it started`() throws {
        #expect(throws: SecretError.commandTimedOut(after: .milliseconds(200))) {
            try resolver(limit: .milliseconds(200)).value(of: .command("echo $$ > group; trap '' TERM; mkfifo never; cat never; true"))
        }
        #expect(try isGroupGone())
    }

    /// Whether no process of the command's group lives on; the shell wrote its id into a file.
    private func isGroupGone() throws -> Bool {
        let text = try String(contentsOf: folder.appending(path: "group"), encoding: .utf8)
        let group = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
        // A signal is delivered in bounded time, which this loop waits for.
        let start = ContinuousClock.now
        while ContinuousClock.now - start < .seconds(5) {
            if try !hasLiveProcess(group) { return true }
        }
        return false
    }

    /// A process that ended but was not waited for (state Z) is none.
    private func hasLiveProcess(_ group: Int) throws -> Bool {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").contains { name in
            guard Int(name) != nil, let stat = try? String(contentsOfFile: "/proc/\(name)/stat", encoding: .utf8),
                let end = stat.lastIndex(of: ")")
            else { return false }
            let facts = stat[stat.index(after: end)...].split(separator: " ")
            return facts.count > 2 && facts[0] != "Z" && Int(facts[2]) == group
        }
    }
}

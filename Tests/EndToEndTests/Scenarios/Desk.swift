import Foundation
import Glibc
import Model

/// Where people work at a sandbox through the vendors' own clients: `Tests/Fidelity/hands.py`, asked line by line.
struct Desk: Sendable {
    private let program: Program
    private let asking: Int32
    private let answering: Int32

    /// Opens a desk; nil where the clients are not installed.
    static func open(at sandbox: SandboxProcess) async throws -> Desk? {
        guard Fidelity.isInstalled else { return nil }
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let (question, answer) = (folder.appending(path: "question").path, folder.appending(path: "answer").path)
        guard mkfifo(question, 0o600) == 0, mkfifo(answer, 0o600) == 0 else { throw SandboxProcess.Trouble.didNotListen(folder.path) }
        let script = Repository.root.appending(path: "Tests/Fidelity/hands.py").path
        let document = JSON.object(JSONObject([("vendors", sandbox.vendors)])).text
        let program = try Program(
            URL(filePath: "/bin/bash"), ["-c", "exec '\(Fidelity.python.path)' '\(script)' < '\(question)' > '\(answer)'"],
            in: Repository.root,
            environment: ProcessInfo.processInfo.environment.merging(["SANDBOX": document, "PYTHONDONTWRITEBYTECODE": "1"]) { $1 })
        // Each end waits for the other to be opened.
        let ends = await waiting { [Glibc.open(question, O_WRONLY | O_CLOEXEC), Glibc.open(answer, O_RDONLY | O_CLOEXEC)] }
        return Desk(program: program, asking: ends[0], answering: ends[1])
    }

    /// Has one thing done; what came of it.
    func ask(_ task: JSONObject) async throws -> JSON {
        let line = JSON.object(task).bytes + [UInt8(ascii: "\n")]
        let (asking, answering) = (asking, answering)
        let said = await Self.waiting { () -> [UInt8] in
            var said: [UInt8] = []
            guard write(asking, line, line.count) == line.count else { return said }
            var piece = [UInt8](repeating: 0, count: 4096)
            while said.last != UInt8(ascii: "\n") {
                let count = read(answering, &piece, piece.count)
                guard count > 0 else { break }
                said += piece[..<count]
            }
            return said
        }
        return try JSON(parsing: said)
    }

    /// Everybody goes home.
    func close() async {
        Glibc.close(asking)
        _ = await program.end()
        Glibc.close(answering)
    }

    /// Waits for what blocks, off the threads that tasks run on.
    private static func waiting<T: Sendable>(_ body: @escaping @Sendable () -> T) async -> T {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async { continuation.resume(returning: body()) }
        }
    }
}

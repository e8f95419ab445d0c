import Foundation
import Model
import Testing

/// A folder with a configuration, and the sandbox that it leads to.
struct Trial: Sendable {
    enum Trouble: Error {
        case notInConfiguration(String)
    }

    /// Who approves and edits.
    static let person = "ana@northwind.example"

    let folder: URL
    let sandbox: SandboxProcess
    /// The variables of `.env` over those of the tests.
    var environment: [String: String]

    /// Opens a trial, and takes everything away when the body is done.
    static func open<T: Sendable>(
        records: Int = 120, seed: Int = 3, changes: [(from: String, to: String)] = [], more: [String] = [],
        _ body: (Trial) async throws -> T
    ) async throws -> T {
        let folder = try Repository.freshFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let sandbox = try await SandboxProcess(folder: folder, records: records, seed: seed, more: more)
        let result: Result<T, any Error>
        do {
            let trial = Trial(folder: folder, sandbox: sandbox, environment: variables(of: folder.appending(path: ".env")))
            for change in changes { try trial.configure(change.from, change.to) }
            result = .success(try await body(trial))
        } catch {
            result = .failure(error)
        }
        await sandbox.stop()
        return try result.get()
    }

    private static func variables(of file: URL) -> [String: String] {
        var all = ProcessInfo.processInfo.environment
        for line in Program.text(file).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { all[String(parts[0])] = String(parts[1]) }
        }
        return all
    }

    /// Replaces a text of config.yaml that must be there.
    func configure(_ old: String, _ new: String) throws {
        let file = folder.appending(path: "config.yaml")
        let text = Program.text(file)
        guard text.contains(old) else { throw Trouble.notInConfiguration(old) }
        try Data(text.replacingOccurrences(of: old, with: new).utf8).write(to: file)
    }

    /// Starts a command of the binary in the folder.
    func start(_ arguments: [String], with more: [String: String] = [:]) throws -> Program {
        try Program(Repository.binary, arguments, in: folder, environment: environment.merging(more) { $1 })
    }

    /// Runs a command to its end.
    @discardableResult
    func run(_ arguments: String..., with more: [String: String] = [:]) async throws -> Program.End {
        try await start(arguments, with: more).end()
    }

    /// First contact to its end: everything is planned, approved and carried out, and both sides are in step.
    func meet() async throws {
        let plan = try await run("plan", "-o", "first.plan", "-q")
        #expect(plan.code == 2, "\(plan)")
        let apply = try await run("apply", "first.plan", "--approve", "all", "--by", Self.person, "-q")
        // What matches several records waits for a person.
        #expect([0, 3].contains(apply.code), "\(apply)")
    }

    /// A sync after enough time that edits are visible everywhere; its report.
    @discardableResult
    func sync(_ more: String..., code: Int? = 0, after seconds: Int = 120) async throws -> JSON {
        try await sandbox.advance(seconds)
        let end = try await start(["sync", "--json"] + more).end()
        if let code { #expect(end.code == code, "\(end)") }
        return end.json ?? .null
    }

    /// Nothing is left to do.
    func expectInStep(_ comment: String = "") async throws {
        let plan = try await run("plan")
        #expect(plan.code == 0, "\(comment) \(plan)")
    }
}

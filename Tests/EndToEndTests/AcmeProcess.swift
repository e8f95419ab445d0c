import Foundation
import FoundationNetworking
import Model

/// The stub of the tutorial's vendor, running, and a person's hands at it.
struct AcmeProcess: Sendable {
    enum Trouble: Error {
        case didNotListen(String)
        case refused(String)
    }

    /// Where it listens.
    let url: String
    private let program: Program

    /// Runs the body with a stub, which is ended afterwards.
    static func open<T: Sendable>(_ body: (AcmeProcess) async throws -> T) async throws -> T {
        let acme = try await AcmeProcess()
        let result: Result<T, any Error>
        do { result = .success(try await body(acme)) } catch { result = .failure(error) }
        // It keeps nothing, and a mask inherited from here may hold SIGTERM back.
        acme.program.signal(SIGKILL)
        _ = await acme.program.end()
        return try result.get()
    }

    private init() async throws {
        let script = Repository.root.appending(path: "Tests/Fidelity/acme.py").path
        program = try Program(
            URL(filePath: "/usr/bin/env"), ["python3", script], in: Repository.root, environment: ProcessInfo.processInfo.environment)
        while !Program.text(program.out).hasSuffix("\n"), program.isRunning {}
        url = Program.text(program.out).trimmingCharacters(in: .whitespacesAndNewlines)
        guard url.hasPrefix("http://") else { throw Trouble.didNotListen(await program.end().description) }
    }

    /// The people with this mail.
    func people(mail: String) async throws -> [JSON] { try await call("hands/people?mail=\(mail)")["items"]?.array ?? [] }

    /// Changes a person, or without a number makes one.
    @discardableResult
    func save(_ number: Int64?, _ fields: JSON) async throws -> JSON {
        try await call("hands/people" + (number.map { "/\($0)" } ?? ""), ["person": fields])
    }

    /// Removes a person.
    func remove(_ number: Int64) async throws { _ = try await call("hands/people/\(number)/remove", [:]) }

    /// What was asked so far.
    func log() async throws -> [JSON] { try await call("log").array ?? [] }

    private func call(_ path: String, _ body: JSON? = nil) async throws -> JSON {
        guard let address = URL(string: "\(url)/\(path)") else { throw Trouble.refused(path) }
        var request = URLRequest(url: address)
        if let body {
            request.httpMethod = "POST"
            request.httpBody = Data(body.bytes)
        }
        let answer = try JSON(parsing: Array(try await URLSession.shared.data(for: request).0))
        guard answer["ok"]?.bool == true, let data = answer["data"] else { throw Trouble.refused(answer.text) }
        return data
    }
}

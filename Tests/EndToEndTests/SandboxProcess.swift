import Foundation
import Model

/// The binary's own sandbox, running: its addresses and its controls.
struct SandboxProcess: Sendable {
    enum Trouble: Error {
        case didNotListen(String)
        case refused(String)
    }

    /// Where each vendor listens, and what it takes as credentials.
    let vendors: JSON
    private let program: Program

    /// Starts a sandbox that leaves a configuration in a folder, and waits until it listens.
    init(folder: URL, records: Int, seed: Int, more: [String] = []) async throws {
        let pipe = folder.appending(path: "sandbox.pipe")
        guard mkfifo(pipe.path, 0o600) == 0 else { throw Trouble.didNotListen("no pipe at \(pipe.path)") }
        let arguments = ["sandbox", "--port", "0", "--config-for", folder.path, "--records", "\(records)", "--seed", "\(seed)", "--json"]
        // A pipe with a name: reading it waits until the sandbox has said where it listens.
        let line = ([Repository.binary.path] + arguments + more).map { "'\($0)'" }.joined(separator: " ")
        program = try Program(
            URL(filePath: "/bin/bash"), ["-c", "exec \(line) > '\(pipe.path)'"], in: Repository.root,
            environment: ProcessInfo.processInfo.environment)
        let said = try await Self.firstLine(of: pipe)
        guard let vendors = (try? JSON(parsing: Array(said)))?["vendors"] else {
            throw Trouble.didNotListen(await program.end().description)
        }
        self.vendors = vendors
    }

    private static func firstLine(of pipe: URL) async throws -> Data {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    with: Result { () throws -> Data in
                        let handle = try FileHandle(forReadingFrom: pipe)
                        var said = Data()
                        while let piece = try handle.read(upToCount: 1), !piece.isEmpty, piece != Data("\n".utf8) { said += piece }
                        return said
                    })
            }
        }
    }

    /// Ends it.
    func stop() async {
        program.signal(SIGTERM)
        _ = await program.end()
    }

    /// What tells it from another sandbox.
    var address: String { vendors["hubspot"]?["url"]?.string ?? "" }

    /// The records of an object, live ones only.
    func records(_ vendor: String, _ object: String) async throws -> [JSON] {
        let state = try await control(vendor, "state")
        let all = (state["objects"]?[object] ?? state[object])?.array ?? []
        return all.filter { $0["deleted"]?.bool != true && $0["archived"]?.bool != true }
    }

    /// A record as it stands, deleted or not.
    func record(_ vendor: String, _ object: String, _ id: String) async throws -> JSON? {
        let state = try await control(vendor, "state")
        return (state["objects"]?[object] ?? state[object])?.array?.first { $0["id"]?.string == id }
    }

    /// What the vendor was asked, after so many calls.
    func log(_ vendor: String, after count: Int = 0) async throws -> [JSON] {
        try await control(vendor, "log?after=\(count)")["requests"]?.array ?? []
    }

    /// How often the vendor was called.
    func calls(_ vendor: String) async throws -> Int {
        Int(try await control(vendor, "log?after=\(Int32.max)")["count"]?.integer ?? 0)
    }

    /// Lets a person change a record.
    @discardableResult
    func edit(
        _ vendor: String, _ object: String, _ id: String?, _ fields: [(String, JSON)] = [], action: String = "update"
    ) async throws -> JSON {
        var body = JSONObject([("action", .string(action)), ("object", .string(object)), ("fields", .object(JSONObject(fields)))])
        if let id { body["id"] = .string(id) }
        return try await control(vendor, "edit", .object(body))
    }

    /// Lets time pass for all vendors.
    func advance(_ seconds: Int) async throws { _ = try await control("salesforce", "advance", ["seconds": .integer(seconds)]) }

    /// Puts faults in force for all vendors, in place of those before.
    func faults(_ specification: String) async throws { _ = try await control("salesforce", "faults", ["spec": .string(specification)]) }

    /// Asks one of the vendor's controls.
    func control(_ vendor: String, _ control: String, _ body: JSON? = nil) async throws -> JSON {
        guard let base = vendors[vendor]?["url"]?.string, let port = base.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw Trouble.refused("no vendor \(vendor)")
        }
        let answer = try await Loopback.call(port, body == nil ? "GET" : "POST", "/_sandbox/\(control)", body?.bytes ?? [])
        guard answer.status == 200 else { throw Trouble.refused(String(decoding: answer.body, as: UTF8.self)) }
        return try JSON(parsing: answer.body)
    }
}

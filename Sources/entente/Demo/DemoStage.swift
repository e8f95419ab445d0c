import Agent
import ArgumentParser
import Foundation
import Model
import Sandbox

/// What the demo plays on: a sandbox over real loopback HTTP, a folder of its own, and people who edit at the vendors.
struct DemoStage: Sendable {
    /// Who approves, edits and signs.
    static let person = "ana@northwind.example"

    let setup: SandboxSetup
    let place: SandboxPlace
    let options: CommonOptions
    let environment: [String: String]

    /// Opens the sandbox, and closes it again when the body is done.
    static func open<T: Sendable>(
        records: Int, seed: UInt64, _ body: @escaping @Sendable (DemoStage) async throws -> T
    ) async throws -> T {
        let setup = try SandboxSetup(seed: seed, records: records, now: SystemClock().now())
        let place = try SandboxPlace(folder: NSTemporaryDirectory() + "entente-demo-" + UUID().uuidString)
        defer { try? FileManager.default.removeItem(atPath: place.folder) }
        let (ports, opened) = AsyncStream<[String: Int]>.makeStream()
        let server = Task {
            defer { opened.finish() }
            try await SandboxServer(setup.ports).run { opened.yield($0) }
        }
        defer { server.cancel() }
        var numbers: [String: Int]?
        for await first in ports {
            numbers = first
            break
        }
        guard let numbers else {
            try await server.value
            throw SandboxError.cannotListen(vendor: "sandbox", reason: "no port was opened")
        }
        let document = try place.write(setup, ports: numbers)
        let options = try CommonOptions.parse(["--config", place.folder + "/config.yaml", "--quiet"])
        let environment = Dictionary(
            SandboxPlace.environment(setup, document).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
        return try await body(DemoStage(setup: setup, place: place, options: options, environment: environment))
    }

    /// Lets a person edit at a vendor, and shows the record afterwards.
    @discardableResult
    func edit(_ vendor: String, _ edit: PersonEdit) throws -> JSON {
        let now = setup.clock.now()
        let port = setup.ports.first { $0.vendor.name == vendor }
        return try port?.vendor.edit(edit, at: now) ?? .null
    }

    /// Lets time pass for the vendors.
    func wait(_ duration: Duration) { setup.clock.advance(by: duration) }
}

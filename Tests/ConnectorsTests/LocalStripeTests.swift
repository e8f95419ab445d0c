import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Testing

/// Stripe as somebody else stands in for it: localstripe, which scripts/test installs with the vendors' own clients.
@Suite(.enabled(if: LocalStripe.isInstalled, "scripts/test puts localstripe into .build-tools"))
struct LocalStripeTests {
    private func all(_ connector: Connector, _ listing: Listing, _ object: String, _ fields: [String]) async throws -> [Record] {
        var reader = try connector.list(listing, of: object, fields: fields)
        var records: [Record] = []
        while let page = try await reader.next() {
            #expect(page.rejected.isEmpty)
            records += page.records
        }
        return records
    }

    @Test func `the events of a stand-in that nobody here wrote can be pulled, and the customers that they are about`() async throws {
        let server = try LocalStripe()
        defer { server.stop() }
        let connector = try server.connector()
        try await connector.check()
        let values: FieldValues = ["name": .text("Ada Löw"), "email": .text("ada@example.com"), "metadata.partner": .text("p_1")]
        let create = WriteOperation(key: "op_1", id: nil, entityKey: nil, values: values)
        guard case .done(let id, _) = await connector.write(.create, of: "customer", operations: [create], isStrict: false).first else {
            Issue.record("no customer was made")
            return
        }
        let update = WriteOperation(key: "op_2", id: id, entityKey: nil, values: ["name": .text("Ada")])
        _ = await connector.write(.update, of: "customer", operations: [update], isStrict: false)
        let start = Timestamp(seconds: 0)
        // What the present second holds is left to the next run, so the window is asked until that second is over; the two events may
        // fall into two of them.
        var changed: [Record] = []
        for _ in 0..<5000 where changed.count < 2 {
            let window = ReadWindow(since: start, until: server.now)
            changed = try await all(connector, .changes(window), "event", ["type", "object", "created"])
                .filter { $0.values["object"] == .text(id) }
        }
        let listed = try await all(connector, .full, "event", ["type", "object", "created"])
        for events in [changed, listed.filter { $0.values["object"] == .text(id) }] {
            #expect(Set(events.map { $0.values["type"] }) == [.text("customer.created"), .text("customer.updated")])
        }
        let customers = try await all(connector, .full, "customer", ["name", "email", "metadata.partner"])
        #expect(customers.map(\.id) == [id])
        #expect(customers.first?.values == ["name": .text("Ada"), "email": .text("ada@example.com"), "metadata.partner": .text("p_1")])
        _ = await connector.write(
            .delete, of: "customer", operations: [WriteOperation(key: "op_3", id: id, entityKey: nil, values: [:])], isStrict: false)
        #expect(try await all(connector, .full, "customer", ["name"]).isEmpty)
    }
}

/// One localstripe of its own.
struct LocalStripe {
    private static let python = ManifestFilesTests.root.appending(path: ".build-tools/bin/python3")

    static var isInstalled: Bool {
        FileManager.default.isExecutableFile(atPath: python.deletingLastPathComponent().appending(path: "localstripe").path)
    }

    private let process = Process()
    private let folder: URL
    private let port: Int

    /// Starts one on loopback, and returns when its port is open.
    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "localstripe-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let said = Pipe()
        process.executableURL = Self.python
        process.arguments = [ManifestFilesTests.root.appending(path: "Tests/Fidelity/local_stripe.py").path]
        process.currentDirectoryURL = folder
        process.environment = ["TMPDIR": folder.path, "HOME": folder.path]
        process.standardOutput = said
        process.standardError = FileHandle.nullDevice
        try process.run()
        var text = ""
        while !text.contains("\n") {
            let piece = said.fileHandleForReading.availableData
            if piece.isEmpty { break }
            text += String(decoding: piece, as: UTF8.self)
        }
        port = try #require(text.wholeMatch(of: #/port ([0-9]+)\n/#).flatMap { Int($0.1) }, "localstripe said: \(text)")
    }

    /// Ends it at once: it has nothing to put in order, and would wait for connections that nobody closes.
    func stop() {
        kill(process.processIdentifier, SIGKILL)
        try? FileManager.default.removeItem(at: folder)
    }

    /// What time it is there, which is here.
    var now: Timestamp { Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)) }

    /// The connector of the house, live.
    func connector() throws -> Connector {
        struct Clock: WallClock {
            func now() -> Timestamp { Timestamp(milliseconds: Int64(Date.now.timeIntervalSince1970 * 1000)) }
        }
        return try Connector(
            manifest: SandboxBench.manifest("stripe"), config: ["key": .secret(Secret("sk_test_1"))], url: "http://127.0.0.1:\(port)",
            services: ConnectorServices(transport: CurlTransport(), clock: Clock(), randomness: SeededBits(1)))
    }
}

import HTTP
import HTTPTypes
import Model
import Sandbox
import Synchronization
import Testing

@Suite struct SandboxServerTests {
    private let client: SalesforceClient
    private let curl = CurlTransport()

    init() throws { client = try SalesforceClient(records: 100) }

    /// Serves the org, hands its port to the body of the test, and stops the server.
    private func served(_ body: @escaping @Sendable (Int) async throws -> Void) async throws {
        let (opened, open) = AsyncStream<[String: Int]>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [port = client.port] in
                try await SandboxServer([port]).run { open.yield($0) }
                open.finish()
            }
            for await ports in opened {
                do { try await body(try #require(ports["salesforce"])) } catch {
                    group.cancelAll()
                    throw error
                }
                break
            }
            group.cancelAll()
        }
        curl.shutdown()
    }

    private func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil, at port: Int) async throws -> Response {
        var head = HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
        head.headerFields[.authorization] = "Bearer \(client.token)"
        if body != nil { head.headerFields[.contentType] = "application/json" }
        return try await curl.send(Request(head: head, body: body?.bytes ?? [], isRead: method == .get))
    }

    @Test func `the org answers over HTTP as it does in process, and tells its own time`() async throws {
        try await served { port in
            let response = try await send(.get, "/services/data/v63.0/query?q=SELECT+Id+FROM+Contact+ORDER+BY+Id", at: port)
            #expect(response.head.status == .ok)
            #expect(response.head.headerFields[.date] == "Thu, 28 May 2026 20:26:40 GMT")
            let whole = try JSON(parsing: response.body)
            #expect(try whole == client.query("SELECT Id FROM Contact ORDER BY Id").json)
            let made = try await send(.post, "/services/data/v63.0/sobjects/Account", ["Name": "Überall 東京"], at: port)
            #expect(made.head.status == .created)
            let id = try #require(try JSON(parsing: made.body)["id"]?.string)
            let gone = try await send(.delete, "/services/data/v63.0/sobjects/Account/\(id)", at: port)
            #expect(gone.head.status == .noContent)
            #expect(gone.body.isEmpty)
        }
    }

    @Test func `a connection breaks before the answer, after the effect, or inside the body`() async throws {
        try client.port.faults.replace(with: "request-lost=#1 response-lost=#2 reset-mid-body=#3")
        try await served { port in
            let path = "/services/data/v63.0/sobjects/Account"
            for name in ["lost", "kept"] {
                await #expect(throws: HTTPError.self) { try await send(.post, path, ["Name": .string(name)], at: port) }
            }
            await #expect(throws: HTTPError.self) { try await send(.get, "/services/data/v63.0/sobjects", at: port) }
            let found = try client.query("SELECT Name FROM Account WHERE Name IN ('lost','kept')")
            #expect(found.json["records"]?.array?.map { $0["Name"] } == ["kept"])
            #expect(client.port.log.entries.suffix(4).prefix(3).map(\.outcome) == ["drop", "drop-after-effect", "cut"])
        }
    }

    @Test func `controls answer over HTTP and a taken port is refused`() async throws {
        try await served { port in
            let moved = try await send(.post, "/_sandbox/advance", ["seconds": 60], at: port)
            #expect(try JSON(parsing: moved.body)["now"] == "2026-05-28T20:27:40.000Z")
            await #expect(throws: SandboxError.self) {
                try await SandboxServer([client.port], firstPort: port).run { _ in }
            }
        }
    }
}

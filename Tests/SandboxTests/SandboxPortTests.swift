import HTTP
import HTTPTypes
import Model
import Sandbox
import Synchronization
import Testing

@Suite struct SandboxPortTests {
    /// A vendor that counts the calls it has seen.
    private final class Counter: Vendor {
        let name = "counter"
        let seen = Mutex(0)

        func respond(to request: Request, at now: Timestamp, under fault: FaultKind?) -> Response {
            let count = seen.withLock { count in
                count += 1
                return count
            }
            return Answer.json(fault == .http500 ? 500 : 200, ["count": .integer(count), "now": .string(now.iso)])
        }

        func state() -> JSON { ["seen": .integer(seen.withLock { $0 })] }

        func edit(_ edit: PersonEdit, at now: Timestamp) throws(SandboxError) -> JSON { ["id": .string(edit.id ?? "")] }
    }

    private let vendor = Counter()

    private func port(_ faults: String = "") throws -> SandboxPort {
        SandboxPort(
            vendor: vendor, clock: SandboxClock(startingAt: Timestamp(seconds: 1_700_000_000), pinned: true), faults: try Faults(faults))
    }

    private func request(_ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) -> Request {
        Request(
            head: HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:1", path: path), body: body?.bytes ?? [],
            isRead: method == .get)
    }

    private func send(_ port: SandboxPort, _ method: HTTPRequest.Method, _ path: String, _ body: JSON? = nil) async throws -> JSON {
        let transport = SandboxTransport([("127.0.0.1:1", port)])
        return try JSON(parsing: await transport.send(request(method, path, body)).body)
    }

    @Test func `a lost request is never seen and a lost response is`() async throws {
        let port = try port("request-lost=#1 response-lost=#2")
        for expected in [0, 1] {
            await #expect(throws: HTTPError.self) { try await send(port, .post, "/x") }
            #expect(vendor.seen.withLock { $0 } == expected)
        }
        #expect(try await send(port, .post, "/x")["count"] == 2)
        #expect(port.log.entries.map(\.outcome) == ["drop", "drop-after-effect", "respond"])
        #expect(port.log.entries.map(\.status) == [nil, 200, 200])
        #expect(port.log.entries.map(\.fault) == [.requestLost, .responseLost, nil])
    }

    @Test func `a body is cut or ends inside the JSON`() async throws {
        let port = try port("reset-mid-body=#1 truncated-json=#2 html-login=#3 http-500=#4")
        guard case .cut(let whole, let place) = port.handle(request(.get, "/x")) else { throw SandboxError.edit(reason: "not cut") }
        #expect(place > 0 && place < whole.body.count)
        await #expect(throws: JSONError.self) { try await send(port, .get, "/x") }
        await #expect(throws: JSONError.self) { try await send(port, .get, "/x") }
        guard case .respond(let failed) = port.handle(request(.get, "/x")) else { throw SandboxError.edit(reason: "no answer") }
        #expect(failed.head.status.code == 500)
    }

    @Test func `a slow answer moves the pinned clock and a timeout breaks the call`() async throws {
        let port = try port("slow=1")
        let before = port.clock.now()
        _ = try await send(port, .get, "/x")
        #expect(port.clock.now() - before == .seconds(2))
        var hasty = request(.get, "/x")
        hasty.timeout = .seconds(1)
        await #expect(throws: HTTPError.self) { try await SandboxTransport([("127.0.0.1:1", port)]).send(hasty) }
    }

    @Test func `controls advance the clock, replace faults, edit, and show state and log`() async throws {
        let port = try port()
        _ = try await send(port, .get, "/x?y=1")
        #expect(try await send(port, .post, "/_sandbox/advance", ["seconds": 90])["now"] == "2023-11-14T22:14:50.000Z")
        #expect(try await send(port, .get, "/x")["now"] == "2023-11-14T22:14:50Z")
        #expect(try await send(port, .post, "/_sandbox/faults", ["spec": "request-lost=1"])["spec"]?[0] == "request-lost=1.000000")
        let refused = try await send(port, .post, "/_sandbox/faults", ["spec": "slwo=1"])
        #expect(refused["error"] == "no fault is called slwo; did you mean slow?")
        #expect(try await send(port, .get, "/_sandbox/state")["seen"] == 2)
        #expect(try await send(port, .get, "/_sandbox/log")["requests"]?[0]?["path"] == "/x?y=1")
        #expect(try await send(port, .post, "/_sandbox/edit", ["object": "a", "id": "1", "fields": [:]])["id"] == "1")
    }

    @Test func `the answer carries the sandbox's own date`() async throws {
        let response = try await SandboxTransport([("127.0.0.1:1", try port())]).send(request(.get, "/x"))
        #expect(response.head.headerFields[.date] == "Tue, 14 Nov 2023 22:13:20 GMT")
    }
}

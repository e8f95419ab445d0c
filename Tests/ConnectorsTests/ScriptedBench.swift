import Connectors
import Foundation
import HTTP
import HTTPTypes
import Model
import Synchronization
import Testing
import YAML

/// A remote that answers from a script: each request takes the next answer, and all requests are kept.
final class ScriptedRemote: HTTPTransport {
    /// One answer, or why none comes.
    enum Reply: Sendable {
        case json(Int, JSON, [String: String])
        case text(String, String)
        case status(Int, String, String)
        case lost(HTTPError)

        static func ok(_ json: JSON) -> Reply { .json(200, json, [:]) }
    }

    private struct State {
        var replies: [Reply]
        var requests: [Request] = []
    }

    private let state: Mutex<State>

    init(_ replies: [Reply]) { state = Mutex(State(replies: replies)) }

    var requests: [Request] { state.withLock { $0.requests } }

    /// The paths with their queries, in order.
    var paths: [String] { requests.map { $0.head.path ?? "" } }

    func send(_ request: Request) async throws(HTTPError) -> Response {
        let reply = state.withLock { state -> Reply in
            state.requests.append(request)
            return state.replies.isEmpty ? .json(500, ["error": "the script is over"], [:]) : state.replies.removeFirst()
        }
        switch reply {
        case .lost(let error): throw error
        case .text(let type, let text):
            let fields = HTTPFields([HTTPField(name: .contentType, value: type)])
            return Response(head: HTTPResponse(status: .ok, headerFields: fields), body: Array(text.utf8))
        case .status(let status, let type, let text):
            let fields = HTTPFields([HTTPField(name: .contentType, value: type)])
            return Response(head: HTTPResponse(status: .init(code: status), headerFields: fields), body: Array(text.utf8))
        case .json(let status, let json, let headers):
            var fields = HTTPFields([HTTPField(name: .contentType, value: "application/json")])
            for (name, value) in headers {
                if let field = HTTPField.Name(name) { fields[field] = value }
            }
            return Response(head: HTTPResponse(status: .init(code: status), headerFields: fields), body: json.bytes)
        }
    }
}

/// A hand on a clock that waiting moves.
final class HandClock: WallClock {
    private let instant = Mutex(SandboxBench.start)
    let waits = Mutex<[Duration]>([])

    func now() -> Timestamp { instant.withLock { $0 } }

    func move(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }

    var ticker: Ticker {
        Ticker(
            now: { self.now() - SandboxBench.start },
            sleep: { pause in
                self.waits.withLock { $0.append(pause) }
                self.move(pause)
            })
    }
}

/// A small manifest against a scripted remote.
struct ScriptedBench {
    let remote: ScriptedRemote
    let connector: Connector
    let clock: HandClock
    let traced: Traced

    final class Traced: Sendable {
        let exchanges = Mutex<[Exchange]>([])
    }

    /// The head of every manifest of these tests; an object `thing` follows.
    static let head = """
        dsl: 1
        connector: scripted
        version: 1
        status: beta
        config:
          url: {type: url, default: "https://api.scripted.example/root"}
          token: {type: text, secret: true}
        http: {base: "{{ config.url }}", connections: 1}
        auth: {send: {kind: header, name: X-Token, value: "{{ config.token }}"}}
        errors: {failed_when: {body.error: {present: true}}, code: body.error, message: body.message}

        """

    init(
        _ objects: String, head: String = Self.head, tokens: TokenStore = .none, url: String? = nil, reserve: Int? = nil,
        clock: HandClock = HandClock(), limits: SharedLimits = SharedLimits(), _ replies: [ScriptedRemote.Reply],
        guards: Guards = Guards()
    ) throws {
        let (manifest, diagnostics) = Manifest.load(Array((head + objects).utf8), file: "scripted.yaml")
        #expect(diagnostics.map(\.description) == [])
        try self.init(
            try #require(manifest), config: ["token": .secret(Secret("s3cr3t"))], tokens: tokens, url: url, reserve: reserve, clock: clock,
            limits: limits, replies, guards: guards)
    }

    /// A manifest of the house against a scripted remote.
    init(
        _ manifest: Manifest, config: [String: ConfigValue], tokens: TokenStore = .none, url: String? = nil, reserve: Int? = nil,
        clock: HandClock = HandClock(), limits: SharedLimits = SharedLimits(), _ replies: [ScriptedRemote.Reply], guards: Guards = Guards()
    ) throws {
        self.clock = clock
        remote = ScriptedRemote(replies)
        let traced = Traced()
        self.traced = traced
        connector = try Connector(
            manifest: manifest, config: config, url: url, reserve: reserve,
            services: ConnectorServices(
                transport: remote, clock: clock, randomness: SeededBits(5), tokens: tokens, ticker: clock.ticker,
                trace: Trace { exchange in traced.exchanges.withLock { $0.append(exchange) } }, limits: limits, guards: guards))
    }

    func all(_ listing: Listing, fields: [String] = ["name"]) async throws -> [RecordPage] {
        var reader = try connector.list(listing, of: "thing", fields: fields)
        var pages: [RecordPage] = []
        while let page = try await reader.next() { pages.append(page) }
        return pages
    }
}

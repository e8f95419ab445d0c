import Connectors
import HTTP
import HTTPTypes
import Model
import Synchronization
import Testing
import YAML

/// Bounds on calls that stand outside of one manifest: shared by remotes, or narrowed by config.yaml.
@Suite struct SharedLimitTests {
    private static func head(_ limits: String) -> String { ScriptedBench.head + "limits: [\(limits)]\n" }

    private static let objects = """
        objects:
          thing:
            id: id
            read:
              full: {call: GET /all, records: body}
              deleted: none
              by_ids: {call: "GET /things/{{ id }}", records: body}

        """

    private func bench(_ limits: String, _ shared: SharedLimits, clock: HandClock, reserve: Int? = nil) throws -> ScriptedBench {
        try ScriptedBench(
            Self.objects, head: Self.head(limits), reserve: reserve, clock: clock, limits: shared,
            [ScriptedRemote.Reply](repeating: .ok([]), count: 20))
    }

    @Test func `two remotes of one name draw from one count`() async throws {
        let limit = "{kind: rate, max: 3, per: 10s, shared: org}"
        let clock = HandClock()
        let shared = SharedLimits()
        let one = try bench(limit, shared, clock: clock)
        let two = try bench(limit, shared, clock: clock)
        _ = try await one.all(.full)
        _ = try await two.all(.full)
        _ = try await one.all(.full)
        #expect(clock.now() == SandboxBench.start)
        _ = try await two.all(.full)
        #expect(clock.now() - SandboxBench.start >= .seconds(10))
    }

    @Test func `remotes that share nothing do not wait for each other`() async throws {
        let clock = HandClock()
        for shared in ["", ", shared: org"] {
            let limit = "{kind: rate, max: 1, per: 10s\(shared)}"
            for _ in 0..<3 { _ = try await bench(limit, SharedLimits(), clock: clock).all(.full) }
        }
        #expect(clock.now() == SandboxBench.start)
    }

    @Test func `the share of the quota that config.yaml keeps takes the place of the manifest's (R35)`() async throws {
        let limit = "{kind: quota, size: 10, reserve: 20%}"
        for (reserve, calls) in [(nil, 8), (Optional(5000), 5), (0, 10)] {
            let bench = try bench(limit, SharedLimits(), clock: HandClock(), reserve: reserve)
            for _ in 0..<calls { _ = try await bench.all(.full) }
            await #expect(throws: ConnectorError.self, "\(calls)") { _ = try await bench.all(.full) }
            #expect(bench.remote.requests.count == calls)
        }
    }

    /// A remote that answers slowly enough for others to come by, and counts how many are with it at once.
    private final class Counter: HTTPTransport {
        let counts = Mutex<(now: Int, most: Int, all: Int)>((0, 0, 0))

        func send(_ request: Request) async throws(HTTPError) -> Response {
            counts.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1), $0.all + 1) }
            for _ in 0..<20 { await Task.yield() }
            counts.withLock { $0.now -= 1 }
            let id = request.head.path?.split(separator: "/").last ?? ""
            return Response(head: HTTPResponse(status: .ok), body: Array("{\"id\":\"\(id)\"}".utf8))
        }
    }

    @Test(arguments: [("", 4, 4), ("{kind: concurrency, max: 2}", 4, 2), ("", 1, 1)])
    func `reads by id go several at a time, as many as limits and connections allow`(
        limits: String, connections: Int, most: Int
    ) async throws {
        let head = Self.head(limits).replacing("connections: 1", with: "connections: \(connections)")
        let manifest = try #require(Manifest.load(Array((head + Self.objects).utf8), file: "many.yaml").0)
        let counter = Counter()
        let clock = HandClock()
        let connector = try Connector(
            manifest: manifest, config: ["token": .text("t")],
            services: ConnectorServices(transport: counter, clock: clock, randomness: SeededBits(1), ticker: clock.ticker))
        let ids = (0..<30).map { "\($0)" }
        let found = try await connector.read(ids: ids, of: "thing", fields: [], proof: true)
        #expect(found.records.keys.sorted() == ids.sorted())
        let counts = counter.counts.withLock { $0 }
        #expect(counts.all == 30)
        #expect(counts.most <= most)
        if most > 1 { #expect(counts.most > 1) }
    }
}

import HTTP
import HTTPTypes
import Testing

@Suite struct GuardedTransportTests {
    private let hosts: HostAllowList
    private let secrets: HTTPFields

    init() throws {
        hosts = try HostAllowList(["a.example", "a.example:8443", "*.b.example", "127.0.0.1:80"])
        let own = try #require(HTTPField.Name("X-Api-Key"))
        secrets = [.authorization: "Bearer s3cret", .cookie: "sid=s3cret", own: "s3cret", .accept: "text/csv"]
    }

    private func redirect(_ status: Int, _ location: String) -> Result<Response, HTTPError> {
        .success(answer(status, [.location: location]))
    }

    @Test func `a host that is not listed is refused with nothing sent, also from a next-page URL`() async throws {
        let base = ScriptedTransport([.success(answer(200))])
        let guarded = GuardedTransport(base, hosts: hosts)
        for (host, scheme) in [("evil.example", "https"), ("a.example", "http"), ("a.example:444", "https"), ("b.example", "https")] {
            await #expect(throws: HTTPError.hostRefused(host: host)) { try await guarded.send(call(host, scheme: scheme)) }
            await #expect(throws: HTTPError.hostRefused(host: host)) { try await guarded.stream(call(host, scheme: scheme)) }
        }
        #expect(base.requests.isEmpty)
    }

    @Test func `a read follows within its origin and keeps its credentials`() async throws {
        let base = ScriptedTransport([redirect(302, "/new?x=1"), .success(answer(200, body: "there"))])
        let response = try await GuardedTransport(base, hosts: hosts).send(call("a.example", "/old", headers: secrets, scheme: "https"))
        #expect(response.body == Array("there".utf8))
        #expect(base.requests[1].head.path == "/new?x=1")
        #expect(base.requests[1].head.headerFields == secrets)
    }

    @Test(arguments: ["https://x.b.example/y", "https://a.example:8443/y"])
    func `nothing that could be a credential follows to another host or port`(location: String) async throws {
        let base = ScriptedTransport([redirect(307, location), .success(answer(200))])
        _ = try await GuardedTransport(base, hosts: hosts).send(call("a.example", headers: secrets, scheme: "https"))
        #expect(base.requests[1].head.headerFields == [.accept: "text/csv"])
    }

    @Test func `credentials dropped on the way out do not come back on the way home`() async throws {
        let base = ScriptedTransport([
            redirect(302, "https://x.b.example/y"), redirect(302, "https://a.example/z"), .success(answer(200)),
        ])
        _ = try await GuardedTransport(base, hosts: hosts).send(call("a.example", headers: secrets, scheme: "https"))
        #expect(base.requests[2].head.headerFields[.authorization] == nil)
    }

    @Test(arguments: [
        "https://evil.example/", "//evil.example/", "http://a.example/", "http://127.0.0.1/", "https://a.example@evil.example/",
        "file:///etc/passwd", "https://b.example/",
    ])
    func `a redirect elsewhere, or out of https, is refused`(location: String) async throws {
        let base = ScriptedTransport([redirect(301, location), .success(answer(200))])
        await #expect(throws: HTTPError.self) {
            try await GuardedTransport(base, hosts: hosts).send(call("a.example", scheme: "https"))
        }
        #expect(base.requests.count == 1)
    }

    @Test func `a write's redirect is its answer`() async throws {
        for status in [301, 302, 303, 307, 308] {
            let base = ScriptedTransport([redirect(status, "/new"), .success(answer(200))])
            let response = try await GuardedTransport(base, hosts: hosts)
                .send(call("a.example", method: .post, isRead: false, scheme: "https"))
            #expect(response.head.status.code == status)
            #expect(base.requests.count == 1)
        }
    }

    @Test func `a read sent as POST follows only where its body may`() async throws {
        func statuses(_ status: Int, _ location: String, isSecret: Bool = false) async throws -> (Int, Int) {
            let base = ScriptedTransport([redirect(status, location), .success(answer(200))])
            let request = call("a.example", method: .post, body: [1], isSecret: isSecret, scheme: "https")
            let response = try await GuardedTransport(base, hosts: hosts).send(request)
            return (response.head.status.code, base.requests.count)
        }
        #expect(try await statuses(308, "/new") == (200, 2))
        #expect(try await statuses(302, "/new") == (302, 1))
        #expect(try await statuses(308, "https://x.b.example/", isSecret: true) == (308, 1))
    }

    @Test func `a circle ends after five hops with the redirect as the answer`() async throws {
        let base = ScriptedTransport([redirect(302, "/again")])
        let response = try await GuardedTransport(base, hosts: hosts).send(call("a.example", scheme: "https"))
        #expect(response.head.status.code == 302)
        #expect(base.requests.count == 6)
    }

    @Test func `a trace shows each exchange without its secrets`() async throws {
        let base = ScriptedTransport { request, place in
            place == 0 ? .success(answer(302, [.location: "/new?token=t0p"])) : .success(answer(200, body: "four"))
        }
        let (exchanges, listener) = AsyncStream<Exchange>.makeStream()
        let traced = TracingTransport(base, trace: Trace { listener.yield($0) }, ticker: ManualTime().ticker)
        _ = try await GuardedTransport(traced, hosts: hosts).send(call("a.example", "/old", headers: secrets, scheme: "https"))
        listener.finish()
        var shown: [String] = []
        for await exchange in exchanges {
            #expect(!"\(exchange)".contains("t0p") && !"\(exchange)".contains("s3cret"))
            shown.append("\(exchange.method) \(exchange.url) \(exchange.status ?? 0) \(exchange.receivedBytes)")
        }
        #expect(shown == ["GET https://a.example/old 302 0", "GET https://a.example/new?token=*** 200 4"])
    }
}

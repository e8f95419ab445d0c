import Foundation
import HTTP
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import X509

/// Real TLS and HTTP/2.
@Suite struct TLSTests {
    private let authority: TestAuthority
    private let settings: CurlSettings

    init() throws {
        authority = try TestAuthority()
        settings = CurlSettings(connectionsPerHost: 1, certificateAuthorities: authority.file)
    }

    /// Lets callers go once so many are there: over one connection only multiplexing can bring them together.
    private actor Meeting {
        private let size: Int
        private var here: [CheckedContinuation<Void, Never>] = []

        init(_ size: Int) { self.size = size }

        func attend() async {
            await withCheckedContinuation { caller in
                here.append(caller)
                guard here.count == size else { return }
                for caller in here { caller.resume() }
                here = []
            }
        }
    }

    @Test func `HTTP/2 carries many calls at once on one connection`() async throws {
        let meeting = Meeting(20)
        let router = Router()
        router.get("meet") { _, _ in
            await meeting.attend()
            return "met"
        }
        try await withTLSServer(authority.server([TestAuthority.loopback]), router: router) { host in
            let transport = CurlTransport(settings)
            try await withThrowingTaskGroup(of: HTTP.Response.self) { group in
                for _ in 0..<20 { group.addTask { try await transport.send(call(host, "/meet", scheme: "https")) } }
                for try await response in group { #expect(response.body == Array("met".utf8)) }
            }
            transport.shutdown()
        }
    }

    @Test func `a large body goes both ways over HTTP/2`() async throws {
        let router = Router()
        router.post("echo") { request, _ in
            let body = try await request.body.collect(upTo: 16 << 20)
            return ByteBuffer(buffer: body)
        }
        try await withTLSServer(authority.server([TestAuthority.loopback]), router: router) { host in
            let transport = CurlTransport(settings)
            let body = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let response = try await transport.send(call(host, "/echo", method: .post, body: body, isRead: false, scheme: "https"))
            #expect(response.body == body)
            transport.shutdown()
        }
    }

    @Test func `a stream over HTTP/2 holds back and resumes`() async throws {
        let size = 24 << 20
        let router = Router()
        router.get("bulk") { _, _ in
            Hummingbird.Response(
                status: .ok,
                body: ResponseBody { writer in
                    let piece = ByteBuffer(repeating: 7, count: 65_536)
                    for _ in 0..<(size / 65_536) { try await writer.write(piece) }
                    try await writer.finish(nil)
                })
        }
        try await withTLSServer(authority.server([TestAuthority.loopback]), router: router) { host in
            var small = settings
            small.streamBuffer = 64 << 10
            let transport = CurlTransport(small)
            let response = try await transport.stream(call(host, "/bulk", scheme: "https"))
            var count = 0
            for try await piece in response.body {
                count += piece.count
                for _ in 0..<50 { await Task.yield() }
            }
            #expect(count == size)
            transport.shutdown()
        }
    }

    @Test func `an unknown authority, another name and an expired certificate mean not sent`() async throws {
        let router = Router()
        router.post("/") { _, _ in "must not be reached" }
        let cases: [(TestAuthority, [String], Date)] = [
            (try TestAuthority(), ["127"], .now + 3600), (authority, ["other.example"], .now + 3600), (authority, ["127"], .now - 60),
        ]
        for (issuer, names, expires) in cases {
            let named = names == ["127"] ? TestAuthority.loopback : .dnsName(names[0])
            try await withTLSServer(issuer.server([named], expires: expires), router: router) { host in
                let transport = CurlTransport(settings)
                let error = await #expect(throws: HTTP.HTTPError.self) {
                    try await transport.send(call(host, method: .post, isRead: false, scheme: "https"))
                }
                guard case .unreachable(_, let reason) = error else {
                    Issue.record("\(String(describing: error))")
                    return
                }
                #expect(reason.lowercased().contains("certificate") || reason.contains("subject"), "\(reason)")
                transport.shutdown()
            }
        }
    }

    @Test func `the authorities come from the environment`() {
        #expect(CurlSettings.from(environment: ["SSL_CERT_FILE": "/b"]).certificateAuthorities == "/b")
        #expect(CurlSettings.from(environment: ["CURL_CA_BUNDLE": "/a", "SSL_CERT_FILE": "/b"]).certificateAuthorities == "/a")
        #expect(CurlSettings.from(environment: ["CURL_CA_BUNDLE": ""]).certificateAuthorities == nil)
    }
}

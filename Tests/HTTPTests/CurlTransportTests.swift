import HTTP
import HTTPTypes
import Testing

/// A request to a server of this machine.
func call(
    _ authority: String, _ path: String = "/", method: HTTPRequest.Method = .get, headers: HTTPFields = [:], body: [UInt8] = [],
    timeout: Duration = .seconds(20), limit: Int = 64 << 20, isSecret: Bool = false, isRead: Bool = true, scheme: String = "http"
) -> Request {
    Request(
        head: HTTPRequest(method: method, scheme: scheme, authority: authority, path: path, headerFields: headers), body: body,
        timeout: timeout, maximumResponseBytes: limit, isSecret: isSecret, isRead: isRead)
}

@Suite struct CurlTransportTests {
    private let transport = CurlTransport()

    @Test func `a call brings status, header fields in their order and the body`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer("404 Not Found", headers: ["X-One: a", "Set-Cookie: b", "set-cookie: c", "X-Empty:"], body: "gone")
        }
        let response = try await transport.send(call(server.authority, "/a/../b?q=%20x"))
        #expect(response.head.status.code == 404)
        #expect(response.head.headerFields[values: .setCookie] == ["b", "c"])
        #expect(try response.head.headerFields[#require(HTTPField.Name("X-Empty"))] == "")
        #expect(response.body == Array("gone".utf8))
        #expect(server.requests.first?.hasPrefix("GET /a/../b?q=%20x HTTP/1.1\r\n") == true)
    }

    @Test func `interim answers and trailers are left aside`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
            peer.write("2\r\nhi\r\n0\r\nX-Late: 1\r\n\r\n")
        }
        let response = try await transport.send(call(server.authority))
        #expect(response.head.headerFields.map(\.name.canonicalName) == ["transfer-encoding"])
        #expect(response.body == Array("hi".utf8))
    }

    @Test(arguments: [HTTPRequest.Method.post, .put, .patch, .delete, .get])
    func `a body goes out as given with any method`(method: HTTPRequest.Method) async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer()
        }
        let fields: HTTPFields = [.contentType: "application/json", .accept: "text/csv"]
        _ = try await transport.send(call(server.authority, method: method, headers: fields, body: Array("{}".utf8), isRead: false))
        let seen = try #require(server.requests.first)
        #expect(seen.hasPrefix("\(method.rawValue) / HTTP/1.1\r\n"))
        #expect(seen.hasSuffix("\r\n\r\n{}"))
        #expect(seen.contains("Content-Type: application/json\r\n"))
        #expect(seen.contains("Accept: text/csv\r\n"))
        #expect(seen.contains("User-Agent: entente\r\n"))
    }

    @Test func `a write without a body says that it has none and names no type`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer()
        }
        _ = try await transport.send(call(server.authority, method: .post, isRead: false))
        let seen = try #require(server.requests.first)
        #expect(seen.contains("Content-Length: 0\r\n"))
        #expect(!seen.contains("Content-Type"))
    }

    @Test func `head has no body to wait for`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n")
            peer.waitForClose()
        }
        let response = try await transport.send(call(server.authority, method: .head))
        #expect(response.body.isEmpty)
    }

    @Test func `one connection serves call after call`() async throws {
        let server = try RawServer { peer in
            while peer.request() != nil { peer.answer(body: "x") }
        }
        for _ in 0..<20 { _ = try await transport.send(call(server.authority)) }
        #expect(server.connections == 1)
    }

    @Test func `many calls at once stay within the connections allowed`() async throws {
        let server = try RawServer { peer in
            while peer.request() != nil { peer.answer(body: "x") }
        }
        let transport = CurlTransport(CurlSettings(connectionsPerHost: 3))
        try await withThrowingTaskGroup(of: Response.self) { group in
            for _ in 0..<60 { group.addTask { try await transport.send(call(server.authority)) } }
            for try await response in group { #expect(response.body == Array("x".utf8)) }
        }
        #expect(server.connections <= 3)
    }

    @Test func `a large body goes up and comes down whole`() async throws {
        let server = try RawServer { peer in
            guard let request = peer.request() else { return }
            peer.answer(body: String(request.suffix(6 << 20)))
        }
        let body = (0..<(6 << 20)).map { (place: Int) -> UInt8 in UInt8(97 + (place * 7 + place / 1000) % 26) }
        let response = try await transport.send(call(server.authority, method: .post, body: body, isRead: false))
        #expect(response.body == body)
        #expect(response.elapsed > .zero)
    }

    @Test func `after shutdown nothing is sent`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer()
        }
        transport.shutdown()
        let error = await #expect(throws: HTTPError.self) { try await transport.send(call(server.authority, isRead: false)) }
        #expect(error?.isBeforeSending == true)
        #expect(server.requests.isEmpty)
    }
}

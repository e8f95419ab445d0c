import Foundation
import HTTP
import HTTPTypes
import Synchronization
import Testing

/// Servers that mean harm, over real sockets: endless bodies, unbounded heads, redirects inwards, values that carry line ends.
@Suite struct HostileServerTests {
    private let transport = CurlTransport(CurlSettings(connectTimeout: .milliseconds(400)))

    private static var resident: Int {
        let fields = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8))?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }

    @Test(arguments: [true, false])
    func `a body of a gigabyte is cut at the limit, and takes no more memory than that`(isAnnounced: Bool) async throws {
        let sent = Mutex(0)
        let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\n" + (isAnnounced ? "Content-Length: \(1 << 30)\r\n\r\n" : "Connection: close\r\n\r\n"))
            for _ in 0..<1024 where peer.write(piece) { sent.withLock { $0 += piece.count } }
        }
        let (limit, before) = (8 << 20, Self.resident)
        await #expect(throws: HTTPError.tooLarge(limit: limit)) { try await transport.send(call(server.authority, limit: limit)) }
        // What the sockets hold is on its way as well.
        #expect(sent.withLock { $0 } < 64 << 20)
        #expect(Self.resident - before < 128 << 20)
    }

    @Test func `a packed body that unpacks without end is cut at the limit`() async throws {
        let member = Packed.megabyteOfZeros
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n")
            while peer.write(member) {}
        }
        let error = await #expect(throws: HTTPError.self) { try await transport.send(call(server.authority, limit: 1 << 19)) }
        #expect(error == .tooLarge(limit: 1 << 19))
    }

    @Test func `one field of a head without end is cut`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nX-Long: ")
            while peer.write(String(repeating: "f", count: 65_536)) {}
        }
        await #expect(throws: HTTPError.self) { try await transport.send(call(server.authority)) }
    }

    @Test(arguments: [
        "file:///etc/passwd", "http://169.254.169.254/latest/meta-data", "https://169.254.169.254/", "http://[fe80::1]/",
        "gopher://127.0.0.1/",
        "ftp://127.0.0.1/x", "//169.254.169.254/", "http://127.0.0.1:1/", "https://localhost/", "http://0.0.0.0/", "http://127.1/",
        "http://2130706433/", "http://0x7f.1/", "javascript:alert(1)", "data:text/plain,x",
    ])
    func `a redirect inwards, to a file or by another scheme is refused, and nothing goes there`(location: String) async throws {
        let server = try RawServer { peer in
            while peer.request() != nil { peer.answer("302 Found", headers: ["Location: \(location)"]) }
        }
        let guarded = GuardedTransport(transport, hosts: try HostAllowList([server.authority]))
        await #expect(throws: HTTPError.self) { try await guarded.send(call(server.authority)) }
        #expect(server.requests.count == 1)
    }

    @Test func `a value with line ends adds no field to a request, and no request to a connection`() async throws {
        let server = try RawServer { peer in
            while peer.request() != nil { peer.answer() }
        }
        var request = call(server.authority)
        let name = try #require(HTTPField.Name("X-Value"))
        request.head.headerFields[name] = "a\r\nX-Evil: 1\r\n\r\nGET /evil HTTP/1.1\r\n\u{0}b\nX-Other: 2"
        _ = try? await transport.send(request)
        for seen in server.requests {
            let lines = seen.split(separator: "\r\n").map { $0.lowercased() }
            #expect(!lines.contains { $0.hasPrefix("x-evil") || $0.hasPrefix("x-other") || $0.hasPrefix("get /evil") }, "\(seen)")
        }
        #expect(server.requests.count <= 1)
        for path in ["/a b", "/a\r\nX-Evil: 1", "/a\u{0}b", "/é"] {
            await #expect(throws: HTTPError.self) { try await transport.send(call(server.authority, path)) }
        }
        #expect(server.requests.count <= 1)
    }

    @Test func `an answer of broken lines is refused or read, and the next one is another's`() async throws {
        let heads = [
            "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n",
            "HTTP/1.1 999 X\r\n\r\n", "HTTP/9.9 200 OK\r\n\r\n", "\u{0}\u{0}\u{0}\r\n\r\n", "HTTP/1.1 200 OK\r\n: x\r\n x: y\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nx",
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\nnot packed",
            "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 -5 X\r\n\r\n",
        ]
        for head in heads {
            let server = try RawServer { peer in
                peer.request()
                peer.write(head)
            }
            let answer = try? await transport.send(call(server.authority))
            #expect((answer?.body.count ?? 0) < 100, "\(head)")
        }
    }
}

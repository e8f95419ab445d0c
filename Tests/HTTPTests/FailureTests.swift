import HTTP
import HTTPTypes
import Synchronization
import Testing

/// R11: what decides about a write is whether the remote may have seen it.
@Suite struct FailureTests {
    private let transport = CurlTransport(CurlSettings(connectTimeout: .milliseconds(400)))

    private func failure(_ request: Request) async -> HTTPError? {
        await #expect(throws: HTTPError.self) { try await transport.send(request) }
    }

    private func isInterrupted(_ error: HTTPError?) -> Bool {
        if case .interrupted = error { true } else { false }
    }

    private func isUnreachable(_ error: HTTPError?) -> Bool {
        if case .unreachable = error { true } else { false }
    }

    @Test func `nobody listening means not sent`() async throws {
        let error = await failure(call("127.0.0.1:1", method: .post, isRead: false))
        #expect(isUnreachable(error) && error?.isBeforeSending == true)
    }

    @Test func `a name that does not resolve means not sent`() async throws {
        #expect(isUnreachable(await failure(call("nobody.invalid", method: .post, isRead: false, scheme: "https"))))
    }

    @Test func `time running out before TLS stands means not sent`() async throws {
        let server = try RawServer { $0.waitForClose() }
        let slow = await failure(call(server.authority, method: .post, isRead: false, scheme: "https"))
        #expect(isUnreachable(slow))
        let short = call(server.authority, method: .post, timeout: .milliseconds(100), isRead: false, scheme: "https")
        #expect(isUnreachable(await failure(short)))
    }

    @Test func `time running out after the request is out leaves it in doubt`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.waitForClose()
        }
        let error = await failure(call(server.authority, method: .post, timeout: .milliseconds(200), isRead: false))
        #expect(isInterrupted(error) && error?.isBeforeSending == false)
        #expect(server.requests.count == 1)
    }

    @Test func `an answer that drips is cut by the time-out of the whole`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while peer.write("x"), !peer.isClosed(within: 20) {}
        }
        #expect(isInterrupted(await failure(call(server.authority, timeout: .milliseconds(300)))))
    }

    @Test func `no answer, half an answer and a reset leave it in doubt`() async throws {
        let scripts: [@Sendable (RawConnection) -> Void] = [
            { $0.end() },
            { $0.reset() },
            { $0.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf") },
            { peer in
                peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
                peer.reset()
            },
            { $0.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab") },
            { $0.write("HTTP/1.1 200 OK\r\nContent-Le") },
            { $0.write("this is not http\r\n\r\n") },
            { $0.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope") },
        ]
        for (place, script) in scripts.enumerated() {
            let server = try RawServer { peer in
                peer.request()
                script(peer)
            }
            #expect(isInterrupted(await failure(call(server.authority, method: .post, isRead: false))), "script \(place)")
            #expect(server.requests.count == 1, "script \(place)")
        }
    }

    @Test func `a write on a kept connection that closes unanswered is sent once (R11), a read again`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer()
            peer.request()
        }
        _ = try await transport.send(call(server.authority, "/first"))
        #expect(isInterrupted(await failure(call(server.authority, "/write", method: .post, body: [1], isRead: false))))
        #expect(server.requests.filter { $0.hasPrefix("POST") }.count == 1)

        _ = try await transport.send(call(server.authority, "/second"))
        let response = try await transport.send(call(server.authority, "/again"))
        #expect(response.head.status.code == 200)
        #expect(server.requests.filter { $0.hasPrefix("GET /again") }.count == 2)
    }

    @Test func `a small answer cannot unpack past the limit`() async throws {
        let bomb = Packed.megabyteOfZeros
        #expect(bomb.count < 2000)
        let server = try RawServer { peer in
            while peer.request() != nil { peer.answer("200 OK", headers: ["Content-Encoding: gzip"], bytes: bomb) }
        }
        let error = await failure(call(server.authority, limit: (1 << 20) - 1))
        #expect(error == .tooLarge(limit: (1 << 20) - 1))
        let whole = try await transport.send(call(server.authority, limit: 1 << 20))
        #expect(whole.body.count == 1 << 20 && whole.body.allSatisfy { $0 == 0 })
        #expect(whole.head.headerFields[.contentEncoding] == nil && whole.head.headerFields[.contentLength] == nil)
    }

    @Test func `brotli and gzip are undone and asked for`() async throws {
        let server = try RawServer { peer in
            while let request = peer.request() {
                let isBrotli = request.hasPrefix("GET /br")
                let packed = isBrotli ? Packed.helloBrotli : Packed.helloGzip
                peer.answer("200 OK", headers: ["Content-Encoding: \(isBrotli ? "br" : "gzip")"], bytes: packed)
            }
        }
        for path in ["/gzip", "/br"] {
            #expect(try await transport.send(call(server.authority, path)).body == Array("hello, partner".utf8))
        }
        #expect(server.requests.allSatisfy { $0.contains("Accept-Encoding: gzip, br\r\n") })
    }

    @Test func `an endless head is cut`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\n")
            while peer.write("X-Filler: " + String(repeating: "f", count: 4000) + "\r\n") {}
        }
        #expect(isInterrupted(await failure(call(server.authority))))
    }

    @Test(arguments: [(HTTPRequest.Method.post, false), (.get, true)])
    func `cancelling aborts the transfer, and a write under way is in doubt`(method: HTTPRequest.Method, isRead: Bool) async throws {
        let (began, start) = AsyncStream<Void>.makeStream()
        let (closed, close) = AsyncStream<Void>.makeStream()
        let server = try RawServer { peer in
            peer.request()
            start.yield()
            if peer.waitForClose() { close.yield() }
        }
        let request = call(server.authority, method: method, isRead: isRead)
        let error = await withTaskGroup(of: HTTPError?.self) { group in
            group.addTask { [transport] in
                do throws(HTTPError) {
                    _ = try await transport.send(request)
                    return nil
                } catch { return error }
            }
            for await _ in began { break }
            group.cancelAll()
            return await group.next() ?? nil
        }
        if isRead { #expect(error == .cancelled) } else { #expect(isInterrupted(error)) }
        for await _ in closed { break }
    }

    @Test func `a caller already cancelled sends nothing`() async throws {
        let server = try RawServer { $0.request() }
        let error = await withTaskGroup(of: HTTPError?.self) { group in
            group.cancelAll()
            group.addTask { [transport] in
                do throws(HTTPError) {
                    _ = try await transport.send(call(server.authority, method: .post, isRead: false))
                    return nil
                } catch { return error }
            }
            return await group.next() ?? nil
        }
        #expect(error == .cancelled)
        #expect(server.connections == 0)
    }

    @Test func `shutdown ends what is under way`() async throws {
        let (began, start) = AsyncStream<Void>.makeStream()
        let server = try RawServer { peer in
            peer.request()
            start.yield()
            peer.waitForClose()
        }
        async let outcome = failure(call(server.authority, method: .post, isRead: false))
        for await _ in began { break }
        transport.shutdown()
        #expect(isInterrupted(await outcome))
    }

    @Test func `what cannot be a URL is refused with nothing sent`() async throws {
        for request in [call("u:p@127.0.0.1:1"), call("127.0.0.1:1", "no-slash"), call("127.0.0.1:1", "/a b"), call("h", scheme: "ftp")] {
            let error = await failure(request)
            guard case .badURL = error else {
                Issue.record("\(String(describing: error))")
                continue
            }
        }
    }

    @Test func `a proxy is asked with the whole URL, and one that refuses a tunnel means not sent`() async throws {
        let proxy = try RawServer { peer in
            guard let request = peer.request() else { return }
            if request.hasPrefix("CONNECT") { peer.answer("403 Forbidden") } else { peer.answer(body: "by proxy") }
        }
        let proxied = CurlTransport(CurlSettings(proxy: .url("http://\(proxy.authority)")))
        let response = try await proxied.send(call("127.0.0.1:9", "/x"))
        #expect(response.body == Array("by proxy".utf8))
        #expect(proxy.requests.first?.hasPrefix("GET http://127.0.0.1:9/x HTTP/1.1\r\n") == true)
        let error = await #expect(throws: HTTPError.self) {
            try await proxied.send(call("a.example", method: .post, isRead: false, scheme: "https"))
        }
        #expect(isUnreachable(error))
    }
}

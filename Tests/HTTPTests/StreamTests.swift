import Glibc
import HTTP
import HTTPTypes
import Synchronization
import Testing

@Suite struct StreamTests {
    private let transport = CurlTransport(CurlSettings(streamBuffer: 256 << 10))

    /// Says when a server is done, and how much it got rid of.
    private final class Tally: Sendable {
        private let count = Mutex(0)
        var sent: Int { count.withLock { $0 } }
        func add(_ bytes: Int) { count.withLock { $0 += bytes } }
    }

    /// Lets a server's thread wait for the test.
    private final class Gate: Sendable {
        private let ends: (Int32, Int32)

        init() {
            var pair: [Int32] = [0, 0]
            pipe(&pair)
            ends = (pair[0], pair[1])
        }

        func open() { close(ends.1) }

        func wait() {
            var byte: UInt8 = 0
            _ = read(ends.0, &byte, 1)
        }
    }

    @Test func `the head is there before the body and pieces add up to it`() async throws {
        let gate = Gate()
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n")
            gate.wait()
            peer.write("0123456789")
        }
        let response = try await transport.stream(call(server.authority))
        #expect(response.head.status.code == 201)
        gate.open()
        #expect(try await response.body.collect(upTo: 10) == Array("0123456789".utf8))
    }

    @Test func `a slow reader holds the sender back and loses nothing`() async throws {
        let block = (0..<65_536).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
        let size = 512 * block.count
        let tally = Tally()
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n")
            for _ in 0..<512 {
                guard peer.write(block) else { return }
                tally.add(block.count)
            }
        }
        let response = try await transport.stream(call(server.authority, timeout: .seconds(60), limit: size))
        // Nothing is read yet: only the buffer and what the system keeps in its sockets can have left the server.
        while tally.sent < 256 << 10 { await Task.yield() }
        for _ in 0..<20_000 { await Task.yield() }
        #expect(tally.sent < size / 2)
        let body = try await response.body.collect(upTo: size)
        var expected: [UInt8] = []
        for _ in 0..<512 { expected += block }
        #expect(body == expected)
    }

    @Test func `dropping the body aborts the transfer`() async throws {
        let (closed, close) = AsyncStream<Void>.makeStream()
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")
            if peer.waitForClose() { close.yield() }
        }
        do {
            let response = try await transport.stream(call(server.authority))
            #expect(response.head.status.code == 200)
        }
        for await _ in closed { break }
    }

    @Test func `a body that breaks off says so after what had come`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nsome")
        }
        let response = try await transport.stream(call(server.authority))
        var text = ""
        let error = await #expect(throws: HTTPError.self) {
            for try await piece in response.body { text += String(decoding: piece, as: UTF8.self) }
        }
        #expect(text == "some")
        guard case .interrupted = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `the limit holds for streams too`() async throws {
        let server = try RawServer { peer in
            peer.request()
            peer.answer(body: String(repeating: "x", count: 100_000))
        }
        let response = try await transport.stream(call(server.authority, limit: 99_999))
        await #expect(throws: HTTPError.tooLarge(limit: 99_999)) { for try await _ in response.body {} }
    }

    @Test func `cancelling a reader that waits ends the body`() async throws {
        let (began, start) = AsyncStream<Void>.makeStream()
        let server = try RawServer { peer in
            peer.request()
            peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            peer.waitForClose()
        }
        let response = try await transport.stream(call(server.authority))
        let error = await withTaskGroup(of: HTTPError?.self) { group in
            group.addTask {
                start.yield()
                do throws(HTTPError) {
                    for try await _ in response.body {}
                    return nil
                } catch { return error }
            }
            for await _ in began { break }
            group.cancelAll()
            return await group.next() ?? nil
        }
        #expect(error == .cancelled)
    }

    @Test func `a transport without streams hands the body out as one piece`() async throws {
        let scripted = ScriptedTransport([.success(answer(200, body: "whole"))])
        let response = try await scripted.stream(call("a.example"))
        var pieces: [[UInt8]] = []
        for try await piece in response.body { pieces.append(piece) }
        #expect(pieces == [Array("whole".utf8)])
    }
}

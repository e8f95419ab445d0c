import HTTP
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import Synchronization

/// Serves vendors over plain HTTP/1.1 on loopback: one port each, and no way in from outside.
public struct SandboxServer: Sendable {
    /// Why a connection ends without a whole answer: a fault asked for it.
    private struct Broken: Error {}

    /// The ports that are open so far, by vendor.
    private final class Open: Sendable {
        private let ports = Mutex<[String: Int]>([:])

        func add(_ port: Int, of vendor: String) -> [String: Int] {
            ports.withLock { ports in
                ports[vendor] = port
                return ports
            }
        }
    }

    /// No request of a vendor's is larger than a file of a bulk job.
    private static let largestBody = 150 * 1024 * 1024
    private let ports: [SandboxPort]
    private let firstPort: Int

    /// Prepares a server.
    /// - Parameters:
    ///   - ports: the vendors, each on a port of its own, in this order.
    ///   - firstPort: the first of consecutive ports; 0 for any free ones.
    public init(_ ports: [SandboxPort], firstPort: Int = 0) {
        self.ports = ports
        self.firstPort = firstPort
    }

    /// Serves until the task is cancelled.
    /// - Parameter onListening: called once with the port of each vendor, when all are open.
    /// - Throws: `SandboxError.cannotListen` when a port could not be opened; none stays open then.
    public func run(onListening: @escaping @Sendable ([String: Int]) async -> Void) async throws(SandboxError) {
        let open = Open()
        let failure = await withTaskGroup(of: SandboxError?.self) { group in
            for (place, port) in ports.enumerated() {
                group.addTask {
                    await serve(port, on: firstPort == 0 ? 0 : firstPort + place) { number in
                        let all = open.add(number, of: port.vendor.name)
                        if all.count == ports.count { await onListening(all) }
                    }
                }
            }
            for await failure in group {
                guard let failure else { continue }
                group.cancelAll()
                return failure as SandboxError?
            }
            return nil
        }
        if let failure { throw failure }
    }

    private func serve(_ port: SandboxPort, on number: Int, onOpen: @escaping @Sendable (Int) async -> Void) async -> SandboxError? {
        let vendor = port.vendor.name
        let server = Server(
            childChannelSetup: HTTP1Channel { request, writer, _ in
                let body = try await request.body.collect(upTo: Self.largestBody)
                let outcome = port.handle(Self.message(request.head, Array(body.readableBytesView)))
                try await Self.carryOut(outcome, writer)
            },
            configuration: ServerConfiguration(address: .hostname("127.0.0.1", port: number)),
            onServerRunning: { channel in await onOpen(channel.localAddress?.port ?? number) },
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton,
            logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await server.run()
            return nil
        } catch {
            return Task.isCancelled ? nil : .cannotListen(vendor: vendor, reason: "port \(number): \(error)")
        }
    }

    private static func message(_ head: HTTPRequest, _ body: [UInt8]) -> HTTP.Request {
        HTTP.Request(head: head, body: body, isRead: head.method == .get || head.method == .head)
    }

    private static func carryOut(_ outcome: Outcome, _ writer: consuming ResponseWriter) async throws {
        switch outcome {
        case .respond(let response): try await send(response, writer)
        case .respondSlowly(let response, let delay):
            try await Task.sleep(for: delay)
            try await send(response, writer)
        case .drip(let response, let pieces, let pause):
            var body = try await writer.writeHead(sized(response))
            let size = max(1, (response.body.count + pieces - 1) / pieces)
            for start in stride(from: 0, to: response.body.count, by: size) {
                try await Task.sleep(for: pause)
                try await body.write(ByteBuffer(bytes: response.body[start..<min(start + size, response.body.count)]))
            }
            try await body.finish(nil)
        // An error here closes the connection without another byte.
        case .drop, .dropAfterEffect: throw Broken()
        case .cut(let response, let place):
            var body = try await writer.writeHead(sized(response))
            try await body.write(ByteBuffer(bytes: response.body.prefix(place)))
            throw Broken()
        }
    }

    private static func send(_ response: HTTP.Response, _ writer: consuming ResponseWriter) async throws {
        try await writer.write(response: sized(response), body: ResponseBody(byteBuffer: ByteBuffer(bytes: response.body)))
    }

    /// The head with the length of the body, except where there can be none.
    private static func sized(_ response: HTTP.Response) -> HTTPResponse {
        var head = response.head
        if head.status.code != 204 && head.status.code != 304 { head.headerFields[.contentLength] = String(response.body.count) }
        return head
    }
}

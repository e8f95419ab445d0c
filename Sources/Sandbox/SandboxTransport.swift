public import HTTP
import HTTPTypes

/// Carries requests to the sandbox in process, as a network would: the same faults, the same log, no socket.
public struct SandboxTransport: HTTPTransport {
    private let routes: [(host: String, port: SandboxPort)]

    /// Makes a transport that routes by host: `127.0.0.1:8801`, `api.hubapi.com`, or `*.salesforce.com` for all hosts of a domain.
    public init(_ routes: [(host: String, port: SandboxPort)]) {
        self.routes = routes
    }

    /// Sends one request to the vendor that its authority names.
    /// - Throws: `HTTPError.unreachable` for a host without a vendor, `.interrupted` where a fault breaks the connection.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        let host = request.head.authority ?? ""
        guard let port = port(for: host) else { throw .unreachable(host: host, reason: "no vendor of the sandbox has this host") }
        if Task.isCancelled { throw .cancelled }
        switch port.handle(request) {
        case .respond(let response):
            guard response.body.count <= request.maximumResponseBytes else { throw .tooLarge(limit: request.maximumResponseBytes) }
            return response
        case .respondSlowly(let response, let delay):
            // Time passes on the sandbox's clock instead of the caller's, so that a test does not wait.
            port.clock.advance(by: min(delay, request.timeout))
            guard delay <= request.timeout else { throw .interrupted(host: host, reason: "timed out") }
            return response
        case .drip(let response, let pieces, let pause):
            let delay = pause * pieces
            port.clock.advance(by: min(delay, request.timeout))
            guard delay <= request.timeout else { throw .interrupted(host: host, reason: "timed out") }
            return response
        case .drop, .dropAfterEffect: throw .interrupted(host: host, reason: "the connection was closed without an answer")
        case .cut: throw .interrupted(host: host, reason: "the connection was closed inside the body")
        }
    }

    private func port(for host: String) -> SandboxPort? {
        routes.first { route in
            if route.host.hasPrefix("*.") { return host.hasSuffix(route.host.dropFirst()) }
            return route.host == host
        }?.port
    }
}

import HTTP
import Synchronization

/// Hands requests on and keeps the last answer as it came, before anything is read out of it.
final class FixtureTape: HTTPTransport {
    private let transport: any HTTPTransport
    private let kept = Mutex<Response?>(nil)

    init(_ transport: any HTTPTransport) {
        self.transport = transport
    }

    /// The last answer; nil before the first, and after one that did not come.
    var last: Response? { kept.withLock { $0 } }

    func send(_ request: Request) async throws(HTTPError) -> Response {
        kept.withLock { $0 = nil }
        let response = try await transport.send(request)
        kept.withLock { $0 = response }
        return response
    }
}

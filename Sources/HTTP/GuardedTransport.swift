import HTTPTypes

/// Lets calls pass to the hosts of one remote only, and follows the redirects of reads, each hop held against the same list.
///
/// Promises: at most five hops; nothing that could be a credential leaves the scheme, host and port it was meant for; https never
/// becomes http; a write's redirect is its answer.
public struct GuardedTransport: HTTPTransport {
    private static let maximumHops = 5
    private let hosts: HostAllowList
    private let base: any HTTPTransport

    /// Guards the way to the given transport.
    public init(_ base: any HTTPTransport, hosts: HostAllowList) {
        self.base = base
        self.hosts = hosts
    }

    /// Sends one request and waits for the whole answer, of the last hop if there were redirects.
    ///
    /// Throws: `hostRefused` before anything is sent to a host that is not listed; what the transport throws.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        var request = request
        try hosts.check(WebURL(of: request))
        var response = try await base.send(request)
        for _ in 0..<GuardedTransport.maximumHops {
            guard let next = try Redirect.next(after: request, answeredBy: response.head, hosts: hosts) else { break }
            request = next
            response = try await base.send(request)
        }
        return response
    }

    /// Sends one request and returns with the head of the last hop.
    ///
    /// Throws: as `send`.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse {
        var request = request
        try hosts.check(WebURL(of: request))
        var response = try await base.stream(request)
        for _ in 0..<GuardedTransport.maximumHops {
            guard let next = try Redirect.next(after: request, answeredBy: response.head, hosts: hosts) else { break }
            request = next
            response = try await base.stream(request)
        }
        return response
    }
}

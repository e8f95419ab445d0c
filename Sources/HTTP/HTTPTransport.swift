/// Whatever carries one request to a remote and brings its answer back: libcurl when live, the sandbox in process in tests.
public protocol HTTPTransport: Sendable {
    /// Sends one request and waits for the whole answer; any status is an answer, not an error.
    func send(_ request: Request) async throws(HTTPError) -> Response
}

/// Whatever carries one request to a remote and brings its answer back: libcurl when live, the sandbox in process in tests.
public protocol HTTPTransport: Sendable {
    /// Sends one request and waits for the whole answer; any status is an answer, not an error.
    func send(_ request: Request) async throws(HTTPError) -> Response

    /// Sends one request and returns as soon as the answer's head is there; the body is read piece by piece as the caller takes it.
    func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse
}

extension HTTPTransport {
    /// Waits for the whole answer and hands its body out as one piece, for transports that have nothing to stream.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse {
        let response = try await send(request)
        return StreamedResponse(head: response.head, body: BodyStream(bytes: response.body))
    }
}

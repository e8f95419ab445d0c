import HTTPTypes

/// One exchange as it may be shown: no header, no body, no secret of the URL.
public struct Exchange: Sendable, Equatable {
    /// The method.
    public let method: String
    /// The redacted URL.
    public let url: String
    /// The answer's status; nil if none came.
    public let status: Int?
    /// Why no answer came; nil if one did.
    public let error: HTTPError?
    /// How long it took, until the head alone for a streamed answer.
    public let elapsed: Duration
    /// The request's body.
    ///
    /// Units: bytes.
    public let sentBytes: Int
    /// The answer's body, decompressed; 0 for a streamed one.
    ///
    /// Units: bytes.
    public let receivedBytes: Int
}

/// Who is told of each exchange.
public struct Trace: Sendable {
    /// Called once for each exchange, retries and redirects included, from any thread.
    public let record: @Sendable (Exchange) -> Void

    /// Wraps a listener.
    public init(_ record: @escaping @Sendable (Exchange) -> Void) { self.record = record }
}

/// Tells a trace of every exchange of the transport it wraps.
public struct TracingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let trace: Trace
    private let ticker: Ticker

    /// Wraps a transport.
    public init(_ base: any HTTPTransport, trace: Trace, ticker: Ticker = .live) {
        self.base = base
        self.trace = trace
        self.ticker = ticker
    }

    /// Sends one request and waits for the whole answer.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        let start = ticker.now()
        do {
            let response = try await base.send(request)
            record(request, since: start, status: response.head.status.code, received: response.body.count)
            return response
        } catch {
            record(request, since: start, error: error)
            throw error
        }
    }

    /// Sends one request and returns with the answer's head.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse {
        let start = ticker.now()
        do {
            let response = try await base.stream(request)
            record(request, since: start, status: response.head.status.code)
            return response
        } catch {
            record(request, since: start, error: error)
            throw error
        }
    }

    private func record(_ request: Request, since start: Duration, status: Int? = nil, error: HTTPError? = nil, received: Int = 0) {
        trace.record(
            Exchange(
                method: request.head.method.rawValue, url: Redaction.url(of: request), status: status, error: error,
                elapsed: ticker.now() - start, sentBytes: request.body.count, receivedBytes: received))
    }
}

import HTTPTypes

/// Tries reads again when the way or the remote failed; writes pass through once, whatever happens (R11).
public struct RetryingTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let policy: RetryPolicy
    private let ticker: Ticker
    private let random: @Sendable () -> UInt64

    /// Wraps a transport.
    public init(
        _ base: any HTTPTransport, policy: RetryPolicy = RetryPolicy(), ticker: Ticker = .live,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.base = base
        self.policy = policy
        self.ticker = ticker
        self.random = random
    }

    /// Sends one request, a read again while the policy allows; then the last answer or error stands.
    ///
    /// Throws: `budgetSpent` when the remote asks for a wait beyond the policy's patience; else what the transport throws.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        guard request.isRead else { return try await base.send(request) }
        var attempt = 1
        while true {
            let result: Result<Response, HTTPError>
            do throws(HTTPError) { result = .success(try await base.send(request)) } catch { result = .failure(error) }
            guard isWorthAnother(result) else { return try result.get() }
            switch policy.delay(attempt: attempt, retryAfter: (try? result.get())?.retryAfter(), random: random()) {
            case .giveUp: return try result.get()
            case .tooLong(let wait): throw .budgetSpent(seconds: Int(clamping: wait.components.seconds))
            case .wait(let wait): try await ticker.wait(wait)
            }
            attempt += 1
        }
    }

    /// Sends one request once: a body that has begun to flow cannot be taken back.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse { try await base.stream(request) }

    private func isWorthAnother(_ result: Result<Response, HTTPError>) -> Bool {
        switch result {
        case .success(let response): policy.statuses.contains(response.head.status.code)
        case .failure(.unreachable), .failure(.interrupted): true
        case .failure: false
        }
    }
}

import HTTPTypes
import Synchronization

/// Keeps calls away from a remote while its circuit breaker is open.
public final class BreakerTransport: HTTPTransport {
    private let base: any HTTPTransport
    private let ticker: Ticker
    private let downStatuses: Set<Int>
    private let breaker: Mutex<CircuitBreaker>

    /// Wraps a transport; an answer with one of `downStatuses` counts as a failure, any other as life.
    public init(
        _ base: any HTTPTransport, breaker: CircuitBreaker = CircuitBreaker(), ticker: Ticker = .live,
        downStatuses: Set<Int> = [500, 502, 503, 504]
    ) {
        self.base = base
        self.ticker = ticker
        self.downStatuses = downStatuses
        self.breaker = Mutex(breaker)
    }

    /// True while the remote is left alone.
    public var isOpen: Bool { breaker.withLock { $0.isOpen } }

    /// Sends one request unless the breaker is open.
    ///
    /// Throws: `circuitOpen` with nothing sent; else what the transport throws.
    public func send(_ request: Request) async throws(HTTPError) -> Response {
        try admit(request)
        do {
            let response = try await base.send(request)
            settle(response.head.status.code)
            return response
        } catch {
            settle(error)
            throw error
        }
    }

    /// Sends one request unless the breaker is open; the head decides about the remote's health.
    ///
    /// Throws: as `send`.
    public func stream(_ request: Request) async throws(HTTPError) -> StreamedResponse {
        try admit(request)
        do {
            let response = try await base.stream(request)
            settle(response.head.status.code)
            return response
        } catch {
            settle(error)
            throw error
        }
    }

    private func admit(_ request: Request) throws(HTTPError) {
        let now = ticker.now()
        guard let wait = breaker.withLock({ $0.refusal(at: now) }) else { return }
        let seconds = max(1, Int(clamping: wait.components.seconds) + (wait.components.attoseconds > 0 ? 1 : 0))
        throw .circuitOpen(host: request.head.authority ?? "", seconds: seconds)
    }

    private func settle(_ status: Int) {
        let now = ticker.now()
        breaker.withLock { $0.record(downStatuses.contains(status) ? .failure : .success, at: now) }
    }

    private func settle(_ error: HTTPError) {
        let now = ticker.now()
        let outcome: CircuitBreaker.Outcome =
            switch error {
            case .unreachable, .interrupted: .failure
            case .tooLarge: .success
            case .hostRefused, .badURL, .circuitOpen, .budgetSpent, .cancelled: .noVerdict
            }
        breaker.withLock { $0.record(outcome, at: now) }
    }
}

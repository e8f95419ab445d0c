/// Why no usable answer came. Facts only: no header, query or body ever stands in one.
public enum HTTPError: Error, Sendable, Equatable {
    /// The host is not on the remote's list, so nothing was sent.
    case hostRefused(host: String)
    /// The URL could not be used, so nothing was sent.
    case badURL(String)
    /// No connection could be made, so nothing was sent: name resolution, refused, proxy, TLS, time ran out before.
    case unreachable(host: String, reason: String)
    /// The connection broke, or time ran out, after the request may have been seen: for a write the outcome is unknown (R11).
    case interrupted(host: String, reason: String)
    /// The answer grew past the accepted size; the request has been seen.
    case tooLarge(limit: Int)
    /// The remote's circuit breaker is open after repeated failures, so nothing was sent.
    case circuitOpen(host: String, seconds: Int)
    /// The remote's budget does not allow the call before the given number of seconds.
    case budgetSpent(seconds: Int)
    /// The caller was cancelled: nothing was sent, or it was a read. A write under way ends as `interrupted` instead (R11).
    case cancelled

    /// True when the remote has certainly not seen the request, so that even a write may be sent again.
    public var isBeforeSending: Bool {
        switch self {
        case .hostRefused, .badURL, .unreachable, .circuitOpen, .budgetSpent, .cancelled: true
        case .interrupted, .tooLarge: false
        }
    }
}

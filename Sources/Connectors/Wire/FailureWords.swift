import HTTP

/// Failures in a few words, for reasons that are stored or shown: facts and the vendor's own words, never a header or a secret.
enum FailureWords {
    /// A failure in the remote's words.
    static func of(_ failure: Failure) -> String {
        let parts = [failure.status.map { "status \($0)" }, failure.code, failure.message].compactMap { $0 }
        return parts.isEmpty ? failure.failureClass.rawValue : parts.joined(separator: ": ")
    }

    /// Why a request did not leave that was held up too long.
    static let late = "the time had passed after which it may not be sent"

    /// Why no answer came.
    static func of(_ error: HTTPError) -> String {
        switch error {
        case .hostRefused(let host): "the host \(host) is not allowed"
        case .badURL(let reason): "the address cannot be used: \(reason)"
        case .unreachable(let host, let reason): "\(host) cannot be reached: \(reason)"
        case .interrupted(let host, let reason): "\(host) broke off: \(reason)"
        case .tooLarge(let limit): "the answer is larger than \(limit) bytes"
        case .circuitOpen(let host, _): "\(host) kept failing and is left alone"
        case .budgetSpent: "the budget is spent"
        case .cancelled: "cancelled"
        }
    }

    /// Why a connector could not do what it was asked.
    static func of(_ error: ConnectorError) -> String {
        switch error {
        case .refused(_, let failure): of(failure)
        case .unreachable(_, let reason, _), .credentials(_, let reason): reason
        case .deferred(_, let seconds): "deferred for \(seconds) s"
        case .unreadable(let place, let line, let found): "\(place), line \(line): \(found)"
        case .unsupported(let place, let what): "\(place): \(what)"
        case .repeatedPage: "the same page came twice"
        case .cancelled: "cancelled"
        }
    }
}

import Model
import Synchronization

/// What a connector has asked of its remote so far, and what the remote says is left.
public struct Usage: Sendable, Equatable {
    /// All requests, also those for credentials.
    public var calls = 0
    /// The requests for credentials among them.
    public var tokenCalls = 0
    /// Requests by the manifest's place.
    public var byPlace: [String: Int] = [:]
    /// Requests left of the quota, as the remote said last; nil if it says nothing.
    public var quotaLeft: Int?
    /// The quota.
    public var quotaSize: Int?

    /// Nothing asked yet.
    public init() {}
}

/// Counts the exchanges of one remote and learns its clock.
final class Meter: Sendable {
    private struct State {
        var usage = Usage()
        var offset = ClockOffset()
    }

    private let state = Mutex(State())

    /// The counts.
    var usage: Usage { state.withLock { $0.usage } }

    /// The offset of the remote's clock.
    var offset: (median: Duration, uncertainty: Duration)? { state.withLock { $0.offset.measured } }

    /// Counts a request.
    func count(place: String) {
        state.withLock {
            $0.usage.calls += 1
            $0.usage.byPlace[place, default: 0] += 1
            if place == "auth.obtain" { $0.usage.tokenCalls += 1 }
        }
    }

    /// Takes how far the remote's clock was ahead in one exchange, in milliseconds.
    /// Starts from what an earlier run measured, until this one has measured itself.
    func know(offset: Duration) {
        state.withLock { $0.offset.know(offset) }
    }

    func take(offset: Int64, elapsed: Duration) {
        state.withLock { $0.offset.take(offset: offset, elapsed: elapsed) }
    }

    /// Takes what the remote says is left.
    func take(quotaLeft left: Int, of size: Int?) {
        state.withLock {
            $0.usage.quotaLeft = left
            if let size { $0.usage.quotaSize = size }
        }
    }
}

/// How often and after how long a read is tried again. A value, so that whoever classes errors by vendor can ask it too.
public struct RetryPolicy: Sendable, Equatable {
    /// What to do after a failed try.
    public enum Step: Sendable, Equatable {
        /// Try again after so long.
        case wait(Duration)
        /// Take the failure as it is.
        case giveUp
        /// The remote asks for more patience than is reasonable: leave it alone for so long.
        case tooLong(Duration)
    }

    /// The tries in all, the first included.
    public var attempts: Int
    /// The longest wait before the second try; it doubles with each further one.
    public var base: Duration
    /// No wait of our own is longer.
    public var cap: Duration
    /// A Retry-After beyond it ends the tries.
    public var patience: Duration
    /// The statuses that are worth another try.
    public var statuses: Set<Int>

    /// Describes a policy.
    public init(
        attempts: Int = 4, base: Duration = .milliseconds(500), cap: Duration = .seconds(30), patience: Duration = .seconds(120),
        statuses: Set<Int> = Set(500...599).union([408, 425, 429])
    ) {
        self.attempts = attempts
        self.base = base
        self.cap = cap
        self.patience = patience
        self.statuses = statuses
    }

    /// What to do after the given try failed.
    ///
    /// Promises: never shorter than what the remote asked for; else between half and the whole of the doubled base, so that callers
    /// that failed together do not come back together.
    /// Units: `attempt` counts from 1; `random` is any 64 bits.
    public func delay(attempt: Int, retryAfter: Duration?, random: UInt64) -> Step {
        if let retryAfter, retryAfter > patience { return .tooLong(retryAfter) }
        guard attempt < attempts else { return .giveUp }
        let doubled = min(cap, base * (1 << min(max(0, attempt - 1), 20)))
        let own = doubled / 2 + doubled / 2 / 1024 * Int(random % 1025)
        guard let retryAfter else { return .wait(own) }
        // A little on top, for the same reason.
        return .wait(retryAfter + min(own, base))
    }
}

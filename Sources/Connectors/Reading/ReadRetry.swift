/// Decides what follows a read that failed. A pure state of one read: every failure goes in, what to do comes out.
struct ReadRetry: Sendable, Equatable {
    /// What to do next.
    enum Next: Sendable, Equatable {
        /// Send it again after a pause.
        case again(after: Duration)
        /// Obtain credentials again, then send it again.
        case renew
        /// Leave it for now: the wait is longer than a run should sit still.
        case deferred(seconds: Int)
        /// It failed.
        case giveUp
    }

    /// How often it is tried in all.
    static let mostAttempts = 5
    /// How long its pauses may be together.
    static let longestWait = Duration.seconds(120)

    private var attempts = 1
    private var throttles = 0
    private var waited = Duration.zero
    private var hasRenewed = false

    /// Takes one failure; `backoff` gives the pause after that many tries where the remote names none.
    mutating func next(after failure: Failure, backoff: (Int) -> Duration) -> Next {
        switch failure.failureClass {
        case .auth:
            if hasRenewed { return .giveUp }
            hasRenewed = true
            return .renew
        case .retry:
            attempts += 1
            guard attempts <= Self.mostAttempts else { return .giveUp }
            return pause(failure.wait ?? backoff(attempts - 1))
        case .throttled:
            throttles += 1
            return pause(failure.wait ?? backoff(throttles))
        default: return .giveUp
        }
    }

    private mutating func pause(_ wanted: Duration) -> Next {
        let pause = max(wanted, .milliseconds(1))
        guard waited + pause <= Self.longestWait else {
            return .deferred(seconds: Int(clamping: (pause.components.seconds) + 1))
        }
        waited += pause
        return .again(after: pause)
    }
}

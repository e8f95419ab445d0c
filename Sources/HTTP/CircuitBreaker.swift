/// Whether a remote that keeps failing is asked at all (R35): closed while it works, open after failures in a row, and after a
/// pause one probe decides.
///
/// Promises: pure; time comes in with each event and only has to move forward.
public struct CircuitBreaker: Sendable, Equatable {
    /// How a call ended, as far as the remote's health goes.
    public enum Outcome: Sendable, Equatable {
        /// The remote answered.
        case success
        /// It could not be reached, broke off, or said that it is down.
        case failure
        /// The call says nothing about the remote, as one the caller gave up.
        case noVerdict
    }

    private enum State: Sendable, Equatable {
        case closed(failures: Int)
        case open(until: Duration, pause: Duration)
        case probing(pause: Duration)
    }

    private let threshold: Int
    private let pause: Duration
    private let longestPause: Duration
    private var state = State.closed(failures: 0)

    /// A closed breaker that opens after `threshold` failures in a row, at first for `pause`, doubled with each failed probe.
    public init(threshold: Int = 5, pause: Duration = .seconds(15), longestPause: Duration = .seconds(300)) {
        self.threshold = max(1, threshold)
        self.pause = pause
        self.longestPause = max(pause, longestPause)
    }

    /// True while calls are refused or only a probe is out.
    public var isOpen: Bool {
        if case .closed = state { false } else { true }
    }

    /// Asks to make a call: nil lets it go, else how long to stay away.
    ///
    /// Promises: of the calls that ask after the pause exactly one goes, until its outcome is known.
    public mutating func refusal(at now: Duration) -> Duration? {
        switch state {
        case .closed: return nil
        case .open(let until, let pause):
            guard now >= until else { return until - now }
            state = .probing(pause: pause)
            return nil
        case .probing(let pause): return pause
        }
    }

    /// Tells how a call that went ended.
    public mutating func record(_ outcome: Outcome, at now: Duration) {
        switch (state, outcome) {
        case (.closed, .success): state = .closed(failures: 0)
        case (.closed(let failures), .failure):
            state = failures + 1 < threshold ? .closed(failures: failures + 1) : .open(until: now + pause, pause: pause)
        case (.probing, .success): state = .closed(failures: 0)
        case (.probing(let last), .failure):
            let longer = min(longestPause, last * 2)
            state = .open(until: now + longer, pause: longer)
        // The next call is the probe then.
        case (.probing(let last), .noVerdict): state = .open(until: now, pause: last)
        // A call that began before the breaker opened: only proof of life counts.
        case (.open, .success): state = .closed(failures: 0)
        case (.closed, .noVerdict), (.open, .failure), (.open, .noVerdict): break
        }
    }
}

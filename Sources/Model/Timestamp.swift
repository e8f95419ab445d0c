/// An instant, in milliseconds since 1970-01-01T00:00:00Z. Source: every clock of the agent and every time read from a remote.
public struct Timestamp: Hashable, Comparable, Sendable, Codable {
    /// Milliseconds since the epoch, UTC; may be negative.
    public var milliseconds: Int64

    /// Makes an instant from milliseconds since the epoch.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
    }

    /// Makes an instant from whole seconds since the epoch.
    public init(seconds: Int64) {
        self.milliseconds = seconds * 1000
    }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 { (milliseconds - (((milliseconds % 1000) + 1000) % 1000)) / 1000 }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant later by a duration (earlier if it is negative), to the millisecond.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds + duration.milliseconds)
    }

    /// The instant earlier by a duration.
    public static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        Timestamp(milliseconds: instant.milliseconds - duration.milliseconds)
    }

    /// The time from the right instant to the left.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }

    /// The same instant rounded down to a resolution, for comparing with a remote that keeps less.
    public func truncated(to resolution: Duration) -> Timestamp {
        let step = max(1, resolution.milliseconds)
        let rest = ((milliseconds % step) + step) % step
        return Timestamp(milliseconds: milliseconds - rest)
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded towards zero.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        return seconds * 1000 + attoseconds / 1_000_000_000_000_000
    }
}

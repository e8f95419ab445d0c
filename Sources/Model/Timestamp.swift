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
        self.milliseconds = Self.kept(seconds.multipliedReportingOverflow(by: 1000), isNegative: seconds < 0)
    }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 { milliseconds / 1000 - (milliseconds % 1000 < 0 ? 1 : 0) }

    /// Orders by time.
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    /// The instant later by a duration (earlier if it is negative), to the millisecond.
    public static func + (instant: Timestamp, duration: Duration) -> Timestamp {
        instant.moved(instant.milliseconds.addingReportingOverflow(duration.milliseconds), back: duration < .zero)
    }

    /// The instant earlier by a duration.
    public static func - (instant: Timestamp, duration: Duration) -> Timestamp {
        instant.moved(instant.milliseconds.subtractingReportingOverflow(duration.milliseconds), back: duration > .zero)
    }

    /// The time from the right instant to the left.
    public static func - (left: Timestamp, right: Timestamp) -> Duration {
        .milliseconds(left.milliseconds) - .milliseconds(right.milliseconds)
    }

    /// The result of a sum; where it does not fit, the first or last instant there is, since others send numbers of any size.
    private func moved(_ sum: (partialValue: Int64, overflow: Bool), back: Bool) -> Timestamp {
        Timestamp(milliseconds: Self.kept(sum, isNegative: back))
    }

    private static func kept(_ result: (partialValue: Int64, overflow: Bool), isNegative: Bool) -> Int64 {
        result.overflow ? (isNegative ? .min : .max) : result.partialValue
    }

    /// The same instant rounded down to a resolution, for comparing with a remote that keeps less.
    public func truncated(to resolution: Duration) -> Timestamp {
        let step = max(1, resolution.milliseconds)
        let rest = ((milliseconds % step) + step) % step
        return moved(milliseconds.subtractingReportingOverflow(rest), back: true)
    }
}

extension Duration {
    /// The duration in whole milliseconds, rounded towards zero.
    public var milliseconds: Int64 {
        let (seconds, attoseconds) = components
        let (whole, isOver) = seconds.multipliedReportingOverflow(by: 1000)
        if isOver { return seconds < 0 ? .min : .max }
        let (sum, isOut) = whole.addingReportingOverflow(attoseconds / 1_000_000_000_000_000)
        return isOut ? (seconds < 0 ? .min : .max) : sum
    }
}

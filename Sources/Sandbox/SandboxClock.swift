public import Model
import Synchronization

/// The sandbox's own time: starts where it is told, ticks with real time or stands still, and jumps ahead on request.
/// Index lag, rate windows, late commits and lifetimes of tokens all follow it.
public final class SandboxClock: WallClock {
    private struct Reading: Sendable {
        var start: Timestamp
        var began: ContinuousClock.Instant?
    }

    private let reading: Mutex<Reading>

    /// Makes a clock that starts at an instant and ticks, or stands still (`pinned`) until it is advanced.
    public init(startingAt start: Timestamp, pinned: Bool = false) {
        reading = Mutex(Reading(start: start, began: pinned ? nil : ContinuousClock.now))
    }

    /// The sandbox's current instant.
    public func now() -> Timestamp {
        reading.withLock { reading in
            guard let began = reading.began else { return reading.start }
            return reading.start + (ContinuousClock.now - began)
        }
    }

    /// Jumps ahead by a duration.
    public func advance(by duration: Duration) {
        // Part of a millisecond counts as one: who waits for less than that must not find that no time has passed.
        let whole = Duration.milliseconds(duration.milliseconds)
        reading.withLock { $0.start = $0.start + (whole < duration ? whole + .milliseconds(1) : whole) }
    }
}

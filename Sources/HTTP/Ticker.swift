/// Elapsed time and waiting as this target sees them; injected, so that a test or a simulation decides how time passes.
public struct Ticker: Sendable {
    /// Time since some fixed moment; never goes back.
    public let now: @Sendable () -> Duration
    /// Waits for so long; throws only when the task is cancelled.
    public let sleep: @Sendable (Duration) async throws -> Void

    /// Makes one of two functions.
    public init(now: @escaping @Sendable () -> Duration, sleep: @escaping @Sendable (Duration) async throws -> Void) {
        self.now = now
        self.sleep = sleep
    }

    /// Makes one of a clock.
    public init<Time: Clock>(_ clock: Time) where Time.Duration == Duration {
        let start = clock.now
        now = { start.duration(to: clock.now) }
        sleep = { try await clock.sleep(for: $0) }
    }

    /// This machine's monotonic time.
    public static var live: Ticker { Ticker(ContinuousClock()) }

    /// Waits for so long.
    ///
    /// Throws: `cancelled` when the task is.
    func wait(_ duration: Duration) async throws(HTTPError) {
        do { try await sleep(duration) } catch { throw .cancelled }
    }
}

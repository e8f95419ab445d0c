import HTTP
import Synchronization

/// Time that passes only by sleeping: a sleep moves it to its end at once.
final class ManualTime: Sendable {
    private let elapsed = Mutex(Duration.zero)
    private let taken = Mutex<[Duration]>([])

    /// The pauses that were slept, in order.
    var sleeps: [Duration] { taken.withLock { $0 } }
    var now: Duration { elapsed.withLock { $0 } }

    func advance(_ duration: Duration) { elapsed.withLock { $0 += duration } }

    var ticker: Ticker {
        Ticker(
            now: { self.now },
            sleep: { pause in
                try Task.checkCancellation()
                self.taken.withLock { $0.append(pause) }
                self.advance(pause)
                await Task.yield()
            })
    }
}

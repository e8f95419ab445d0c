import Model
import Synchronization

/// A clock that stands until a test moves it.
final class ManualClock: WallClock {
    private let instant: Mutex<Timestamp>

    init(_ start: Timestamp = Timestamp(seconds: 1_800_000_000)) {
        instant = Mutex(start)
    }

    func now() -> Timestamp { instant.withLock { $0 } }

    func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }

    func set(_ time: Timestamp) { instant.withLock { $0 = time } }
}

/// Random bits from a seed, the same on every machine. Source: SplitMix64.
final class SeededBits: Randomness {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64) {
        state = Mutex(seed)
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    /// A number below a bound.
    func below(_ bound: Int) -> Int { Int(next() % UInt64(max(1, bound))) }

    /// True in so many of a hundred cases.
    func chance(_ percent: Int) -> Bool { below(100) < percent }

    /// One of the elements; nil of none.
    func pick<T>(_ elements: [T]) -> T? { elements.isEmpty ? nil : elements[below(elements.count)] }
}

import Model
import Synchronization

/// All chance of one simulation: numbers that follow from a seed and a name, so that drawing more of one kind changes no other.
final class Chance: Randomness {
    private let state: Mutex<UInt64>

    init(_ seed: UInt64, _ stream: String) {
        state = Mutex(stream.utf8.reduce(seed &* 0x9E37_79B9_7F4A_7C15 &+ 0x1234_5678) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 })
    }

    func next() -> UInt64 {
        state.withLock { state in
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    func below(_ bound: Int) -> Int { bound > 0 ? Int(next() % UInt64(bound)) : 0 }

    func happens(_ percent: Int) -> Bool { below(100) < percent }

    func pick<Element>(_ elements: [Element]) -> Element? { elements.isEmpty ? nil : elements[below(elements.count)] }
}

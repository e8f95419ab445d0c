/// A small generator of random bits whose whole sequence follows from its seed. Source: SplitMix64.
public struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts a sequence.
    public init(seed: UInt64) {
        state = seed
    }

    /// Starts the sequence of a named stream of a seed, independent of the seed's other streams.
    public init(seed: UInt64, stream: String) {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in stream.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        self.init(seed: seed ^ hash)
        _ = next()
    }

    /// The next 64 bits.
    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }

    /// A number from 0 up to a bound, without it; 0 for a bound below 1.
    public mutating func below(_ bound: Int) -> Int {
        bound < 1 ? 0 : Int(next() % UInt64(bound))
    }

    /// True in that many of a thousand draws.
    public mutating func chance(perMille: Int) -> Bool {
        below(1000) < perMille
    }

    /// One of several values.
    /// Promises: `values` must not be empty; the fallback answers for an empty list.
    public mutating func pick<Value>(_ values: [Value], else fallback: Value) -> Value {
        values.isEmpty ? fallback : values[below(values.count)]
    }

    /// One of several texts; empty for none.
    public mutating func pick(_ values: [String]) -> String {
        pick(values, else: "")
    }
}

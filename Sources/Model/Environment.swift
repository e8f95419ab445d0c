/// The wall clock as the agent sees it; injected, so that a test or a simulation decides what time it is.
public protocol WallClock: Sendable {
    /// The current instant.
    func now() -> Timestamp
}

/// A source of random bits; injected, so that one seed reproduces a run.
public protocol Randomness: Sendable {
    /// The next 64 random bits.
    func next() -> UInt64
}

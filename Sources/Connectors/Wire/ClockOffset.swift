import Model

/// How far a remote's clock stands from ours, learnt from its `Date` headers (R7).
struct ClockOffset: Sendable, Equatable {
    private var samples: [(offset: Int64, uncertainty: Int64)] = []
    private var known: Duration?
    private static let kept = 31

    /// Starts from an older measurement; the first answer replaces it.
    mutating func know(_ offset: Duration) { known = offset }

    /// Takes what one answer shows: its `Date` has whole seconds and was written somewhere within the exchange.
    mutating func take(offset: Int64, elapsed: Duration) {
        samples.append((offset: offset, uncertainty: elapsed.milliseconds / 2 + 500))
        if samples.count > Self.kept { samples.removeFirst() }
    }

    /// Remote minus local, as the median, and how wrong it may be; nil before the first answer. Before the fifth it is only a first
    /// guess, so it counts as twice as wrong.
    var measured: (median: Duration, uncertainty: Duration)? {
        guard !samples.isEmpty else { return known.map { ($0, .seconds(1)) } }
        let offsets = samples.map(\.offset).sorted()
        let uncertainties = samples.map(\.uncertainty).sorted()
        let factor: Int64 = samples.count < 5 ? 2 : 1
        return (.milliseconds(offsets[offsets.count / 2]), .milliseconds(uncertainties[uncertainties.count / 2] * factor))
    }

    static func == (left: ClockOffset, right: ClockOffset) -> Bool {
        left.samples.elementsEqual(right.samples) { $0 == $1 }
    }
}

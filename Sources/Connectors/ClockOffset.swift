import Model

/// How far a remote's clock stands from ours, learnt from its `Date` headers (R7).
struct ClockOffset: Sendable, Equatable {
    private var samples: [(offset: Int64, uncertainty: Int64)] = []
    private static let kept = 31
    private static let needed = 5

    /// Takes one answer's date, which has whole seconds: the remote's instant lies between it and one second later.
    mutating func take(date: Timestamp, sent: Timestamp, received: Timestamp) {
        let middle = (sent.milliseconds + received.milliseconds) / 2
        let trip = max(0, received.milliseconds - sent.milliseconds)
        samples.append((offset: date.milliseconds + 500 - middle, uncertainty: trip / 2 + 500))
        if samples.count > Self.kept { samples.removeFirst() }
    }

    /// Remote minus local, as the median, and how wrong it may be; nil before five answers.
    var measured: (median: Duration, uncertainty: Duration)? {
        guard samples.count >= Self.needed else { return nil }
        let offsets = samples.map(\.offset).sorted()
        let uncertainties = samples.map(\.uncertainty).sorted()
        return (.milliseconds(offsets[offsets.count / 2]), .milliseconds(uncertainties[uncertainties.count / 2]))
    }

    static func == (left: ClockOffset, right: ClockOffset) -> Bool {
        left.samples.elementsEqual(right.samples) { $0 == $1 }
    }
}

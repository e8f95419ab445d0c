/// The cost spent within the last span of time. Spendings close together are kept as one, at the later moment, so that the
/// memory is bounded and the count never too low.
struct MovingWindow: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        let opened: Duration
        var at: Duration
        var cost: Int
    }

    private static let parts = 1000
    private let span: Duration
    private var entries: [Entry] = []
    /// The cost within the span, as of the last `expire`.
    private(set) var total = 0

    init(span: Duration) { self.span = span }

    /// Forgets what has left the window.
    mutating func expire(at now: Duration) {
        let gone = entries.prefix { $0.at + span <= now }
        guard !gone.isEmpty else { return }
        total -= gone.reduce(0) { $0 + $1.cost }
        entries.removeFirst(gone.count)
    }

    /// Counts a cost at the given moment.
    mutating func add(_ cost: Int, at now: Duration) {
        guard cost > 0 else { return }
        total += cost
        if let last = entries.last, now - last.opened < span / MovingWindow.parts {
            entries[entries.count - 1].at = now
            entries[entries.count - 1].cost += cost
        } else {
            entries.append(Entry(opened: now, at: now, cost: cost))
        }
    }

    /// Brings the count to what the remote says, as of now. Too much is taken from the oldest, which leaves soonest.
    mutating func set(total wanted: Int, at now: Duration) {
        if wanted > total { return add(wanted - total, at: now) }
        var excess = total - max(0, wanted)
        total -= excess
        while excess > 0, let first = entries.first {
            if first.cost > excess {
                entries[0].cost -= excess
                return
            }
            excess -= first.cost
            entries.removeFirst()
        }
    }

    /// How long until at least that much has left the window; nil if less than that is in it.
    func wait(toFree cost: Int, at now: Duration) -> Duration? {
        var freed = 0
        for entry in entries {
            freed += entry.cost
            if freed >= cost { return max(.zero, entry.at + span - now) }
        }
        return nil
    }
}

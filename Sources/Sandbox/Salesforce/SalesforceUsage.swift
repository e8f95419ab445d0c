import Model

/// The calls of the last 24 hours, by the minute: the org's daily limit is a window that rolls. Source: VENDORS.md 1.8.
struct SalesforceUsage: Sendable {
    private var minutes: [(minute: Int64, calls: Int)] = []
    private(set) var used = 0

    /// Counts a call if the limit allows it, and says whether it does.
    mutating func admits(limit: Int, at now: Timestamp) -> Bool {
        roll(now)
        guard used < limit else { return false }
        used += 1
        let minute = now.seconds / 60
        if minutes.last?.minute == minute { minutes[minutes.count - 1].calls += 1 } else { minutes.append((minute, 1)) }
        return true
    }

    private mutating func roll(_ now: Timestamp) {
        let first = now.seconds / 60 - 24 * 60
        while let oldest = minutes.first, oldest.minute <= first {
            used -= oldest.calls
            minutes.removeFirst()
        }
    }
}

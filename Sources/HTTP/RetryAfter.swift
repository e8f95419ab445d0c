import HTTPTypes

/// How long an answer asks to wait.
enum RetryAfter {
    /// Reads the field of an answer; see `Response.retryAfter`.
    static func read(_ head: HTTPResponse, now: Int64?) -> Duration? {
        guard let text = head.headerFields[.retryAfter] else { return nil }
        if let seconds = seconds(text) { return seconds }
        let from = head.headerFields[.date].flatMap(HTTPDate.seconds(from:)) ?? now
        guard let until = HTTPDate.seconds(from: text), let from else { return nil }
        return .seconds(max(0, until - from))
    }

    private static func seconds(_ text: String) -> Duration? {
        // Some vendors send a fraction, as in `2.0`. Very many digits are cut to "very long", not to nothing.
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isNumber = parts.allSatisfy { $0.utf8.allSatisfy { (48...57).contains($0) } }
        guard isNumber, let whole = parts.first, !whole.isEmpty else { return nil }
        let fraction = parts.count > 1 ? Int64(digits(parts[1], 3)) ?? 0 : 0
        return .seconds(Int64(whole.prefix(10)) ?? 0) + .milliseconds(fraction)
    }

    private static func digits(_ text: Substring, _ count: Int) -> String {
        String(text.prefix(count)) + String(repeating: "0", count: max(0, count - text.count))
    }
}

extension Response {
    /// How long the remote asks to wait before the next call; nil if it does not say, or says nothing usable.
    ///
    /// Promises: never negative. A date is read against the answer's own `Date`, so the local clock plays no part; without one
    /// against `now`.
    /// Units: `now` in seconds since 1970.
    public func retryAfter(now: Int64? = nil) -> Duration? { RetryAfter.read(head, now: now) }
}

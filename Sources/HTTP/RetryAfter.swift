import HTTPTypes

extension Response {
    /// How long the remote asks to wait before the next call; nil if it does not say, or says nothing usable.
    ///
    /// Promises: never negative. A date is read against the answer's own `Date`, so the local clock plays no part; without one
    /// against `now`.
    /// Units: `now` in seconds since 1970.
    public func retryAfter(now: Int64? = nil) -> Duration? {
        guard let text = head.headerFields[.retryAfter] else { return nil }
        if let seconds = Response.seconds(text) { return seconds }
        guard let until = HTTPDate.seconds(from: text), let from = date(of: .date) ?? now else { return nil }
        return .seconds(max(0, until - from))
    }

    /// How far the remote's clock is ahead of the local one (R7), from its `Date` and the middle of the exchange; nil without one.
    /// Right to about a second, and better the shorter the exchange was.
    ///
    /// Units: milliseconds; `receivedAt` since 1970, when the answer was complete.
    public func clockOffset(receivedAt: Int64) -> Int64? {
        guard let date = date(of: .date) else { return nil }
        let parts = elapsed.components
        let took = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        // The field drops the part of the second; on average that is half of one.
        return date * 1000 + 500 - (receivedAt - took / 2)
    }

    private func date(of name: HTTPField.Name) -> Int64? {
        head.headerFields[name].flatMap(HTTPDate.seconds(from:))
    }

    private static func seconds(_ text: String) -> Duration? {
        // Some vendors send a fraction, as in `2.0`; more digits than a year has seconds are cut to "very long", not to nothing.
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
        let fraction = parts.count > 1 ? Int64(parts[1].prefix(3).padded(to: 3)) ?? 0 : 0
        return .seconds(Int64(whole.prefix(10)) ?? 0) + .milliseconds(fraction)
    }
}

extension Substring {
    fileprivate func padded(to length: Int) -> String { self + String(repeating: "0", count: Swift.max(0, length - count)) }
}

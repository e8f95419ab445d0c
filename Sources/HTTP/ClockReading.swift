import HTTPTypes

extension Response {
    /// How far the remote's clock is ahead of the local one (R7), from its `Date` and the middle of the exchange; nil without one.
    /// Right to about a second, and better the shorter the exchange was.
    ///
    /// Units: milliseconds; `receivedAt` since 1970, when the answer was complete.
    public func clockOffset(receivedAt: Int64) -> Int64? {
        guard let date = head.headerFields[.date].flatMap(HTTPDate.seconds(from:)) else { return nil }
        let parts = elapsed.components
        let took = parts.seconds * 1000 + parts.attoseconds / 1_000_000_000_000_000
        // The field drops the part of the second; on average that is half of one.
        return date * 1000 + 500 - (receivedAt - took / 2)
    }
}

import Model

/// One stretch of a listing that is paged from its first page to its last.
struct ListingSlice: Sendable, Equatable {
    /// From here on; nil from the beginning, or where the read has no window.
    var since: Timestamp?
    /// Before this.
    var until: Timestamp?
    /// True if it reads the records of the one instant `since`, by id (R28).
    var isTies = false

    /// The two halves; nil if it is too short to be split.
    func halves(resolution: Duration) -> (ListingSlice, ListingSlice)? {
        let start = since ?? Timestamp(milliseconds: 0)
        guard !isTies, let until else { return nil }
        let middle = Timestamp(milliseconds: (start.milliseconds + until.milliseconds) / 2).truncated(to: resolution)
        guard middle > start, middle < until else { return nil }
        return (ListingSlice(since: since, until: middle), ListingSlice(since: middle, until: until))
    }

    /// What follows a slice whose cap is reached (R28): the same asked anew from the last change time seen; where one instant fills the
    /// cap, that instant by id and then what lies behind it.
    /// - Returns: nil if the remote cannot list one instant.
    func beyondCap(lastSeen: Timestamp, resolution: Duration, hasTies: Bool) -> [ListingSlice]? {
        let instant = lastSeen.truncated(to: resolution)
        if instant > since?.truncated(to: resolution) ?? Timestamp(milliseconds: .min / 2) {
            return [ListingSlice(since: instant, until: until)]
        }
        guard hasTies else { return nil }
        return [ListingSlice(since: instant, until: nil, isTies: true), ListingSlice(since: instant + resolution, until: until)]
    }
}

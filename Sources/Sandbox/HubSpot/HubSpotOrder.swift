/// Ids in the order of a number, then of the id itself: what makes a page of changes a slice and not a scan.
struct HubSpotOrder: Sendable {
    /// One place in the order.
    struct Entry: Comparable, Hashable, Sendable {
        var key: Int64
        var id: Int64

        static func < (left: Entry, right: Entry) -> Bool { (left.key, left.id) < (right.key, right.id) }
    }

    /// The entries, sorted.
    private(set) var entries: [Entry] = []

    /// Puts many entries in order at once.
    init(_ entries: [Entry] = []) {
        self.entries = entries.sorted()
    }

    /// Adds an entry unless it is there.
    mutating func insert(_ id: Int64, key: Int64 = 0) {
        let entry = Entry(key: key, id: id)
        let place = self.place(of: entry)
        if place < entries.count, entries[place] == entry { return }
        entries.insert(entry, at: place)
    }

    /// Removes an entry if it is there.
    mutating func remove(_ id: Int64, key: Int64 = 0) {
        let entry = Entry(key: key, id: id)
        let place = self.place(of: entry)
        if place < entries.count, entries[place] == entry { entries.remove(at: place) }
    }

    /// The places whose keys lie within both bounds.
    func range(from low: Int64, through high: Int64) -> Range<Int> {
        guard low <= high else { return 0..<0 }
        let start = place(of: Entry(key: low, id: .min))
        let end = high == .max ? entries.count : place(of: Entry(key: high + 1, id: .min))
        return start..<max(start, end)
    }

    /// The first place that is not before an entry.
    func place(of entry: Entry) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle] < entry { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

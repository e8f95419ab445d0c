/// Chooses among the ways of a read or write: the same everywhere. Source: CONNECTORS.md 2.8, X18, X19.
enum WayChoice {
    /// What is known of a way.
    struct Way: Equatable {
        var from: Int
        var batch: Int?
    }

    /// The way for so many operations, ids or records; nil if there is none at all.
    /// `alone`: true for a strict-guarded operation and for the proof that a record is gone.
    static func index(among ways: [Way], count: Int, alone: Bool) -> Int? {
        if alone, let single = ways.firstIndex(where: { $0.batch == nil }) { return single }
        let fitting = ways.indices.filter { ways[$0].from <= count }
        let best = fitting.max { (ways[$0].batch ?? 1, -$0) < (ways[$1].batch ?? 1, -$1) }
        // Where every way wants more than there is, the one that wants least.
        return best ?? ways.indices.min { (ways[$0].from, $0) < (ways[$1].from, $1) }
    }

    /// The read way for so many.
    static func read(_ ways: [ManifestReadWay], count: Int, alone: Bool = false) -> ManifestReadWay? {
        index(among: ways.map { Way(from: $0.from, batch: $0.batch?.max) }, count: count, alone: alone).map { ways[$0] }
    }

    /// The write way for so many.
    static func write(_ ways: [ManifestWriteWay], count: Int, alone: Bool = false) -> ManifestWriteWay? {
        index(among: ways.map { Way(from: $0.from, batch: $0.batch?.max) }, count: count, alone: alone).map { ways[$0] }
    }
}

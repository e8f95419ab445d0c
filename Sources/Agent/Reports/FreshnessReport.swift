import Model
import Storage

/// How old what the hub knows is, by remote and object, and what keeps it from being newer.
public struct FreshnessReport: Sendable {
    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Reads it as of now.
    public func run() throws(RunError) -> Report {
        let now = services.clock.now()
        return try services.reading { tx in
            let cursors = Dictionary(grouping: try tx.cursors.all()) { Place(remote: $0.remote, object: $0.object) }
            let failed = Dictionary(grouping: try failures(tx)) { Place(remote: $0.remote, object: $0.object) }
            let reviews = try reviews(tx)
            let places = Set(cursors.keys).union(failed.keys).union(configured).union(reviews.compactMap(\.place))
            let rows = places.sorted().map { place -> [ReportCell] in
                let own = (cursors[place] ?? []).filter { $0.stream != "deleted" }
                let known = own.flatMap { [$0.value, $0.completeAt] }.compactMap { $0 }.max()
                let deletions = (cursors[place] ?? []).filter { $0.stream == "deleted" }.compactMap(\.value).max()
                return [
                    .text(place.remote), .text(place.object), .of(known), .of(known.map { now - $0 }),
                    .of(own.compactMap(\.completeAt).max()), .of(deletions), .count(failed[place]?.count ?? 0),
                    .of(failed[place]?.map(\.since).min().map { now - $0 }), .count(reviews.count { $0.place == place }),
                ]
            }
            return Report("freshness", asOf: now, tables: [ReportTable("objects", Self.columns, rows), try hub(tx, reviews, now)])
        }
    }

    private static let columns = [
        "remote", "object", "known_until", "age", "read_whole", "deletions_until", "failed_rows", "oldest_failure", "reviews",
    ]

    /// An object of a remote.
    private struct Place: Hashable, Comparable {
        let remote: String
        let object: String

        static func < (left: Place, right: Place) -> Bool { (left.remote, left.object) < (right.remote, right.object) }
    }

    /// What config.yaml keeps in step, read or not.
    private var configured: Set<Place> {
        Set(services.settings.sync.flatMap { $0.sides.values.map { Place(remote: $0.remote, object: $0.object) } })
    }

    private func failures(_ tx: Transaction) throws -> [FailedRow] {
        var all: [FailedRow] = []
        while true {
            let page = try tx.failedRows.page(after: all.last, limit: 1_000)
            all += page
            if page.count < 1_000 { return all }
        }
    }

    /// What waits for a person: its kind, since when, and the object it is about, if it is about one.
    private func reviews(_ tx: Transaction) throws -> [(kind: String, since: Timestamp, place: Place?)] {
        var all: [Review] = []
        while true {
            let page = try tx.reviews.page(.open, after: all.last, limit: 1_000)
            all += page
            if page.count < 1_000 { break }
        }
        return all.map { item in
            let place = item.remote.flatMap { remote in item.object.map { Place(remote: remote, object: $0) } }
            return (item.kind, item.since, place)
        }
    }

    /// The hub's own work: what waits for a person by kind, what the next sync looks at, what is under way.
    private func hub(
        _ tx: Transaction, _ reviews: [(kind: String, since: Timestamp, place: Place?)], _ now: Timestamp
    ) throws -> ReportTable {
        let kinds = Dictionary(grouping: reviews, by: \.kind).sorted { $0.key < $1.key }.map { kind, items -> [ReportCell] in
            [.text("review: \(kind)"), .count(items.count), .of(items.map(\.since).min().map { now - $0 })]
        }
        let last = try tx.runs.recent(limit: 20).first { $0.command == "earn" && $0.finished != nil }
        return ReportTable(
            "hub", ["what", "count", "oldest"],
            kinds + [
                [.text("to look at by the next sync"), .count(try tx.dirty.count()), .nothing],
                [.text("under way to remotes"), .count(try tx.outbox.unsettled().count), .nothing],
                [.text("since the last earn"), .nothing, .of(last?.finished.map { now - $0 })],
            ])
    }
}

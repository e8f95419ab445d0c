import Model
import Storage

/// A page's records sorted into what the hub knows already and what must be staged. Pure: the links' last hashes go in.
struct PageStaging {
    /// A record to stage, with the entity it is linked to.
    struct Changed {
        var record: Record
        var entity: EntityID?
        var hash: Int64
    }

    let object: ObjectMapping
    let seen: [String: Seen]
    let now: Timestamp
    private(set) var unchanged = 0
    private(set) var stale = 0
    var changed: [Changed] = []
    /// Records that take no part and must not stay staged from before.
    private(set) var leaving: [String] = []

    init(object: ObjectMapping, seen: [String: Seen], now: Timestamp) {
        self.object = object
        self.seen = seen
        self.now = now
    }

    mutating func take(_ record: Record) {
        let known = seen[record.id]
        if known == nil, record.isDeleted || object.kind(of: record.values) == nil {
            // A tombstone of a record that never took part, or one that `where` leaves out: nothing to do, but an earlier staged form
            // of it must go.
            leaving.append(record.id)
            return
        }
        let hash = ContentHash.of(record)
        if let known {
            if let modified = record.modified, let last = known.modified, modified < last, !record.isDeleted {
                stale += 1
                return
            }
            let sameVersion = known.version == record.version
            if known.state == .removed || known.state == .merged {
                // Unlinked on purpose, or known by another id now: what it shows is no news.
                unchanged += 1
                return
            }
            if known.hash == hash, sameVersion || object.links.isEmpty, (known.state == .live) != record.isDeleted {
                unchanged += 1
                return
            }
        }
        changed.append(Changed(record: record, entity: known?.entity, hash: hash))
    }
}

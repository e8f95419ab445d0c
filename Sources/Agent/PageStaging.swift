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
    /// What stands on the stage already: newer than what the links know.
    let staged: [String: StagedMark]
    let now: Timestamp
    /// True if links are read again even where the record shows nothing new: a full reading finds links that moved by themselves (R29).
    let comparesLinks: Bool
    let guards: Guards
    private(set) var unchanged = 0
    private(set) var stale = 0
    var changed: [Changed] = []
    /// Records that take no part and must not stay staged from before.
    private(set) var leaving: [String] = []

    init(object: ObjectMapping, seen: [String: Seen], staged: [String: StagedMark], now: Timestamp, isFull: Bool, guards: Guards = Guards())
    {
        self.object = object
        self.seen = seen
        self.staged = staged
        self.now = now
        self.guards = guards
        comparesLinks = isFull && !object.links.isEmpty
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
        if isStale(record, than: staged[record.id]?.modified ?? known?.modified) {
            stale += 1
        } else if isKnown(record, hash: hash) {
            unchanged += 1
        } else {
            changed.append(Changed(record: record, entity: known?.entity, hash: hash))
        }
    }

    /// True for an observation older than what was seen before (R19).
    private func isStale(_ record: Record, than last: Timestamp?) -> Bool {
        guard guards.stands(.monotonic), let modified = record.modified, let last else { return false }
        return modified < last && !record.isDeleted
    }

    /// True if the record shows what stands on the stage, or else what its link remembers.
    private func isKnown(_ record: Record, hash: Int64) -> Bool {
        let known = seen[record.id]
        // Known by another id now: what it shows is no news.
        if known?.state == .merged { return true }
        if let mark = staged[record.id] { return mark.hash == hash && mark.version == record.version && mark.isDeleted == record.isDeleted }
        guard let known, guards.stands(.echo) else { return false }
        switch known.state {
        case .live:
            return !record.isDeleted && known.hash == hash && !comparesLinks && (known.version == record.version || object.links.isEmpty)
        case .gone: return record.isDeleted
        // Unlinked; only a record that changed and takes part may be back.
        case .removed: return record.isDeleted || known.hash == hash || object.kind(of: record.values) == nil
        case .merged: return true
        }
    }
}

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
    /// Records that show nothing new while what they lead to is still to be looked at.
    var doubtful: [Changed] = []
    /// Records that turned out to show nothing new, to be noted with their version.
    private(set) var seenAgain: [SeenMark] = []
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
        } else if onlyLinksMayDiffer(record, hash: hash) {
            doubtful.append(Changed(record: record, entity: known?.entity, hash: hash))
        } else {
            changed.append(Changed(record: record, entity: known?.entity, hash: hash))
        }
    }

    /// Decides about records that show nothing new, once it is known whether their links lead where they did (R18).
    mutating func settle(_ isInStep: (Changed) throws -> Bool) rethrows {
        for record in doubtful {
            if try isInStep(record) {
                unchanged += 1
                seenAgain.append(
                    SeenMark(
                        id: record.record.id, hash: record.hash, version: record.record.version, modified: record.record.modified))
            } else {
                changed.append(record)
            }
        }
        doubtful = []
    }

    /// True for a linked record of which only the links can be news: its version is another one, or everything is read again.
    private func onlyLinksMayDiffer(_ record: Record, hash: Int64) -> Bool {
        guard guards.stands(.echo), !object.links.isEmpty, staged[record.id] == nil, let known = seen[record.id] else { return false }
        return known.state == .live && !record.isDeleted && known.hash == hash
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

import Model

/// What search knows of one kind of record: the live records as they were some seconds ago. Source: VENDORS.md 2.4, eventual consistency.
struct HubSpotSearchIndex: Sendable {
    private struct Change: Sendable {
        var due: Timestamp
        var record: HubSpotRecord
    }

    /// The records as search shows them.
    private(set) var records: [Int64: HubSpotRecord] = [:]
    /// Their ids.
    private(set) var ids = HubSpotOrder()
    /// Their ids by when they last changed.
    private(set) var changes = HubSpotOrder()
    private var waiting: [Change] = []

    /// Takes in the records that a portal starts with, at once.
    init(seeded records: [Int64: HubSpotRecord] = [:]) {
        self.records = records
        ids = HubSpotOrder(records.keys.map { .init(key: 0, id: $0) })
        changes = HubSpotOrder(records.values.map { .init(key: $0.modifiedAt.milliseconds, id: $0.id) })
    }

    /// Notes a change that search shows from then on.
    mutating func note(_ record: HubSpotRecord, due: Timestamp) {
        waiting.append(Change(due: due, record: record))
    }

    /// Forgets a record at once: what was archived, merged away or purged never appears.
    mutating func forget(_ id: Int64) {
        waiting.removeAll { $0.record.id == id }
        guard let old = records.removeValue(forKey: id) else { return }
        ids.remove(id)
        changes.remove(id, key: old.modifiedAt.milliseconds)
    }

    /// Takes in every change that is due.
    mutating func catchUp(to now: Timestamp) {
        guard waiting.contains(where: { $0.due <= now }) else { return }
        // Several changes of one record may fall due together, and a slow one may fall due after a later one: order of noting decides.
        for change in waiting where change.due <= now { take(change.record) }
        waiting.removeAll { $0.due <= now }
    }

    private mutating func take(_ record: HubSpotRecord) {
        if let old = records[record.id] {
            guard old.modifiedAt <= record.modifiedAt else { return }
            changes.remove(record.id, key: old.modifiedAt.milliseconds)
        }
        records[record.id] = record
        ids.insert(record.id)
        changes.insert(record.id, key: record.modifiedAt.milliseconds)
    }
}

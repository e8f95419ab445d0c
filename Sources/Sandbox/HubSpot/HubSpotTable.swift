import Model

/// All records of one kind, live and archived, with the orders and unique values by which they are found.
struct HubSpotTable: Sendable {
    let kind: HubSpotKind
    private(set) var records: [Int64: HubSpotRecord] = [:]
    /// The ids of live records, in order.
    private(set) var live = HubSpotOrder()
    /// The ids of archived records, in order.
    private(set) var archived = HubSpotOrder()
    /// What search shows.
    var index = HubSpotSearchIndex()
    /// Who holds which value of which unique property.
    private var holders: [String: [String: Int64]]
    /// Ids that a merge replaced, each with the id that stands for it now.
    private var redirects: [Int64: Int64] = [:]
    private var nextID: Int64
    private var recycled: Int64?

    init(kind: HubSpotKind, unique: [String]) {
        self.kind = kind
        nextID = kind.firstID
        holders = Dictionary(uniqueKeysWithValues: unique.map { ($0, [:]) })
    }

    /// The record of an id, following merges; nil when there is none or it was purged.
    func record(_ id: Int64) -> HubSpotRecord? { records[current(id)] }

    /// The live record of an id, following merges.
    func liveRecord(_ id: Int64) -> HubSpotRecord? {
        guard let record = record(id), record.archivedAt == nil else { return nil }
        return record
    }

    /// The live record that holds a value in a unique property.
    func holder(of value: String, in property: String) -> HubSpotRecord? {
        holders[property]?[value].flatMap { records[$0] }
    }

    /// True when no two records may share a value of that property.
    func isUnique(_ property: String) -> Bool { holders[property] != nil }

    /// The first clash of values with what other records hold in unique properties.
    func clash(_ values: [String: String], for id: Int64?) -> HubSpotClash? {
        for (property, value) in values.sorted(by: { $0.key < $1.key }) where !value.isEmpty {
            guard let holder = holders[property]?[value], holder != id else { continue }
            return HubSpotClash(property: property, value: value, id: id ?? nextID, holder: holder)
        }
        return nil
    }

    /// Makes a record. Values must be checked, and clash with none.
    mutating func create(_ values: [String: String], at now: Timestamp, visible due: Timestamp, by source: HubSpotSource) -> HubSpotRecord {
        var record = HubSpotRecord(id: recycled ?? nextID, createdAt: now, modifiedAt: now)
        if recycled == nil { nextID += 1 }
        recycled = nil
        for (name, value) in values { _ = record.set(name, value, at: now, by: source) }
        keep(record, due: due)
        return record
    }

    /// Changes values of a live record; a write that changes nothing leaves no trace.
    mutating func update(
        _ id: Int64, _ values: [String: String], at now: Timestamp, visible due: Timestamp, by source: HubSpotSource
    ) -> HubSpotRecord? {
        guard var record = liveRecord(id) else { return nil }
        release(record)
        var changed = false
        for (name, value) in values.sorted(by: { $0.key < $1.key }) where record.set(name, value, at: now, by: source) { changed = true }
        if changed { record.modifiedAt = now }
        keep(record, due: changed ? due : nil)
        return record
    }

    /// Archives a live record and frees its unique values; true when there was one.
    mutating func archive(_ id: Int64, at now: Timestamp) -> Bool {
        guard var record = liveRecord(id) else { return false }
        release(record)
        record.archivedAt = now
        records[record.id] = record
        live.remove(record.id)
        archived.insert(record.id)
        index.forget(record.id)
        return true
    }

    /// Brings an archived record back; a unique value that someone else took meanwhile is cleared.
    mutating func restore(_ id: Int64, at now: Timestamp, visible due: Timestamp) -> HubSpotRecord? {
        guard var record = record(id), record.archivedAt != nil else { return nil }
        for property in holders.keys.sorted() {
            guard let value = record.text(property), holders[property]?[value] != nil else { continue }
            _ = record.set(property, "", at: now, by: .integration)
        }
        record.archivedAt = nil
        record.modifiedAt = now
        archived.remove(record.id)
        keep(record, due: due)
        return record
    }

    /// Removes a record for good; true when there was one.
    mutating func purge(_ id: Int64) -> Bool {
        guard let record = record(id) else { return false }
        release(record)
        drop(record.id)
        return true
    }

    /// Removes a record for good and gives its id to the next one.
    mutating func recycle(_ id: Int64) {
        if purge(id) { recycled = id }
    }

    /// Stamps a live record without changing it, as a bulk job does.
    mutating func touch(_ id: Int64, at now: Timestamp, visible due: Timestamp) {
        guard var record = liveRecord(id) else { return }
        record.modifiedAt = now
        keep(record, due: due)
    }

    /// The same records under ids that are so much higher; old ids and merges are forgotten.
    func renumbered(by offset: Int64) -> HubSpotTable {
        var table = HubSpotTable(kind: kind, unique: Array(holders.keys))
        for record in records.values.sorted(by: { $0.id < $1.id }) {
            var copy = HubSpotRecord(id: record.id + offset, createdAt: record.createdAt, modifiedAt: record.modifiedAt)
            (copy.values, copy.past, copy.archivedAt) = (record.values, record.past, record.archivedAt)
            if record.archivedAt == nil {
                table.keep(copy, due: Timestamp(milliseconds: 0))
            } else {
                table.records[copy.id] = copy
                table.archived.insert(copy.id)
            }
        }
        table.nextID = nextID + offset
        return table
    }

    /// Merges two live records into a new one: the first's values win, the second's fill its blanks, both ids lead to the new one.
    mutating func merge(_ first: Int64, _ second: Int64, at now: Timestamp, visible due: Timestamp) -> HubSpotRecord? {
        guard let primary = liveRecord(first), let other = liveRecord(second), primary.id != other.id else { return nil }
        release(primary)
        release(other)
        var merged = HubSpotRecord(id: nextID, createdAt: min(primary.createdAt, other.createdAt), modifiedAt: now)
        nextID += 1
        merged.values = primary.values
        merged.past = primary.past
        for (name, version) in other.values.sorted(by: { $0.key < $1.key }) where merged.text(name) == nil {
            _ = merged.set(name, version.value, at: now, by: .merge)
        }
        merged.mergedIDs = primary.mergedIDs + other.mergedIDs + [primary.id, other.id]
        for old in [primary.id, other.id] {
            drop(old)
            redirects[old] = merged.id
        }
        keep(merged, due: due)
        return merged
    }

    /// Fills an empty table at once; a unique value that is taken is left out of the later record.
    mutating func seed(_ seeded: [HubSpotRecord]) {
        // A view of the keys would hold on to the holders, and every write would copy them.
        let unique = Array(holders.keys)
        for given in seeded {
            var record = given
            for property in unique {
                guard let value = record.text(property) else { continue }
                if holders[property]?[value] == nil { holders[property]?[value] = record.id } else { record.values[property] = nil }
            }
            records[record.id] = record
        }
        live = HubSpotOrder(seeded.map { .init(key: 0, id: $0.id) })
        index = HubSpotSearchIndex(seeded: records)
        nextID = (seeded.map(\.id).max() ?? (kind.firstID - 1)) + 1
    }

    private func current(_ id: Int64) -> Int64 {
        var id = id
        while let next = redirects[id] { id = next }
        return id
    }

    private mutating func keep(_ record: HubSpotRecord, due: Timestamp?) {
        records[record.id] = record
        for property in Array(holders.keys) {
            if let value = record.text(property) { holders[property]?[value] = record.id }
        }
        live.insert(record.id)
        if let due { index.note(record, due: due) }
    }

    private mutating func release(_ record: HubSpotRecord) {
        for property in Array(holders.keys) {
            guard let value = record.text(property), holders[property]?[value] == record.id else { continue }
            holders[property]?[value] = nil
        }
    }

    private mutating func drop(_ id: Int64) {
        records[id] = nil
        live.remove(id)
        archived.remove(id)
        index.forget(id)
    }
}

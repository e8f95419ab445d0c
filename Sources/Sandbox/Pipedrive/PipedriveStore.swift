import Model

/// All records of the company, by kind and id.
struct PipedriveStore: Sendable {
    let catalog: PipedriveCatalog
    let settings: PipedriveSettings
    private var tables: [PipedriveKind: [Int: PipedriveRecord]] = [:]
    private var nextIDs: [PipedriveKind: Int] = [:]
    private var recycled: [PipedriveKind: Int] = [:]
    private var concealed: [PipedriveKind: [Int: PipedriveConcealment]] = [:]

    init(catalog: PipedriveCatalog, settings: PipedriveSettings) {
        self.catalog = catalog
        self.settings = settings
    }

    /// The record of an id, deleted ones too.
    func record(_ kind: PipedriveKind, _ id: Int) -> PipedriveRecord? { tables[kind]?[id] }

    /// The record as others see it, or as searches do; nil while it is not to be seen at all.
    func visible(_ kind: PipedriveKind, _ id: Int, at now: Timestamp, inSearch: Bool = false) -> PipedriveRecord? {
        if let hidden = concealed[kind]?[id], hidden.until > now, inSearch || !hidden.isOfSearchAlone { return hidden.before }
        return record(kind, id)
    }

    /// Hides the change that was just made.
    mutating func conceal(_ kind: PipedriveKind, _ id: Int, _ concealment: PipedriveConcealment) {
        concealed[kind, default: [:]][id] = concealment
    }

    /// All records of a kind by id.
    func records(_ kind: PipedriveKind) -> [PipedriveRecord] { (tables[kind] ?? [:]).values.sorted { $0.id < $1.id } }

    /// Makes a record of values that were checked.
    mutating func create(_ kind: PipedriveKind, _ values: [String: JSON], at now: Timestamp) -> PipedriveRecord {
        let next = nextIDs[kind] ?? 1
        let id = recycled[kind] ?? next
        if recycled.removeValue(forKey: kind) == nil { nextIDs[kind] = next + 1 }
        let record = PipedriveRecord(id: id, added: now, updated: now, values: values.filter { $0.value != .null })
        tables[kind, default: [:]][id] = record
        return record
    }

    /// Puts a record of the company's first data in.
    mutating func seed(_ kind: PipedriveKind, _ record: PipedriveRecord) {
        tables[kind, default: [:]][record.id] = record
        nextIDs[kind] = max(nextIDs[kind] ?? 1, record.id + 1)
    }

    /// Changes a record; a write that changes nothing leaves no trace.
    mutating func change(
        _ kind: PipedriveKind, _ id: Int, _ values: [String: JSON], deleted: Bool? = nil, action: String, by user: Int, at now: Timestamp
    ) -> PipedriveRecord? {
        guard var record = tables[kind]?[id] else { return nil }
        let changed = values.filter { record.value($0.key) != $0.value }
        guard !changed.isEmpty || deleted ?? record.isDeleted != record.isDeleted || action == "touch" else { return record }
        let before = JSONObject(changed.keys.sorted().map { ($0, record.value($0)) })
        record.history.append(.init(at: now, by: user, action: action, before: before))
        for (key, value) in changed { record.values[key] = value == .null ? nil : value }
        if let deleted { record.isDeleted = deleted }
        record.updated = now
        tables[kind]?[id] = record
        return record
    }

    /// Merges one record into another, whose blanks it fills; it is deleted, and what pointed to it points to the other.
    mutating func merge(_ kind: PipedriveKind, _ loser: Int, into winner: Int, by user: Int, at now: Timestamp) -> PipedriveRecord? {
        guard loser != winner, let lost = record(kind, loser), let kept = record(kind, winner), !lost.isDeleted, !kept.isDeleted else {
            return nil
        }
        var filled = lost.values.filter { kept.value($0.key) == .null }
        for list in ["emails", "phones"] {
            guard let first = kept.values[list]?.array, let second = lost.values[list]?.array else { continue }
            let others = second.filter { row in !first.contains { $0["value"] == row["value"] } }
            filled[list] = .array(
                first
                    + others.map { row in
                        var row = row.object ?? JSONObject()
                        row["primary"] = false
                        return .object(row)
                    })
        }
        _ = change(kind, loser, [:], deleted: true, action: "merge", by: user, at: now)
        for other in PipedriveKind.allCases {
            for field in catalog.fields(other) where Self.points(field, to: kind) {
                for record in records(other) where record.value(field.key) == .integer(loser) {
                    _ = change(other, record.id, [field.key: .integer(winner)], action: "reparent", by: user, at: now)
                }
            }
        }
        return change(kind, winner, filled, action: "merge", by: user, at: now)
    }

    /// Removes a deleted record for good and gives its id to the next of its kind.
    mutating func recycle(_ kind: PipedriveKind, _ id: Int) {
        if tables[kind]?.removeValue(forKey: id) != nil { recycled[kind] = id }
    }

    /// Gives every record another id.
    mutating func renumber() {
        let offset = 1_000_000
        for kind in PipedriveKind.allCases {
            let links = catalog.fields(kind).filter { $0.form == .org || $0.form == .people }.map(\.key)
            var moved: [Int: PipedriveRecord] = [:]
            for old in records(kind) {
                var record = PipedriveRecord(id: old.id + offset, added: old.added, updated: old.updated, isDeleted: old.isDeleted)
                record.values = old.values
                for link in links { record.values[link] = old.values[link]?.integer.map { .integer(Int($0) + offset) } }
                moved[record.id] = record
            }
            tables[kind] = moved
            nextIDs[kind] = (nextIDs[kind] ?? 1) + offset
        }
    }

    private static func points(_ field: PipedriveField, to kind: PipedriveKind) -> Bool {
        switch kind {
        case .organizations: field.form == .org
        case .persons: field.form == .people
        case .deals: false
        }
    }
}

import Model

/// The reading side of a folder: files are read whole, so every listing is a full one, and what is not in a file is gone.
struct FolderSource: RecordSource {
    let home: FolderHome

    func capabilities(of object: String) throws(ConnectorError) -> Capabilities {
        let part = try home.part(object)
        var operations: Set<WriteKind> = [.create, .update, .delete]
        if part.externalKey != nil { operations.insert(.upsert) }
        return Capabilities(
            hasChanges: false, hasDeletedListing: false, retention: nil, lag: .zero, overlap: .zero,
            resolution: part.object.modified?.resolution ?? .milliseconds(1), externalKey: part.externalKey,
            uniqueKeys: part.object.unique, operations: operations, hasHistory: false, hasPrecondition: true, links: [:],
            canClear: part.object.nullAs != .never)
    }

    func list(_ listing: Listing, of object: String, fields: [String]) throws(ConnectorError) -> any PageReader {
        FolderReader(home: home, part: try home.part(object), fields: fields, isDone: listing.isOfDeletions)
    }

    func read(ids: [String], of object: String, fields: [String], proof: Bool) async throws(ConnectorError) -> ByIDs {
        if ids.isEmpty { return ByIDs() }
        let part = try home.part(object)
        let (rows, rejected) = home.rows(try home.table(of: part), of: part, fields: fields)
        let known = Dictionary(rows.map { ($0.record.id, $0.record) }, uniquingKeysWith: { first, _ in first })
        let bad = Dictionary(rejected.compactMap { row in row.id.map { ($0, row.reason) } }, uniquingKeysWith: { first, _ in first })
        // A row that cannot be told apart may be any record, so nothing is proven to be gone while there is one.
        let isCertain = !rejected.contains { $0.id == nil }
        var found = ByIDs()
        for id in ids {
            if let record = known[id] {
                found.records[id] = record
            } else if bad[id] == nil, isCertain {
                found.gone.insert(id)
            } else {
                found.failed[id] = Failure(.fatal, message: bad[id] ?? "the file has rows that cannot be read")
            }
        }
        return found
    }

    func read(key: String, values: [String], of object: String, fields: [String]) async throws(ConnectorError) -> [Record] {
        let part = try home.part(object)
        let place = part.object.readPlace(of: key)
        let wanted = Set(values)
        return home.rows(try home.table(of: part), of: part, fields: fields).rows.compactMap { row in
            guard let text = place.read(row.value).flatMap(FieldFormat.scalarText), wanted.contains(text) else { return nil }
            return row.record
        }
    }

    func links(named name: String, of object: String, ids: [String]) async throws(ConnectorError) -> [String: [String]] {
        throw .unsupported(place: "objects.\(object).links.\(name)", what: "no links in a folder")
    }

    func history(of id: String, object: String, fields: [String]) async throws(ConnectorError) -> [String: [HistoryEntry]] {
        throw .unsupported(place: "objects.\(object).read.history", what: "no history in a folder")
    }

    /// The columns there are, and those that the manifest names: a column is added when something is first written to it.
    func discover(_ object: String) async throws(ConnectorError) -> [DiscoveredField] {
        let part = try home.part(object)
        let table = try home.table(of: part)
        var names = table.names
        for name in part.object.fields.keys.sorted() + [part.externalKey].compactMap({ $0 }) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            let type = part.object.fields[name]?.type ?? part.types[name]
            return DiscoveredField(name: name, type: type ?? .text, scale: part.object.fields[name]?.scale)
        }
    }

    func check() async throws(ConnectorError) {
        do throws(FolderDirectory.Problem) { try home.directory.check() } catch {
            throw .unreachable(place: "folder.path", reason: FolderHome.reason(error), wasSent: false)
        }
    }
}

/// Hands a file out in pages, all of one reading.
private struct FolderReader: PageReader {
    let home: FolderHome
    let part: FolderHome.Part
    let fields: [String]
    var isDone: Bool
    private var records: ArraySlice<Record>?
    private var rejected: [RejectedRecord] = []
    private static let pageSize = 1000

    init(home: FolderHome, part: FolderHome.Part, fields: [String], isDone: Bool) {
        (self.home, self.part, self.fields, self.isDone) = (home, part, fields, isDone)
    }

    mutating func next() async throws(ConnectorError) -> RecordPage? {
        if isDone { return nil }
        if records == nil {
            let read = home.rows(try home.table(of: part), of: part, fields: fields)
            (records, rejected) = (read.rows.map(\.record)[...], read.rejected)
        }
        let rest = records ?? []
        let page = RecordPage(records: Array(rest.prefix(Self.pageSize)), rejected: rejected, isLast: rest.count <= Self.pageSize)
        rejected = []
        records = rest.dropFirst(Self.pageSize)
        isDone = page.isLast
        return page
    }
}

extension Listing {
    fileprivate var isOfDeletions: Bool { if case .deleted = self { true } else { false } }
}

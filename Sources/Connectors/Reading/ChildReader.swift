import Model

/// Reads a listing of records that live under others: once for each parent, or for each changed one. Source: CONNECTORS.md X15.
struct ChildReader: PageReader {
    private let access: RemoteAccess
    private let listing: Listing
    private let object: ManifestObject
    private let fields: [String]
    private var parents: ListingReader
    private var pending: [ScopeValue] = []
    private var current: ListingReader?
    private var reached: Timestamp?
    private var isAtEnd = false

    /// Starts before the first parent; nil if the listing asks for all records at once.
    init?(_ listing: Listing, of object: ManifestObject, fields: [String], access: RemoteAccess) throws(ConnectorError) {
        let kind = listing.kind(of: object)
        let requests = object.ways(kind).map(\.request)
        guard let parent = object.parent, requests.contains(where: { $0.variables.contains("parent") }) else { return nil }
        let names = Set(requests.flatMap(\.parentFields)).sorted()
        let home = try access.object(parent)
        // Only a change listing of both sides may leave out parents that did not change.
        let isNarrow = kind == .changes && !home.ways(.changes).isEmpty
        parents = try ListingReader(isNarrow ? listing : .full, of: home, fields: names, access: access)
        (self.access, self.listing, self.object, self.fields) = (access, listing, object, fields)
    }

    /// Fetches the next page; nil after the last.
    mutating func next() async throws(ConnectorError) -> RecordPage? {
        while !isAtEnd {
            if var reader = current {
                guard var page = try await reader.next() else {
                    current = nil
                    continue
                }
                current = reader
                if page.isLast { note(page.reached) }
                // The records of one parent say nothing about how far those of the others have been read.
                (page.isLast, page.reached) = (false, nil)
                if !page.records.isEmpty || !page.rejected.isEmpty { return page }
            } else if !pending.isEmpty {
                current = try ListingReader(listing, of: object, fields: fields, access: access, parent: pending.removeFirst())
            } else if let page = try await parents.next() {
                if page.isLast { note(page.reached) }
                pending = page.records.filter { !$0.isDeleted }.map(Self.variable)
            } else {
                isAtEnd = true
                return RecordPage(records: [], reached: reached, isLast: true)
            }
        }
        return nil
    }

    private mutating func note(_ instant: Timestamp?) { reached = [reached, instant].compactMap { $0 }.min() }

    /// The `parent` variable: its id and the fields that the requests name.
    private static func variable(_ record: Record) -> ScopeValue {
        var members: [String: ScopeValue] = [:]
        for (name, value) in record.values {
            if case .timestamp(let instant) = value { members[name] = .time(instant) } else { members[name] = .text(value.display) }
        }
        members["id"] = .text(record.id)
        return .map(members)
    }
}

extension Listing {
    /// The kind of read that an object answers it with.
    func kind(of object: ManifestObject) -> ManifestReadKind {
        switch self {
        case .full: .full
        case .changes: object.ways(.changes).isEmpty ? .full : .changes
        case .deleted: .deleted
        }
    }
}

extension ManifestRequest {
    /// The names of the parent's fields that its templates use.
    var parentFields: [String] {
        templates.flatMap(\.template.exprs).flatMap(\.alternatives).compactMap { pipeline in
            guard pipeline.root == .variable("parent"), case .member(let name) = pipeline.steps.first, name != "id" else { return nil }
            return name
        }
    }
}

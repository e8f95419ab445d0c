import HTTP
import Model
import YAML

/// Reads a listing page by page: windows, pages, caps, expired page states and answers that are too large. Source: R27, R28.
struct ListingReader: PageReader {
    private let access: RemoteAccess
    private let object: ManifestObject
    private let fields: [String]
    private let isTombstones: Bool
    private var way: ManifestReadWay
    private var slices: [ListingSlice]
    private let ceiling: Timestamp?
    /// The `parent` variable, where the records of one parent are listed.
    private let parent: ScopeValue?

    private var reader: RecordReader?
    private var byID: ByIDReader?
    private var parts: [Selection] = []
    private var wanted = WantedPaths.whole

    private var state: PageState?
    private var origin: WebURL?
    private var lastPage: [PageMark] = []
    private var readInSlice = 0
    private var lastSeen: Timestamp?
    private var seenAtEdge: Set<String> = []
    private var committed: Timestamp?
    private var covered: Timestamp?
    private var restarts = 0
    private static let mostRestarts = 3

    /// Starts before the first page.
    init(
        _ listing: Listing, of object: ManifestObject, fields: [String], access: RemoteAccess, parent: ScopeValue? = nil
    ) throws(ConnectorError) {
        let kind = listing.kind(of: object)
        var window: ReadWindow?
        switch listing {
        case .full: break
        case .changes(let span): window = kind == .changes ? span : nil
        case .deleted(let span): window = span
        }
        guard let way = WayChoice.read(object.ways(kind), count: 1) else {
            throw .unsupported(place: "objects.\(object.name).read", what: "no \(kind.rawValue)")
        }
        self.access = access
        self.object = object
        self.fields = fields
        self.way = way
        self.parent = parent
        isTombstones = kind == .deleted
        if let window {
            // The index is behind the data by the lag, so nothing younger is taken as complete (R27).
            let limit = min(window.until, access.courier.wire.now - way.lag)
            slices = [ListingSlice(since: window.since, until: limit)]
            ceiling = limit
        } else {
            slices = [ListingSlice()]
            ceiling = nil
        }
    }

    /// Fetches the next page; nil after the last.
    mutating func next() async throws(ConnectorError) -> RecordPage? {
        try await prepare()
        while let slice = slices.first {
            do throws(ConnectorError) {
                if let page = try await page(of: slice) { return page }
            } catch .refused(let place, let failure) {
                try recover(from: failure, place: place, slice)
            }
        }
        return nil
    }

    private mutating func prepare() async throws(ConnectorError) {
        guard reader == nil else { return }
        let fields = isTombstones ? [] : fields
        let schema = try await access.schema(of: object, fields: fields)
        let reader = access.reader(of: object, fields: fields, schema: schema)
        let selection = Selection(fields: fields, of: object, schema: schema)
        self.reader = reader
        byID = ByIDReader(access: access, object: object, reader: reader, selection: selection)
        parts = selection.parts(most: way.selectMax, characters: way.selectMaxCharacters)
        wanted = PageNeeds.of(way, reader: reader, errors: access.manifest.errors, limits: access.manifest.limits)
    }

    // MARK: One page

    private mutating func page(of slice: ListingSlice) async throws(ConnectorError) -> RecordPage? {
        let way = slice.isTies ? object.ways(.ties).first ?? self.way : self.way
        let current = state ?? PageState(since: slice.since, start: way.keysetStart)
        let answer = try await access.courier.read(call(way, slice, current))
        origin = answer.url
        let elements = try access.elements(way.records, in: answer, place: way.request.path)
        var page = try await read(elements, way, answer)
        let last = page.records.last.map { (modified: $0.modified, id: $0.id) }
        let newest = page.records.compactMap(\.modified).max()
        readInSlice += elements.count
        if !slice.isTies { lastSeen = [lastSeen, newest].compactMap { $0 }.max() }
        try note(way.window?.ceiling, answer)
        var next = current
        let goesOn: Bool
        if let paging = way.paginate {
            if !way.isIDsOnly { try refuseAgain(page, way) }
            goesOn = try access.advance(
                &next, paging, answer, elements.count, last: last, place: way.request.path, line: way.request.place.line)
        } else {
            goesOn = false
        }
        dropSeen(from: &page)
        if goesOn {
            state = next
            try cap(way, slice, pageCount: elements.count)
        } else {
            leave(slice)
        }
        return finished(page, way, slice)
    }

    private func call(_ way: ManifestReadWay, _ slice: ListingSlice, _ state: PageState) -> Wire.Call {
        var scope = Scope(["page": state.variable, "select": .texts(parts.first?.names ?? [])])
        scope.variables["parent"] = parent
        // Every slice begins with its first instant; a remote that compares with > is asked from just before it, or ties would be lost.
        let step = way.window?.isExclusive == true ? object.modified?.resolution ?? .milliseconds(1) : .zero
        scope.variables["since"] = .time(slice.since.map { $0 - step } ?? Timestamp(milliseconds: 0))
        if let until = slice.until ?? ceiling { scope.variables["until"] = .time(until) }
        return Wire.Call(
            request: way.request, scope: scope, wanted: slice.isTies ? .whole : wanted, next: state.url, origin: origin, isRead: true)
    }

    private func read(_ elements: [ScopeValue], _ way: ManifestReadWay, _ answer: Answer) async throws(ConnectorError) -> RecordPage {
        guard let reader, let byID else { return RecordPage(records: [], isLast: true) }
        var scope = answer.scope
        scope.variables["parent"] = parent
        var page = RecordPage(records: [], isLast: false)
        if way.isIDsOnly {
            try await readNamed(elements, way, scope, reader, byID, into: &page)
            return page
        }
        let elements = parts.count > 1 ? try await byID.completed(elements, in: scope, parts: Array(parts.dropFirst())) : elements
        page.records.reserveCapacity(elements.count)
        for element in elements {
            switch reader.read(element, in: scope, tombstone: isTombstones ? way : nil) {
            case .record(let record): page.records.append(record)
            case .rejected(let rejected): page.rejected.append(rejected)
            }
        }
        return page
    }

    /// The elements only name records, which are then read by id.
    private func readNamed(
        _ elements: [ScopeValue], _ way: ManifestReadWay, _ scope: Scope, _ reader: RecordReader, _ byID: ByIDReader,
        into page: inout RecordPage
    ) async throws(ConnectorError) {
        var ids: [String] = []
        for element in elements {
            let id = try access.evaluated(at: way.request.path) { () throws(EvaluationError) in
                try reader.id(way.id ?? object.id, in: scope.around(element))
            }
            if let id, !ids.contains(id) { ids.append(id) }
        }
        let found = try await byID.read(ids, proof: false)
        page.records = ids.compactMap { found.records[$0] }
        page.rejected = ids.compactMap { id in
            found.failed[id].map { RejectedRecord(id: id, reason: $0.message ?? $0.failureClass.rawValue) }
        }
    }

    private mutating func note(_ place: ManifestTimePlace?, _ answer: Answer) throws(ConnectorError) {
        guard let place else { return }
        let scope = answer.scope
        covered = try access.evaluated(at: way.request.path) { () throws(EvaluationError) in try place.read(in: scope) }
    }

    /// A slice asked anew begins at the last instant seen, whose records have been handed out.
    /// Page numbers that a remote does not look at lead to the same page for ever.
    private mutating func refuseAgain(_ page: RecordPage, _ way: ManifestReadWay) throws(ConnectorError) {
        let records = page.records.map { PageMark(id: $0.id, modified: $0.modified) }
        guard records.isEmpty || records != lastPage else { throw .repeatedPage(place: way.request.path) }
        lastPage = records
    }

    private mutating func dropSeen(from page: inout RecordPage) {
        guard !seenAtEdge.isEmpty else { return }
        page.records.removeAll { seenAtEdge.contains($0.id) && $0.modified == committed }
    }

    // MARK: From slice to slice

    private mutating func cap(_ way: ManifestReadWay, _ slice: ListingSlice, pageCount: Int) throws(ConnectorError) {
        guard !slice.isTies, let cap = way.window?.cap, readInSlice + pageCount > cap, let lastSeen else { return }
        guard access.courier.wire.services.guards.stands(.cap) else { return leave(slice) }
        let resolution = object.modified?.resolution ?? .milliseconds(1)
        if let next = slice.beyondCap(lastSeen: lastSeen, resolution: resolution, hasTies: !object.ways(.ties).isEmpty) {
            slices.replaceSubrange(0..<1, with: next)
        } else {
            // One instant fills the cap and cannot be split: everything is listed instead (R28).
            guard let full = WayChoice.read(object.ways(.full), count: 1) else { throw .repeatedPage(place: way.request.path) }
            self.way = full
            slices = [ListingSlice()]
            if let reader { wanted = PageNeeds.of(full, reader: reader, errors: access.manifest.errors, limits: access.manifest.limits) }
        }
        begin()
    }

    private mutating func leave(_ slice: ListingSlice) {
        slices.removeFirst()
        begin()
    }

    private mutating func begin() {
        state = nil
        origin = nil
        lastPage = []
        readInSlice = 0
    }

    private mutating func finished(_ page: RecordPage, _ way: ManifestReadWay, _ slice: ListingSlice) -> RecordPage? {
        var page = page
        page.isLast = slices.isEmpty
        if page.isLast {
            page.reached = [ceiling, covered].compactMap { $0 }.min()
        } else if !isTombstones, way.window?.order == .asc, !slice.isTies, let lastSeen {
            let reached = min(lastSeen, ceiling ?? lastSeen)
            seenAtEdge = Set(page.records.filter { $0.modified == reached }.map(\.id)).union(committed == reached ? seenAtEdge : [])
            committed = reached
            page.reached = reached
        }
        return page.records.isEmpty && page.rejected.isEmpty && !page.isLast ? nil : page
    }

    private mutating func recover(from failure: Failure, place: String, _ slice: ListingSlice) throws(ConnectorError) {
        let error = ConnectorError.refused(place: place, failure)
        switch failure.failureClass {
        case .restart:
            restarts += 1
            guard restarts <= Self.mostRestarts else { throw error }
            if !slice.isTies, let committed, committed > slice.since ?? committed - .seconds(1) { slices[0].since = committed }
        case .split:
            let resolution = object.modified?.resolution ?? .milliseconds(1)
            guard way.usesUntil, let (first, second) = slice.halves(resolution: resolution) else { throw error }
            slices.replaceSubrange(0..<1, with: [first, second])
        default: throw error
        }
        begin()
    }
}

/// A record of a page, as far as it tells one page from another.
private struct PageMark: Equatable {
    var id: String
    var modified: Timestamp?
}

extension ManifestReadWay {
    /// True if its requests end at `until`, so that a shorter window asks for less.
    var usesUntil: Bool { request.variables.contains("until") }
}

import Connectors
import Model
import Synchronization

/// A stand-in for a remote in tests of the engine: records with versions and times in memory, read and written through the two sides of a
/// connector. It is no vendor: what a vendor's interface really does is tested against the sandbox.
final class MemoryRemote: RecordSource, RecordSink {
    struct State: Sendable {
        var objects: [String: MemoryObject]
        var faults = MemoryFaults()
        var nextID = 1
        /// Requests that wrote, one line each: `update account a1 name,phone`.
        var writes: [String] = []
        var calls = 0
    }

    let name: String
    private let clock: ManualClock
    private let state: Mutex<State>
    private let beforeCall: Mutex<(@Sendable (String) -> Void)?> = Mutex(nil)
    private let pageSize: Int

    init(_ name: String, clock: ManualClock, objects: [String: MemoryObject], pageSize: Int = 3) {
        self.name = name
        self.clock = clock
        self.pageSize = pageSize
        state = Mutex(State(objects: objects))
    }

    // MARK: For tests

    var snapshot: State {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    var faults: MemoryFaults {
        get { state.withLock { $0.faults } }
        set { state.withLock { $0.faults = newValue } }
    }

    var writes: [String] { state.withLock { $0.writes } }

    /// Called with the call's name before each call and, as `answered`, before a write's answer is given.
    func onCall(_ body: (@Sendable (String) -> Void)?) { beforeCall.withLock { $0 = body } }

    func clearWrites() { state.withLock { $0.writes = [] } }

    func rows(_ object: String) -> [MemoryObject.Row] { state.withLock { $0.objects[object]?.live ?? [] } }

    func row(_ object: String, _ id: String) -> MemoryObject.Row? { state.withLock { $0.objects[object]?.rows[id] } }

    func value(_ object: String, _ id: String, _ field: String) -> FieldValue? { row(object, id)?.values[field] }

    /// A person makes a record.
    @discardableResult
    func add(_ object: String, id: String? = nil, _ values: FieldValues, links: [String: [String]] = [:]) -> String {
        state.withLock { state in
            let id = id ?? state.mint(name)
            var whole = state.blank(object)
            for (field, value) in values { whole[field] = value }
            state.objects[object]?.rows[id] = MemoryObject.Row(
                id: id, values: whole, links: links, modified: clock.now(), created: clock.now())
            return id
        }
    }

    /// A person changes a record.
    func edit(_ object: String, _ id: String, _ values: FieldValues) {
        let now = clock.now()
        touch(object, id) { row in for (field, value) in values { row.set(field, value, at: now) } }
    }

    /// An administrator changes the schema: a field has another type, or is gone.
    func change(_ object: String, _ field: String, to type: RemoteType?) {
        state.withLock { $0.objects[object]?.types[field] = .some(type) }
    }

    /// The schema says from now on that nobody can write the fields.
    func fix(_ object: String, _ fields: Set<String>) {
        state.withLock { $0.objects[object]?.fixed = fields }
    }

    /// A person deletes a record; for good if it is purged.
    func delete(_ object: String, _ id: String, purged: Bool = false) {
        let now = clock.now()
        touch(object, id) { row in
            row.deletedAt = now
            row.isPurged = purged
        }
    }

    /// A person takes a deletion back.
    func undelete(_ object: String, _ id: String) {
        touch(object, id) { $0.deletedAt = nil }
    }

    /// A person merges a record into another, with a pointer to it.
    func merge(_ object: String, _ id: String, into winner: String) {
        let now = clock.now()
        touch(object, id) { row in
            row.deletedAt = now
            row.mergedInto = winner
        }
    }

    /// The remote gives an id to another record.
    func reuse(_ object: String, _ id: String, _ values: FieldValues) {
        state.withLock { $0.objects[object]?.rows[id] = nil }
        add(object, id: id, values)
    }

    func relink(_ object: String, _ id: String, _ link: String, to targets: [String]) {
        touch(object, id) { $0.links[link] = targets }
    }

    private func touch(_ object: String, _ id: String, _ body: (inout MemoryObject.Row) -> Void) {
        state.withLock { state in
            guard var row = state.objects[object]?.rows[id] else { return }
            body(&row)
            row.version += 1
            row.modified = clock.now()
            state.objects[object]?.rows[id] = row
        }
    }

    // MARK: What every call does

    private func call(_ what: String) throws(ConnectorError) {
        beforeCall.withLock { $0 }?(what)
        let isDown = state.withLock { state in
            state.calls += 1
            if let left = state.faults.readsUntilDown {
                state.faults.readsUntilDown = left - 1
                if left <= 0 { state.faults.isDown = true }
            }
            return state.faults.isDown
        }
        if isDown { throw .unreachable(place: what, reason: "down", wasSent: false) }
    }

    // MARK: RecordSource

    func capabilities(of object: String) throws(ConnectorError) -> Capabilities {
        guard let found = state.withLock({ $0.objects[object]?.capabilities }) else {
            throw .unsupported(place: "objects", what: object)
        }
        return found
    }

    func list(_ listing: Listing, of object: String, fields: [String]) throws(ConnectorError) -> any PageReader {
        try call("list")
        let now = clock.now()
        let records = state.withLock { $0.listed(listing, object, fields, now: now) }
        return Pages(records: records, size: pageSize) { () throws(ConnectorError) in try self.call("page") }
    }

    private struct Pages: PageReader {
        var records: [Record]
        let size: Int
        var isFirst = true
        let next: @Sendable () throws(ConnectorError) -> Void

        init(records: [Record], size: Int, next: @escaping @Sendable () throws(ConnectorError) -> Void) {
            self.records = records
            self.size = size
            self.next = next
        }

        mutating func next() async throws(ConnectorError) -> RecordPage? {
            guard isFirst || !records.isEmpty else { return nil }
            if !isFirst { try next() }
            isFirst = false
            let page = Array(records.prefix(size))
            records = Array(records.dropFirst(size))
            return RecordPage(records: page, reached: page.compactMap(\.modified).max(), isLast: records.isEmpty)
        }
    }

    func read(ids: [String], of object: String, fields: [String], proof: Bool) async throws(ConnectorError) -> ByIDs {
        try call("read")
        return state.withLock { state in
            var answer = ByIDs()
            for id in ids {
                guard let row = state.objects[object]?.rows[id], !state.faults.denied.contains(id), row.deletedAt == nil,
                    !state.faults.isBlind
                else {
                    answer.gone.insert(id)
                    continue
                }
                answer.records[id] = state.record(row, fields, object)
            }
            return answer
        }
    }

    func read(key: String, values: [String], of object: String, fields: [String]) async throws(ConnectorError) -> [Record] {
        try call("look up")
        return state.withLock { state in
            (state.objects[object]?.live ?? []).filter { row in
                guard case .text(let text)? = row.values[key] else { return false }
                return values.contains { $0.lowercased() == text.lowercased() }
            }.map { state.record($0, fields, object) }
        }
    }

    func links(named name: String, of object: String, ids: [String]) async throws(ConnectorError) -> [String: [String]] {
        try call("links")
        return state.withLock { state in
            var found: [String: [String]] = [:]
            for id in ids { found[id] = state.objects[object]?.rows[id]?.links[name] ?? [] }
            return found
        }
    }

    func history(of id: String, object: String, fields: [String]) async throws(ConnectorError) -> [String: [HistoryEntry]] {
        try call("history")
        return (row(object, id)?.history ?? [:]).filter { fields.contains($0.key) }
    }

    func discover(_ object: String) async throws(ConnectorError) -> [DiscoveredField] {
        try call("discover")
        return state.withLock { state in
            guard let found = state.objects[object] else { return [] }
            return found.fields.compactMap { name in
                (found.types[name] ?? .text).map { DiscoveredField(name: name, type: $0, isUpdatable: !found.fixed.contains(name)) }
            }
        }
    }

    func check() async throws(ConnectorError) { try call("check") }

    // MARK: RecordSink

    func batchSize(for kind: WriteKind, of object: String, count: Int, isStrict: Bool) throws(ConnectorError) -> Int { isStrict ? 1 : 5 }

    func write(_ kind: WriteKind, of object: String, operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        do throws(ConnectorError) { try call("write") } catch {
            return operations.map { _ in .notSent(reason: "\(error)", after: nil) }
        }
        let now = clock.now()
        let outcomes = state.withLock { $0.write(kind, object, operations, remote: name, now: now) }
        beforeCall.withLock { $0 }?("answered")
        return outcomes
    }

    func writeLinks(named name: String, of object: String, add: Bool, operations: [LinkOperation]) async -> [WriteOutcome] {
        guard !operations.isEmpty else { return [] }
        do throws(ConnectorError) { try call("write links") } catch {
            return operations.map { _ in .notSent(reason: "\(error)", after: nil) }
        }
        let outcomes = operations.map { operation in
            state.withLock { $0.writeLink(name, object, add: add, operation) }
        }
        beforeCall.withLock { $0 }?("answered")
        return outcomes
    }
}

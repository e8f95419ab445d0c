import Connectors
import Model
import Reconciliation
import Storage

/// The outbox entries of one object on their way: taken in groups, verified, marked sent, sent, and confirmed by what the record shows.
struct Delivery {
    let services: Services
    let mapping: Mapping
    let planning: Planning
    let remote: Remote
    let object: ObjectMapping
    var counts = PushCounts()

    init(services: Services, mapping: Mapping, planning: Planning, remote: Remote, object: ObjectMapping) {
        self.services = services
        self.mapping = mapping
        self.planning = planning
        self.remote = remote
        self.object = object
    }

    /// How many entries are verified together: the reading batches are larger than the writing ones.
    private static let groupSize = 1000

    /// Sends all planned entries of these kinds.
    mutating func send(_ kinds: [Operation.Kind]) async throws(RunError) {
        var after: OutboxEntry?
        while true {
            let group = try stored { tx in
                try tx.outbox.page(
                    remote: object.remote, object: object.object, kinds: Set(kinds.map(\.outbox)), states: [.planned], after: after,
                    limit: Self.groupSize)
            }
            guard let last = group.last else { return }
            after = last
            switch kinds[0] {
            case .create: try await create(group)
            case .update: try await update(group)
            case .link, .unlink: try await relate(group)
            case .archive, .delete: try await remove(group)
            }
            services.progress(
                Progress(step: "push", remote: object.remote, object: object.object, done: counts.created + counts.updated, of: nil))
            if Task.isCancelled { throw .stopped }
        }
    }

    // MARK: What every kind of operation does

    /// Sends prepared operations batch by batch: marked sent and committed before the request (R10), the answer stored after it.
    mutating func dispatch(
        _ kind: WriteKind, _ prepared: [(entry: OutboxEntry, operation: WriteOperation)]
    ) async throws(RunError) -> [(OutboxEntry, WriteOutcome)] {
        var rest = prepared[...]
        var outcomes: [(OutboxEntry, WriteOutcome)] = []
        while let first = rest.first {
            let isStrict = first.entry.isStrict && services.guards.stands(.strict)
            let alike = rest.prefix { $0.entry.isStrict == first.entry.isStrict }
            let size = try asked { () throws(ConnectorError) in
                try remote.sink.batchSize(for: kind, of: object.object, count: alike.count, isStrict: isStrict)
            }
            let batch = Array(alike.prefix(max(1, size)))
            rest = rest.dropFirst(batch.count)
            try stored { tx in
                for (entry, operation) in batch {
                    var sent = entry
                    sent.state = .sent
                    sent.attempts += 1
                    sent.sentAt = services.clock.now()
                    sent.intended = operation.values
                    if services.guards.stands(.outboxFirst) { try tx.outbox.replace(sent) }
                    if !services.guards.stands(.baseAfterAnswer) { try moveBase(of: sent, tx) }
                }
            }
            services.crash.pass(.markedSent)
            let answers = await remote.sink.write(kind, of: object.object, operations: batch.map(\.operation), isStrict: isStrict)
            services.crash.pass(.answered)
            let settled = zip(batch, answers).map { ($0.entry, $1) }
            try record(settled, kind: kind)
            services.crash.pass(.acknowledged)
            outcomes += settled
            if let stop = settled.lazy.compactMap({ Self.stop($0.1) }).first {
                throw .remote(name: object.remote, step: "push", object: object.object, stop)
            }
        }
        return outcomes
    }

    /// What a proof build does without the guard of R2: the base moves though nothing was answered.
    private func moveBase(of entry: OutboxEntry, _ tx: Transaction) throws {
        guard let id = entry.recordID, var link = try tx.links.get(RecordKey(remote: object.remote, object: object.object, id: id)) else {
            return
        }
        link.hubBase.merge(entry.hubValues) { $1 }
        link.remoteBase.merge(entry.hubValues) { $1 }
        try tx.links.put(link)
    }

    /// The error that must end this object's pushing, if the outcome tells of one.
    private static func stop(_ outcome: WriteOutcome) -> ConnectorError? {
        switch outcome {
        case .failed(let failure) where failure.failureClass == .auth:
            .credentials(place: "write", reason: failure.message ?? "refused")
        case .failed(let failure) where failure.failureClass == .fatal: .refused(place: "write", failure)
        case .notSent(_, let after): .deferred(place: "write", seconds: Int((after ?? .seconds(60)).milliseconds / 1000))
        default: nil
        }
    }

    /// Stores what became of each operation, in the second commit of R10.
    private mutating func record(_ outcomes: [(OutboxEntry, WriteOutcome)], kind: WriteKind) throws(RunError) {
        let added = try stored { tx in
            var added = PushCounts()
            for (entry, outcome) in outcomes {
                try OutcomeRecord(services: services, object: object, mapping: mapping, planning: planning, tx: tx)
                    .store(outcome, of: entry, counts: &added)
            }
            return added
        }
        counts.add(added)
    }

    /// Reads back records that the remote took without showing them, and moves the base pairs by what is shown (R2).
    mutating func confirm(_ outcomes: [(OutboxEntry, WriteOutcome)]) async throws(RunError) {
        var shown: [(OutboxEntry, Record)] = []
        var unread: [(OutboxEntry, String)] = []
        for (entry, outcome) in outcomes {
            guard case .done(let id, let record) = outcome else { continue }
            if let record, isWhole(record) { shown.append((entry, record)) } else { unread.append((entry, id)) }
        }
        if !unread.isEmpty {
            let answer = try await ask { (source) throws(ConnectorError) in
                try await source.read(ids: unread.map(\.1), of: object.object, fields: object.fields, proof: false)
            }
            for (entry, id) in unread { if let record = answer.records[id] { shown.append((entry, record)) } }
        }
        try await addLinks(to: &shown)
        services.crash.pass(.readBack)
        try stored { tx in
            let confirmation = Confirmation(services: services, object: object, mapping: mapping, tx: tx)
            for (entry, record) in shown { try confirmation.take(record, for: entry) }
        }
        services.crash.pass(.confirmed)
    }

    /// What records that were just made lead to, so that they need not be read once more for it.
    private func addLinks(to shown: inout [(OutboxEntry, Record)]) async throws(RunError) {
        let made = shown.filter { $0.0.kind == .create }.map(\.1.id)
        guard !made.isEmpty else { return }
        for link in object.links {
            let targets = try await ask { (source) throws(ConnectorError) in
                try await source.links(named: link, of: object.object, ids: made)
            }
            for index in shown.indices where shown[index].0.kind == .create {
                shown[index].1.values[linkValueName(link)] = .set(of: targets[shown[index].1.id] ?? [])
            }
        }
    }

    private func isWhole(_ record: Record) -> Bool { object.fields.allSatisfy { record.values[$0] != nil } }

    func stored<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T {
        do { return try services.store.write(body) } catch let error as StorageError { throw .store(error) } catch let error as RunError {
            throw error
        } catch {
            throw .store(.failed(code: -1, doing: "keeping the outbox of \(object.remote)/\(object.object)"))
        }
    }

    func ask<T>(_ body: (any RecordSource) async throws(ConnectorError) -> T) async throws(RunError) -> T {
        do { return try await body(remote.source) } catch {
            throw .remote(name: object.remote, step: "push", object: object.object, error)
        }
    }

    private func asked<T>(_ body: () throws(ConnectorError) -> T) throws(RunError) -> T {
        do { return try body() } catch { throw .remote(name: object.remote, step: "push", object: object.object, error) }
    }
}

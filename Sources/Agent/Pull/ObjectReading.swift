import Connectors
import Logging
import Model
import Reconciliation
import Storage

/// One object of one remote being read: its deletions, then its changes or everything.
struct ObjectReading {
    let services: Services
    let remote: Remote
    let object: ObjectMapping
    let sync: Mapping
    let planning: Planning
    var pull = ObjectPull()
    private var absent: [String: Int] = [:]
    private var read = 0

    /// How often everything is read again although nothing asked for it (R29).
    private static let auditInterval: Duration = .seconds(7 * 86_400)
    /// How many records are asked for by id at once.
    private static let byIDSize = 200

    init(services: Services, remote: Remote, object: ObjectMapping, sync: Mapping, planning: Planning) {
        self.services = services
        self.remote = remote
        self.object = object
        self.sync = sync
        self.planning = planning
    }

    /// Reads what is due and stages it.
    mutating func read(isFull: Bool) async throws(RunError) {
        let cursor = try store { try $0.cursors.get(remote: object.remote, object: object.object, stream: "changes") }
        // An approved listing is read again: only a complete one says what is missing.
        var whole = isListingApproved || isFull || !object.capabilities.hasChanges || mustReadAll(cursor)
        let isDoubtful = try store { try ReadSchema(object: object, tx: $0).doubt() }
        if isDoubtful, !whole { whole = try await !readStageAgain() }
        // Deletions first: their answer tells the server's time, which bounds what the changes may be believed up to (R27).
        if object.capabilities.hasDeletedListing { try await readDeleted(since: cursor?.value) }
        let until = await serverTime()
        if whole {
            try await readAll(until: until, before: cursor?.listingCount)
        } else if let value = cursor?.value {
            let window = ReadWindow(since: value - overlap, until: until)
            try await readPages(.changes(window), cursorStream: "changes", until: until, keepsListing: false)
            if try await !readUnseen() { try await readAll(until: until, before: cursor?.listingCount) }
        }
        if isDoubtful { try store { try ReadSchema(object: object, tx: $0).settle() } }
        findAbsentFields()
    }

    /// What stands on the stage as another schema showed it is read again, by id (R33). What cannot be read so leaves the stage.
    /// - Returns: false if there is something of the kind; only a complete listing tells what became of it.
    private mutating func readStageAgain() async throws(RunError) -> Bool {
        var after: String?
        var isComplete = true
        while true {
            let ids = try store { try ReadSchema(object: object, tx: $0).records(after: after, limit: Self.byIDSize) }
            guard let last = ids.last else { return isComplete }
            after = last
            let lost = try await read(ids: ids)
            if !lost.isEmpty { isComplete = false }
            let writer = StagingWriter(services: services, object: object, sync: sync)
            try store { tx in for id in lost { try writer.release(id, in: tx) } }
        }
    }

    /// Linked records of which nobody knows what they show now, such as the winner of a merge, are read by id, though nothing changed in
    /// them (R24).
    /// - Returns: false if one could not be read so; only a complete listing tells what became of it.
    private mutating func readUnseen() async throws(RunError) -> Bool {
        var after: String?
        var isComplete = true
        while true {
            let ids = try store { try $0.links.unseen(remote: object.remote, object: object.object, after: after, limit: Self.byIDSize) }
            guard let last = ids.last else { return isComplete }
            after = last
            let lost = try await read(ids: ids)
            guard !lost.isEmpty else { continue }
            isComplete = false
            // Looked for once: whatever the listing shows of them is news.
            try store { try $0.links.markUnknown(remote: object.remote, object: object.object, ids: lost) }
        }
    }

    /// Reads records by id and stages what is new about them.
    /// - Returns: the ids under which none was found.
    private mutating func read(ids: [String]) async throws(RunError) -> [String] {
        do {
            let answer = try await remote.source.read(ids: ids, of: object.object, fields: object.fields, proof: false)
            let records = ids.compactMap { id in answer.records[id].flatMap { $0.id == id && !$0.isDeleted ? $0 : nil } }
            let page = RecordPage(records: records, isLast: false)
            try await stage(page, of: .full, cursorStream: nil, until: services.clock.now(), keepsListing: false)
            let found = Set(records.map(\.id))
            return ids.filter { !found.contains($0) }
        } catch ConnectorError.unsupported {
            return ids
        } catch let error as ConnectorError {
            throw RunError.remote(name: object.remote, step: "pull", object: object.object, error)
        } catch let error as RunError {
            throw error
        } catch {
            throw RunError.store(.failed(code: -1, doing: "staging records"))
        }
    }

    /// How far the remote's index may be behind its data: nothing younger is believed to be complete (R27).
    private var lag: Duration { services.guards.stands(.ceiling) ? object.capabilities.lag : .zero }

    /// How far each reading goes back behind the last (R27).
    private var overlap: Duration { services.guards.stands(.overlap) ? object.capabilities.overlap : .zero }

    private var isListingApproved: Bool { planning.approvedBrakes.contains("\(object.remote)/\(object.object)/listing") }

    /// The server's time now, or the best guess at it.
    private func serverTime() async -> Timestamp {
        let usage = await remote.usage()
        return services.clock.now() + (usage.offset ?? .zero)
    }

    /// True if the cursor cannot be trusted to lead to everything: none, another mapping (R30), older than the feed reaches, or an
    /// audit is due (R29).
    private func mustReadAll(_ cursor: StreamCursor?) -> Bool {
        guard let cursor, cursor.value != nil, let complete = cursor.completeAt else { return true }
        if cursor.configFingerprint != object.fingerprint, services.guards.stands(.fingerprint) { return true }
        guard services.guards.stands(.audit) else { return false }
        let now = services.clock.now()
        if now - complete > Self.auditInterval { return true }
        guard let retention = object.capabilities.retention, let value = cursor.value else { return false }
        return now - value > retention
    }

    private mutating func readAll(until: Timestamp, before: Int?) async throws(RunError) {
        try store { try $0.listing.start(remote: object.remote, object: object.object) }
        try await readPages(.full, cursorStream: "changes", until: until, keepsListing: true)
        let listed = try store { try $0.listing.count(remote: object.remote, object: object.object) }
        pull.listed = listed
        pull.listedBefore = before
        // A listing much shorter than the last does not become the measure of the next one: the brake speaks about it (R33).
        let isShort =
            !isListingApproved && services.guards.stands(.listingBrake)
            && (before.map { Brakes.isShort(listed, before: $0, limits: services.settings.brakes) } ?? false)
        let ceiling = until - lag
        try store { tx in
            try tx.cursors.put(
                StreamCursor(
                    remote: object.remote, object: object.object, stream: "changes", value: ceiling, ceiling: ceiling,
                    configFingerprint: object.fingerprint, completeAt: services.clock.now(), listingCount: isShort ? before : listed))
        }
    }

    private mutating func readDeleted(since: Timestamp?) async throws(RunError) {
        let cursor = try store { try $0.cursors.get(remote: object.remote, object: object.object, stream: "deleted") }
        let from = (cursor?.value ?? since).map { $0 - overlap }
        let until = await serverTime()
        try await readPages(.deleted(ReadWindow(since: from, until: until)), cursorStream: nil, until: until, keepsListing: false)
        let end = until - lag
        try store { tx in
            try tx.cursors.put(
                StreamCursor(
                    remote: object.remote, object: object.object, stream: "deleted", value: end, ceiling: end,
                    configFingerprint: object.fingerprint, completeAt: services.clock.now(), listingCount: nil))
        }
    }

    private mutating func readPages(
        _ listing: Listing, cursorStream: String?, until: Timestamp, keepsListing: Bool
    ) async throws(RunError) {
        do {
            var reader = try remote.source.list(listing, of: object.object, fields: object.fields)
            while let page = try await reader.next() {
                services.crash.pass(.pageFetched)
                try await stage(page, of: listing, cursorStream: cursorStream, until: until, keepsListing: keepsListing)
                services.crash.pass(.pageStaged)
                if Task.isCancelled { throw RunError.stopped }
            }
        } catch let error as ConnectorError {
            throw RunError.remote(name: object.remote, step: "pull", object: object.object, error)
        } catch let error as RunError {
            throw error
        } catch let error as StorageError {
            throw RunError.store(error)
        } catch {
            throw RunError.store(.failed(code: -1, doing: "staging a page"))
        }
    }

    private mutating func stage(
        _ page: RecordPage, of listing: Listing, cursorStream: String?, until: Timestamp, keepsListing: Bool
    ) async throws {
        var page = page
        if case .deleted = listing { for index in page.records.indices { page.records[index].isDeleted = true } }
        let listed = page.records.map(\.id)
        // A record that took others over says so itself, where no feed of deletions does (R24).
        page.records += page.records.flatMap { record in
            record.mergedFrom.filter { $0 != record.id }.map { Record(id: $0, isDeleted: true, mergedInto: record.id) }
        }
        let ids = page.records.map(\.id)
        let (seen, staged) = try services.store.read { tx in
            (
                try tx.links.seen(remote: object.remote, object: object.object, ids: ids),
                try tx.staged.marks(remote: object.remote, object: object.object, ids: ids)
            )
        }
        var staging = PageStaging(
            object: object, seen: seen, staged: staged, now: services.clock.now(), isFull: keepsListing,
            guards: services.guards)
        for record in page.records { staging.take(record) }
        if !object.links.isEmpty { try await readLinks(of: &staging) }
        try services.store.read { tx in try staging.settle { try leadsWhereItDid($0, tx) } }
        try services.store.write { tx in
            let writer = StagingWriter(services: services, object: object, sync: sync)
            try writer.store(staging, rejected: page.rejected, in: tx)
            try tx.links.markSeen(remote: object.remote, object: object.object, staging.seenAgain)
            if keepsListing { try tx.listing.add(remote: object.remote, object: object.object, ids: listed) }
            if let cursorStream, let reached = page.reached, !keepsListing {
                let cursor = try tx.cursors.get(remote: object.remote, object: object.object, stream: cursorStream)
                // Never past the ceiling (R27), and never back: the overlap shows again what was read before.
                if var cursor {
                    let believed = services.guards.stands(.ceiling) ? min(reached, until - lag) : until
                    cursor.value = cursor.value.map { max($0, believed) } ?? believed
                    try tx.cursors.put(cursor)
                }
            }
        }
        count(page, staging)
    }

    /// Links are asked for the staged records only: what did not change costs no call.
    private func readLinks(of staging: inout PageStaging) async throws {
        let ids = (staging.changed.filter { !$0.record.isDeleted } + staging.doubtful).map(\.record.id)
        guard !ids.isEmpty else { return }
        for link in object.links {
            let targets = try await remote.source.links(named: link, of: object.object, ids: ids)
            for index in staging.changed.indices where !staging.changed[index].record.isDeleted {
                let found = targets[staging.changed[index].record.id] ?? []
                staging.changed[index].record.values[linkValueName(link)] = .set(of: found)
            }
            for index in staging.doubtful.indices {
                let found = targets[staging.doubtful[index].record.id] ?? []
                staging.doubtful[index].record.values[linkValueName(link)] = .set(of: found)
            }
        }
    }

    /// True if every mapped link of a record shows its base.
    private func leadsWhereItDid(_ changed: PageStaging.Changed, _ tx: Transaction) throws -> Bool {
        let key = RecordKey(remote: object.remote, object: object.object, id: changed.record.id)
        guard let entity = changed.entity, let mapped = sync.sync(entity.kind), let link = try tx.links.get(key) else { return false }
        let shown = Observation(of: mapped, remote: object.remote, settings: services.settings, in: tx).values(of: changed.record.values)
        return mapped.rules.allSatisfy { rule in
            guard let side = rule.sides[object.remote], side.isLink, side.reads else { return true }
            return shown[rule.name] != nil && shown[rule.name] == link.remoteBase[rule.name]
        }
    }

    private mutating func count(_ page: RecordPage, _ staging: PageStaging) {
        read += page.records.count
        pull.staged += staging.changed.count
        pull.unchanged += staging.unchanged
        pull.stale += staging.stale
        pull.rejected += page.rejected.count
        for record in page.records where !record.isDeleted {
            for field in object.fields where record.values[field] == nil { absent[field, default: 0] += 1 }
        }
        services.progress(Progress(step: "pull", remote: object.remote, object: object.object, done: read, of: nil))
    }

    /// A field that nearly every record stopped returning is a lost permission, not news about the records.
    private mutating func findAbsentFields() {
        guard read >= 20 else { return }
        pull.absentFields = absent.filter { $0.value * 10 >= read * 9 }.map(\.key).sorted()
    }

    private func store<T>(_ body: (Transaction) throws -> T) throws(RunError) -> T {
        do { return try services.store.write(body) } catch let error as StorageError { throw .store(error) } catch {
            throw .store(.failed(code: -1, doing: "keeping the cursor of \(object.remote)/\(object.object)"))
        }
    }
}

import Connectors
import Model
import Reconciliation
import Storage

/// Stores what a remote said about one operation: a link for a record that was made, a failed row for one that was refused, or the mark
/// that nobody knows.
struct OutcomeRecord {
    let services: Services
    let object: ObjectMapping
    let mapping: Mapping
    let planning: Planning
    let tx: Transaction

    private var now: Timestamp { services.clock.now() }

    func store(_ outcome: WriteOutcome, of entry: OutboxEntry, counts: inout PushCounts) throws {
        switch outcome {
        case .done(let id, _):
            try acknowledge(entry, id: id)
            count(entry, in: &counts)
        case .failed(let failure): try fail(entry, failure, counts: &counts)
        case .unknown where !services.guards.stands(.unknown):
            try tx.outbox.delete(entry.id)
            try tx.dirty.mark([entry.entity], at: now)
            counts.deferred += 1
        case .unknown(let reason):
            var unknown = entry
            unknown.state = .unknown
            unknown.attempts += 1
            unknown.error = reason
            try tx.outbox.replace(unknown)
            counts.unknown += 1
        case .notSent(let reason, let after):
            var waiting = entry
            waiting.state = .planned
            waiting.error = reason
            waiting.nextAt = after.map { now + $0 }
            try tx.outbox.replace(waiting)
            try tx.dirty.mark([entry.entity], at: now)
            counts.deferred += 1
        }
    }

    private func count(_ entry: OutboxEntry, in counts: inout PushCounts) {
        switch entry.kind {
        case .create, .upsert: counts.created += 1
        case .delete, .archive: counts.deleted += 1
        case .update, .link, .unlink: counts.updated += 1
        }
    }

    /// The remote took it: kept as `acked` until a read has shown what became of it (R2).
    private func acknowledge(_ entry: OutboxEntry, id: String) throws {
        var acked = entry
        acked.state = .acked
        acked.attempts += 1
        acked.recordID = id
        try tx.outbox.replace(acked)
        try forgetFailure(entry)
        let key = RecordKey(remote: entry.remote, object: entry.object, id: id)
        try tx.ledger.add(
            entry.hubValues.map { name, value in
                LedgerMark(key: key, field: name, valueHash: ContentHash.of(value.stored.bytes), at: now, operation: entry.id)
            })
        if entry.kind == .create { try link(entry, id: id) }
    }

    /// What went through is no failed row any more, and nobody needs to decide about it.
    private func forgetFailure(_ entry: OutboxEntry) throws {
        let subject = entry.entity.text
        guard try tx.failedRows.get(remote: entry.remote, object: entry.object, subject: subject, kind: entry.kind.rawValue) != nil else {
            return
        }
        try tx.failedRows.remove(remote: entry.remote, object: entry.object, subject: subject, kind: entry.kind.rawValue)
        for review in try tx.reviews.of(entry.entity, .open)
        where review.kind == ReviewKind.failed.rawValue && review.remote == entry.remote && review.object == entry.object {
            try tx.reviews.close(review.id, as: .done, by: "entente", at: now)
        }
    }

    private func link(_ entry: OutboxEntry, id: String) throws {
        let key = RecordKey(remote: entry.remote, object: entry.object, id: id)
        if try tx.links.get(key) == nil {
            try tx.links.put(
                Link(
                    entity: entry.entity, key: key, state: .live, ackedAt: now, isCreatedByHub: true,
                    configFingerprint: object.fingerprint))
        }
        try tx.staged.remove(key)
        // Whatever points at this entity can be linked at this remote now.
        try tx.dirty.mark(try tx.entities.referring(to: entry.entity), at: now)
        try tx.dirty.mark(try tx.unresolved.entities(waitingFor: key), at: now)
        try LinkPlan(services: services, object: object, mapping: mapping, planning: planning, tx: tx).plan(after: entry, record: id)
    }

    private func fail(_ entry: OutboxEntry, _ failure: Failure, counts: inout PushCounts) throws {
        switch failure.failureClass {
        case .auth, .throttled, .retry, .split, .restart, .empty:
            var waiting = entry
            waiting.state = .planned
            waiting.error = failure.message
            waiting.nextAt = failure.wait.map { now + $0 }
            try tx.outbox.replace(waiting)
            try tx.dirty.mark([entry.entity], at: now)
            // A row that was refused for now is a failed row, transient (R17); one that the budget holds back is only later.
            if failure.failureClass == .retry { counts.failed += 1 } else { counts.deferred += 1 }
        case .conflict:
            // The record moved between reading and writing: merge again with what it shows then (R13).
            try tx.outbox.delete(entry.id)
            try tx.dirty.mark([entry.entity], at: now)
            counts.stale += 1
        case .gone where entry.kind == .delete || entry.kind == .archive:
            try removed(entry)
            counts.deleted += 1
        case .gone:
            // The record went away between reading and writing: the next reading tells how.
            try tx.outbox.delete(entry.id)
            try tx.dirty.mark([entry.entity], at: now)
            counts.stale += 1
        case .duplicate where entry.kind == .create && !failure.existing.isEmpty:
            // Never sent again as it is (R17); the record that stands in the way goes to matching.
            try keepFailure(entry, failure)
            counts.stale += 1
        case .duplicate, .forbidden, .invalid, .fatal:
            guard services.guards.stands(.failedRow) else {
                try tx.outbox.delete(entry.id)
                try tx.dirty.mark([entry.entity], at: now)
                counts.failed += 1
                return
            }
            try keepFailure(entry, failure)
            try raise(entry, failure)
            counts.failed += 1
        }
    }

    /// The record of a deletion that was carried out, or that somebody else was faster with, is gone.
    func removed(_ entry: OutboxEntry) throws {
        try tx.outbox.delete(entry.id)
        try tx.dirty.mark([entry.entity], at: now)
        guard let id = entry.recordID, var link = try tx.links.get(RecordKey(remote: entry.remote, object: entry.object, id: id)) else {
            return
        }
        link.state = .gone
        try tx.links.put(link)
    }

    /// A permanent failed row: tried again only when the intention, the mapping or the remote's schema changes (R17).
    private func keepFailure(_ entry: OutboxEntry, _ failure: Failure) throws {
        let known = try tx.failedRows.get(
            remote: entry.remote, object: entry.object, subject: entry.entity.text, kind: entry.kind.rawValue)
        try tx.failedRows.put(
            FailedRow(
                remote: entry.remote, object: entry.object, kind: entry.kind.rawValue, entity: entry.entity, recordID: entry.recordID,
                intendedHash: ContentHash.of(entry.id), failureClass: failure.failureClass.rawValue, code: failure.code,
                message: failure.message ?? "refused without a message", field: failure.field, attempts: (known?.attempts ?? 0) + 1,
                since: known?.since ?? now, schemaFingerprint: try object.conditions(in: tx)))
        try tx.outbox.delete(entry.id)
    }

    /// Tells a person that the remote refuses a row for good.
    func raise(_ entry: OutboxEntry, _ failure: Failure) throws {
        let existing = failure.existing.map { JSON.string("\(entry.remote)/\(entry.object)/\($0)") }
        let reason = [failure.code, failure.message].compactMap { $0 }.joined(separator: ": ")
        _ = try tx.reviews.raise(
            Review(
                id: services.identifier("review_"), kind: ReviewKind.failed.rawValue, entity: entry.entity, entityKind: entry.entity.kind,
                remote: entry.remote, object: entry.object, record: entry.recordID, field: failure.field,
                reason: "\(entry.kind.rawValue) refused: \(reason)", candidates: .array(existing), rule: "R17", since: now,
                runID: planning.run))
    }
}

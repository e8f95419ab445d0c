import Model
import Reconciliation
import Storage

/// Keeps one review item for each object whose first contact or brake waits for a person, and closes it when it no longer does.
struct Waiting {
    let services: Services
    let mapping: Mapping

    /// Notes what waits after this run.
    /// - Returns: how many items are new.
    func note(_ held: [ObjectName: Int], _ brakes: [TrippedBrake], run: String) throws -> Int {
        try services.store.write { tx in
            var raised = 0
            var open: Set<String> = []
            for (name, count) in held.sorted(by: { ($0.key.remote, $0.key.object) < ($1.key.remote, $1.key.object) }) where count > 0 {
                let item = item(
                    remote: name.remote, object: name.object, field: "first-contact",
                    reason: "values differ where record and entity met for the first time; an applied plan decides", rule: "R26", run: run)
                open.insert(item.fingerprint)
                if try tx.reviews.raise(item).isNew { raised += 1 }
            }
            for brake in brakes {
                let item = item(
                    remote: brake.remote, object: brake.object, field: brake.brake, reason: "the brake \(brake.name) tripped", rule: "R33",
                    run: run)
                open.insert(item.fingerprint)
                if try tx.reviews.raise(item).isNew { raised += 1 }
            }
            for item in try tx.reviews.open(kind: ReviewKind.brake.rawValue) where !open.contains(item.fingerprint) && isInRun(item) {
                _ = try tx.reviews.close(item.id, as: .done, by: "entente", at: services.clock.now())
            }
            return raised
        }
    }

    /// True if this run looked at what the item is about.
    private func isInRun(_ item: Review) -> Bool {
        guard let remote = item.remote, let object = item.object else { return true }
        if remote == "hub" { return mapping.kinds.contains { $0.kind.rawValue == object } }
        return mapping.object(remote, object) != nil
    }

    private func item(remote: String, object: String, field: String, reason: String, rule: String, run: String) -> Review {
        Review(
            id: services.identifier("review_"), kind: ReviewKind.brake.rawValue, entity: nil, entityKind: nil, remote: remote,
            object: object, record: nil, field: field, reason: reason, candidates: .array([]), rule: rule, since: services.clock.now(),
            runID: run)
    }
}

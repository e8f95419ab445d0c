import Logging
import Model
import Reconciliation
import Storage

/// Merges every entity of which some side may be out of step, kind after kind: hub rows, base pairs, conflicts and outbox entries of a
/// group of entities are committed together, and nothing is decided twice from half a state.
struct MergeStep {
    let context: MergeContext

    private var services: Services { context.services }

    /// How many entities one transaction takes.
    private static let pageSize = 200

    func merge(into result: inout PlanResult) throws {
        for sync in context.mapping.kinds {
            var after: EntityID?
            var done = 0
            while true {
                let ids = try services.store.write { tx in
                    let ids = try tx.dirty.page(sync.kind, after: after, limit: Self.pageSize)
                    try merge(ids, sync: sync, into: &result, tx)
                    services.crash.pass(.planReady)
                    return ids
                }
                services.crash.pass(.planCommitted)
                done += ids.count
                services.progress(Progress(step: "merge", remote: nil, object: sync.kind.rawValue, done: done, of: nil))
                guard let last = ids.last, ids.count == Self.pageSize else { break }
                after = last
            }
        }
    }

    private func merge(_ ids: [EntityID], sync: EntitySync, into result: inout PlanResult, _ tx: Transaction) throws {
        guard !ids.isEmpty else { return }
        let entities = try tx.entities.get(ids)
        let links = try tx.links.of(ids)
        let staged = try tx.staged.of(ids)
        for id in ids {
            guard let entity = entities[id] else {
                try tx.dirty.clear(id)
                continue
            }
            let records = staged[id] ?? []
            let facts = EntityFacts(
                entity: entity, links: links[id] ?? [], staged: Dictionary(records.map { ($0.key, $0) }, uniquingKeysWith: { $1 }),
                pending: try tx.outbox.pending(id))
            var step = EntityStep(run: context, sync: sync, facts: facts, tx: tx)
            try step.run(into: &result)
        }
    }
}

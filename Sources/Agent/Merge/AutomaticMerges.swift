import Logging
import Model
import Reconciliation
import Storage

/// Makes two entities one where a remote merged their records, no money differs and no other side holds both (R24). It is done after the
/// merge of fields, from the items that were raised for it, so that a crash in between loses nothing.
struct AutomaticMerges {
    /// The rule of items that no person has to decide.
    static let rule = "R24 auto"

    let context: MergeContext

    private var services: Services { context.services }

    /// True if two entities hold records of the same object at a side: then a person must say what becomes of the second.
    static func collide(_ first: EntityID, _ second: EntityID, in tx: Transaction, besides key: RecordKey? = nil) throws -> Bool {
        func places(_ id: EntityID) throws -> Set<ObjectName> {
            Set(
                try tx.links.of(id).filter { $0.state == .live && $0.key != key }.map {
                    ObjectName(remote: $0.key.remote, object: $0.key.object)
                })
        }
        return try !places(first).isDisjoint(with: places(second))
    }

    /// Carries out what can be.
    /// - Returns: true if entities were made one, so that they are merged once more.
    func settle(into result: inout PlanResult) throws -> Bool {
        var isAny = false
        let open = try services.store.read { try $0.reviews.open(kind: ReviewKind.merge.rawValue) }.filter { $0.rule == Self.rule }
        for (place, reviews) in Dictionary(grouping: open, by: { ObjectName(remote: $0.remote ?? "", object: $0.object ?? "") }) {
            // More than may be deleted at once may not be merged at once either (R33): then each is for a person.
            guard try reviews.count <= allowance(at: place) else {
                result.reviews += reviews.count { $0.runID == context.planning.run }
                continue
            }
            if try settle(reviews, into: &result) { isAny = true }
        }
        return isAny
    }

    private func allowance(at place: ObjectName) throws -> Int {
        let linked = try services.store.read { try $0.links.count(remote: place.remote, object: place.object, state: .live) }
        return Brakes.allowance(services.settings.brakes.deletes, of: linked)
    }

    private func settle(_ reviews: [Review], into result: inout PlanResult) throws -> Bool {
        var isAny = false
        for review in reviews {
            let pair = (review.candidates.array ?? []).compactMap(\.string).compactMap(EntityID.init)
            guard pair.count == 2, context.mapping.sync(pair[0].kind) != nil else { continue }
            do {
                let merged = try services.store.write { tx in try merge(pair[0], into: pair[1], review, tx) }
                guard merged else { continue }
                isAny = true
                result.hubDeleted += 1
                result.hubUpdated += 1
            } catch let error as RunError {
                services.logger.notice("merge waits", metadata: ["review": "\(review.id)", "cause": "\(error)"])
            }
        }
        return isAny
    }

    private func merge(_ loser: EntityID, into winner: EntityID, _ review: Review, _ tx: Transaction) throws -> Bool {
        guard try !Self.collide(loser, winner, in: tx), try !MoneyDifference.isBetween(loser, winner, in: tx) else { return false }
        let before = try tx.entities.get(winner)
        let outcome = try IdentityMerge(services: services, tx: tx).merge(loser, into: winner, by: "entente", rule: "R24 merge")
        try tx.reviews.close(review.id, as: .done, by: "entente", at: services.clock.now())
        let filled = outcome.merge.filled.map { field, value in
            (field, Operation.Change(old: before?.values[field], new: value, policy: "merge", from: "hub", rule: "R24 merge"))
        }
        let object = winner.kind.rawValue
        context.spool.take(
            Operation(
                remote: "hub", object: object, record: nil, entity: winner, kind: .update,
                fields: Dictionary(filled, uniquingKeysWith: { $1 })))
        context.spool.take(Operation(remote: "hub", object: object, record: nil, entity: loser, kind: .delete, fields: [:]))
        return true
    }
}

import Model
import Reconciliation
import Storage

/// Two entities that are one, and one that is two after all (R24).
extension Reviews {
    /// Makes two entities one: the second is merged into the first. What each of them loses is kept, and it can be taken back.
    /// - Returns: what was done, in a few words.
    /// - Throws: `RunError.notFound`, `RunError.badValue` for an end of an id that several have, and `RunError.refused` while an operation
    ///   is not settled.
    public func merge(_ first: String, _ second: String, by person: String) throws(RunError) -> String {
        let given = GivenID(services: services)
        let (kept, gone) = (try given.entity(first), try given.entity(second))
        return try services.writing { tx in try merge(gone, into: kept, by: person, tx) }
    }

    /// Takes a merge back; `id` is the merge's own, or that of either entity, whose last merge it then is.
    /// - Returns: what was done, in a few words.
    public func split(_ id: String, by person: String) throws(RunError) -> String {
        // A merge is named by its own id or by that of an entity, whole or by its end.
        let whole = id.hasPrefix("merge_") ? id : try GivenID(services: services).entity(id).text
        return try services.writing { tx in
            let split = IdentitySplit(services: services, tx: tx)
            let merge = try split.merge(whole)
            try split.split(merge, by: person)
            return "\(merge.loser.text) lives again beside \(merge.winner.text)"
        }
    }

    /// Carries out what a merge item proposes.
    func acceptMerge(_ pair: [EntityID], by person: String, _ tx: Transaction) throws -> String {
        guard pair.count == 2 else {
            throw RunError.refused(.review(.noPair))
        }
        return try merge(pair[0], into: pair[1], by: person, tx)
    }

    private func merge(_ gone: EntityID, into kept: EntityID, by person: String, _ tx: Transaction) throws -> String {
        let outcome = try IdentityMerge(services: services, tx: tx).merge(gone, into: kept, by: person, rule: "R24 merge")
        let done = "\(gone.text) is \(kept.text) now (\(outcome.merge.id); `entente review split \(outcome.merge.id)` takes it back)"
        let second = outcome.second.map { "\($0.object) \($0.id) at \($0.remote)" }.joined(separator: ", ")
        return second.isEmpty ? done : "\(done); \(second) is a second record of it: merge or delete it there"
    }
}

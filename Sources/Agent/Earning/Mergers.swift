import Model
import Storage

/// Which entity each is now that some were merged into others.
struct Mergers {
    private var winners: [EntityID: EntityID] = [:]
    private var losers: [EntityID: [EntityID]] = [:]

    /// Reads the merges that stand.
    init(_ tx: Transaction) throws {
        for merge in try tx.mergedEntities.standing() { winners[merge.loser] = winners[merge.loser] ?? merge.winner }
        for loser in winners.keys.sorted() { losers[now(loser), default: []].append(loser) }
    }

    /// What an entity is now: itself, or the one it was merged into in the end.
    func now(_ id: EntityID) -> EntityID {
        var current = id
        // No chain is longer than there are merges; one that is runs in a circle.
        for _ in 0..<winners.count {
            guard let next = winners[current] else { return current }
            current = next
        }
        return current
    }

    /// Some entities, with all that were merged into them.
    func all(of ids: some Sequence<EntityID>) -> [EntityID] { ids.flatMap { [$0] + (losers[$0] ?? []) } }
}

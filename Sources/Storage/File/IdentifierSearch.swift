import Model

/// Ids found by how they end, which is what differs: ids made close together begin alike.
public struct IdentifierSearch {
    let connection: Connection

    /// What can be looked for.
    public enum Place: Sendable {
        /// Entities of every kind.
        case entities
        /// Conflicts, open or decided.
        case conflicts
        /// What waits or waited for a person.
        case reviews
        /// Commissions.
        case commissions
        /// Payouts.
        case payouts
    }

    /// At most three ids of a place that end so, in order: three are enough to say that there are several.
    public func ids(endingWith ending: String, in place: Place) throws(StorageError) -> [String] {
        let sources =
            switch place {
            case .entities: EntityKind.allCases.map { "select id from \($0.rawValue)" }
            case .conflicts: ["select id from conflict"]
            case .reviews: ["select id from review"]
            case .commissions: ["select id from commission"]
            case .payouts: ["select id from payout"]
            }
        let all = sources.joined(separator: " union all ")
        return try connection.all(
            "select id from (\(all)) where substr(id, -length(?1)) = ?1 order by id limit 3", doing: "look up an id",
            bind: { $0.bind(ending) }
        ) { (row) throws(StorageError) in try row.text() }
    }
}

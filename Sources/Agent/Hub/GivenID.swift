public import Model
import Storage

/// An id as a person gives it: whole, or by how it ends, as narrow tables print it.
public struct GivenID: Sendable {
    let services: Services
    /// Fewer characters of an end are too likely to be chance.
    private static let fewest = 4

    /// Prepares to look ids up in the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// The entity that is meant.
    /// - Throws: `RunError.notFound` if none is or it is of another kind, `RunError.badValue` if several end so.
    public func entity(_ text: String, kind: EntityKind? = nil) throws(RunError) -> EntityID {
        let found = EntityID(text) != nil ? text : try whole(text, in: .entities)
        guard let id = found.flatMap(EntityID.init), kind == nil || id.kind == kind else {
            throw .notFound(what: kind?.rawValue ?? "entity", id: text)
        }
        return id
    }

    /// The conflict that is meant; throws as `entity`.
    func conflict(_ text: String) throws(RunError) -> String { try whole(text, in: .conflicts) ?? text }

    /// The review item that is meant; throws as `entity`.
    func review(_ text: String) throws(RunError) -> String { try whole(text, in: .reviews) ?? text }

    /// The commission that is meant; throws as `entity`.
    func commission(_ text: String) throws(RunError) -> String { try whole(text, in: .commissions) ?? text }

    /// The payout that is meant; throws as `entity`.
    func payout(_ text: String) throws(RunError) -> String { try whole(text, in: .payouts) ?? text }

    private func whole(_ text: String, in place: IdentifierSearch.Place) throws(RunError) -> String? {
        let ending = String(text.split(separator: "…", omittingEmptySubsequences: false).last ?? "").uppercased()
        // A whole id holds its prefix, which no end does.
        guard !ending.contains("_"), ending.count >= Self.fewest else { return nil }
        let found = try services.reading { try $0.identifiers.ids(endingWith: ending, in: place) }
        guard found.count < 2 else {
            throw .badValue(field: "id", found: text, expected: "more of its end: \(found.joined(separator: ", ")) end so")
        }
        return found.first
    }
}

public import Model

/// A brake that a plan trips: nothing is written to that remote's object until a person approves it by name.
public struct TrippedBrake: Sendable, Equatable {
    /// The remote's name.
    public var remote: String
    /// The object's name.
    public var object: String
    /// The brake's name, such as `creates`.
    public var brake: String
    /// What the plan would do.
    public var found: Int
    /// What is allowed; for `listing` the least that is expected.
    public var allowed: Int
    /// What `found` and `allowed` count, such as `records`.
    public var unit: String
    /// What more there is to know, such as the field and value; nil if nothing.
    public var detail: String?

    /// The name under which it is approved: `REMOTE/OBJECT/BRAKE`.
    public var name: String { "\(remote)/\(object)/\(brake)" }
}

/// The brakes (R33): evaluated on the plan, before the first write, per remote and object.
public enum Brakes {
    /// With fewer records affected than this no share is judged: in a small hub every share is large.
    public static let smallest = 20

    /// The brakes that the counts trip, by name.
    ///
    /// A limit with count and share allows the larger of the two: `max(count, share x of)`. A limit with a share alone allows
    /// `max(19, share x of)`: it bites from 20 affected records on. A listing is judged once 20 records are missing, or if it is empty.
    /// `all_changed`, `schema` and `absent_field` have no limit to set.
    public static func evaluate(
        _ counts: BrakeCounts, limits: BrakeLimits = .standard, guards: Guards = Guards()
    ) -> [TrippedBrake] {
        let operations = counts.deletes + counts.creates + counts.updates + counts.unknown
        let same = counts.largestSameValue
        let trips = [
            over("deletes", counts.deletes, limits.deletes, of: counts.linked, counts),
            over("creates", counts.creates, limits.creates, of: counts.linked, counts),
            over("updates", counts.updates, limits.updates, of: counts.linked, counts),
            over(
                "same_value", same?.count ?? 0, limits.sameValue, of: counts.linked, counts,
                detail: same.map { "\($0.field) = \($0.value)" }),
            over("blanks", counts.blanks, limits.blanks, of: counts.linked, counts, unit: "values"),
            over("unknown", counts.unknown, limits.unknown, of: operations, counts, unit: "operations"),
            over("conflicts", counts.conflicts, limits.conflicts, of: counts.changed, counts),
            listing(counts, limits),
            allChanged(counts),
            schema(counts),
            absentField(counts),
        ]
        return trips.compactMap { $0 }.filter { RuleGuard.brake($0.brake).map(guards.stands) ?? true }.sorted { $0.brake < $1.brake }
    }

    /// How many of a total a limit allows.
    public static func allowance(_ limit: BrakeLimits.Limit, of total: Int) -> Int {
        max(limit.count ?? smallest - 1, part(limit.share, of: total))
    }

    /// Basis points of a total, rounded down, without overflow.
    private static func part(_ share: Int, of total: Int) -> Int {
        let (whole, rest) = total.quotientAndRemainder(dividingBy: 10_000)
        return whole * share + rest * share / 10_000
    }

    private static func over(
        _ brake: String, _ found: Int, _ limit: BrakeLimits.Limit, of total: Int, _ counts: BrakeCounts, unit: String = "records",
        detail: String? = nil
    ) -> TrippedBrake? {
        let allowed = allowance(limit, of: total)
        guard found > allowed else { return nil }
        return trip(brake, found: found, allowed: allowed, unit: unit, counts, detail: detail)
    }

    private static func listing(_ counts: BrakeCounts, _ limits: BrakeLimits) -> TrippedBrake? {
        guard let listing = counts.listing, isShort(listing.now, before: listing.previous, limits: limits) else { return nil }
        let least = least(of: listing.previous, limits)
        return trip("listing", found: listing.now, allowed: least, unit: "records", counts, detail: "\(listing.previous) before")
    }

    /// True if a listing shows so many fewer records than the last complete one that its absences prove nothing.
    public static func isShort(_ now: Int, before previous: Int, limits: BrakeLimits) -> Bool {
        guard previous - now >= smallest || (now == 0 && previous > 0) else { return false }
        return now < least(of: previous, limits)
    }

    private static func least(of previous: Int, _ limits: BrakeLimits) -> Int {
        let (whole, rest) = previous.quotientAndRemainder(dividingBy: 10_000)
        return whole * limits.listingAtLeast + (rest * limits.listingAtLeast + 9_999) / 10_000
    }

    private static func allChanged(_ counts: BrakeCounts) -> TrippedBrake? {
        guard counts.changed >= smallest, counts.changed >= counts.linked, counts.linked > 0 else { return nil }
        return trip("all_changed", found: counts.changed, allowed: counts.linked - 1, unit: "records", counts)
    }

    private static func schema(_ counts: BrakeCounts) -> TrippedBrake? {
        guard !counts.schemaChanges.isEmpty else { return nil }
        let detail = counts.schemaChanges.sorted().joined(separator: ", ")
        return trip("schema", found: counts.schemaChanges.count, allowed: 0, unit: "changes", counts, detail: detail)
    }

    /// A field that nine of ten records do not return any more was not emptied: the permission to read it is gone.
    private static func absentField(_ counts: BrakeCounts) -> TrippedBrake? {
        guard let field = counts.absentField, field.share >= 9_000 else { return nil }
        return trip("absent_field", found: field.share, allowed: 8_999, unit: "basis points", counts, detail: field.name)
    }

    private static func trip(
        _ brake: String, found: Int, allowed: Int, unit: String, _ counts: BrakeCounts, detail: String? = nil
    ) -> TrippedBrake {
        TrippedBrake(
            remote: counts.remote, object: counts.object, brake: brake, found: found, allowed: allowed, unit: unit, detail: detail)
    }
}

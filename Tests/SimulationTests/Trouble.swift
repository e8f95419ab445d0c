import Sandbox

/// What goes wrong in a round, as a fault specification.
final class Trouble {
    /// Faults after which nothing a person typed may be lost and everything must come together once they end.
    static let plain: [FaultKind] = [
        .requestLost, .responseLost, .duplicateDelivery, .resetMidBody, .slow, .slowDrip, .truncatedJSON, .wrongContentType, .errorInOK,
        .htmlLogin, .foreignRedirect, .http408, .http409, .http412, .http423, .http502, .http504, .retryAfter, .retryAfterAbsurd,
        .retryAfterDate, .http500, .http503, .failedAfterEffect, .rateLimited, .quotaExhausted, .tokenExpired, .scopeRemoved,
        .permissionLost, .rowLocked, .validationRule, .emptyList, .shortPage, .repeatedCursor, .pageShift, .pageSkip, .capReached,
        .totalWrong, .sortIgnored, .lateCommit, .indexLag, .oldReplica, .partialBatch, .resultsMissing, .resultsReordered, .clockAhead,
        .clockBehind, .duplicateKeys, .equalStamps, .shortIDs, .zoneChanged, .rowHidden,
    ]
    /// Faults that change what a vendor keeps of what is written to it.
    static let lossy: [FaultKind] = [.textTruncated, .textRecased, .textTrimmed, .scaleLost, .valueRewritten]
    /// Faults in which a vendor shows less than it holds, or another order or time than is true: what was not shown is read later.
    static let veiling: Set<FaultKind> = [
        .emptyList, .pageShift, .pageSkip, .capReached, .totalWrong, .sortIgnored, .lateCommit, .indexLag, .oldReplica, .clockAhead,
        .clockBehind, .rowHidden, .permissionLost, .scopeRemoved, .repeatedCursor, .shortPage,
    ]

    private let chance: Chance
    private let vendors: [String]
    private let choices: [FaultKind]
    /// The kinds drawn so far.
    private(set) var kinds: Set<FaultKind> = []

    init(_ universe: Universe) {
        chance = Chance(universe.seed, "trouble")
        vendors = universe.swarm.vendors.map(\.vendor)
        choices = Self.plain + (universe.swarm.isLossy ? Self.lossy : [])
    }

    /// One to three faults, each in a share of the calls or at one call, at one vendor or all.
    func specification() -> String {
        (0...chance.below(3)).compactMap { _ -> String? in
            guard let kind = chance.pick(choices) else { return nil }
            kinds.insert(kind)
            let place = chance.happens(50) ? "@\(chance.pick(vendors) ?? "hubspot")" : ""
            let share = ["0.02", "0.10", "0.30", "1.0"][chance.below(4)]
            return kind.rawValue + place + "=" + (chance.happens(40) ? "#\(1 + chance.below(40))" : share)
        }.joined(separator: ",")
    }
}

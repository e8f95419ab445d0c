import Sandbox

/// What goes wrong in a round, as a fault specification.
struct Trouble {
    /// Faults after which nothing a person typed may be lost and everything must come together once they end.
    static let kinds: [FaultKind] = [
        .requestLost, .responseLost, .duplicateDelivery, .resetMidBody, .slow, .truncatedJSON, .wrongContentType, .errorInOK, .htmlLogin,
        .foreignRedirect, .http408, .http409, .http412, .http423, .http502, .http504, .retryAfter, .retryAfterAbsurd, .retryAfterDate,
        .http500, .http503, .rateLimited, .tokenExpired, .scopeRemoved, .permissionLost, .rowLocked, .validationRule, .emptyList,
        .shortPage, .repeatedCursor, .pageShift, .capReached, .totalWrong, .sortIgnored, .lateCommit, .indexLag, .oldReplica,
        .partialBatch, .resultsMissing, .resultsReordered, .clockAhead, .clockBehind, .duplicateKeys, .equalStamps,
    ]

    private let chance: Chance
    private let vendors: [String]

    init(_ universe: Universe) {
        chance = Chance(universe.seed, "trouble")
        vendors = universe.swarm.vendors.map(\.vendor)
    }

    /// One to three faults, each in a share of the calls or at one call, at one vendor or all.
    func specification() -> String {
        (0...chance.below(3)).compactMap { _ -> String? in
            guard let kind = chance.pick(Self.kinds) else { return nil }
            let place = chance.happens(50) ? "@\(chance.pick(vendors) ?? "hubspot")" : ""
            let share = ["0.02", "0.10", "0.30", "1.0"][chance.below(4)]
            return kind.rawValue + place + "=" + (chance.happens(40) ? "#\(1 + chance.below(40))" : share)
        }.joined(separator: ",")
    }
}

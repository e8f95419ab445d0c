public import Model

/// What is done to a record because its entity was deleted elsewhere.
public enum Removal: String, Sendable, CaseIterable {
    /// It is deleted.
    case delete
    /// It is archived.
    case archive
    /// Its link ends; the record stays.
    case unlink
}

/// What becomes of a record that seems to be gone.
public enum TombstoneDecision: Sendable, Equatable {
    /// Nothing yet: the proof is not complete.
    case keepWaiting(reason: String, rule: String)
    /// The link ends; nothing else happens.
    case unlink(rule: String)
    /// The link ends, and this happens at other remotes.
    case propagate([String: Removal], rule: String)
    /// The link ends; whether the others follow, a person decides.
    case review(reason: String, rule: String)
    /// The link moves to the record's new id.
    case alias(to: String, rule: String)
    /// Two entities may be one; a person decides.
    case mergeReview(EntityID, EntityID, newID: String, rule: String)
    /// Two entities are one: the first is merged into the second.
    case autoMerge(EntityID, into: EntityID, newID: String, rule: String)
}

/// What a record that is back, or seen under a known id, is.
public enum ReturnDecision: Sendable, Equatable {
    /// The record of the link.
    case same
    /// It was gone and is back: the link lives again and the record counts as changed (R22).
    case revive
    /// Another record under a used id: the old one is a tombstone, and a person looks (R23).
    case differentRecord
}

/// Decisions about deletions, merges and returns (R20 to R24). Absence alone is never a deletion.
public enum Tombstones {
    /// How long a record must be missing from complete listings before others are deleted for it (R20).
    public static let confirmation: Duration = .seconds(3600)

    /// Decides about one record.
    public static func decide(_ input: TombstoneInput) -> TombstoneDecision {
        switch input.evidence {
        case .merged(let newID): return merged(input, into: newID)
        case .explicit where !input.guards.stands(.tombstone): return .keepWaiting(reason: "told, and not believed", rule: "R20")
        case .explicit: return deleted(input, rule: "R21")
        case .absent(let proof):
            if let missing = missing(in: proof) { return .keepWaiting(reason: missing, rule: "R20") }
            let decision = deleted(input, rule: "R20")
            if case .propagate(let removals, _) = decision, removals.values.contains(.delete) {
                guard let since = proof.missingSince, input.now - since >= confirmation else {
                    return .keepWaiting(reason: "one complete listing; a deletion elsewhere asks for two, an hour apart", rule: "R20")
                }
            }
            return decision
        }
    }

    /// Decides what a record seen under the id of a link is (R22, R23): by whether the link had ended because the record was gone, when
    /// the linked record was created, as far as that is known, and when this one was.
    public static func returned(
        isTombstoned: Bool, known: Timestamp?, shown: Timestamp?, guards: Guards = Guards()
    ) -> ReturnDecision {
        // Remotes show the time of creation to the second in one answer and to the millisecond in another.
        if guards.stands(.reusedID), let known, let shown, known.truncated(to: .seconds(1)) != shown.truncated(to: .seconds(1)) {
            return .differentRecord
        }
        return isTombstoned ? .revive : .same
    }

    /// What an absence still lacks to be a deletion (R20); nil if nothing.
    private static func missing(in proof: AbsenceProof) -> String? {
        if !proof.isListingComplete { return "the listing was not complete" }
        guard let isGone = proof.isGoneByID else { return "not yet read by id" }
        if !isGone { return "readable by id" }
        if !proof.isCanaryReadableBefore || !proof.isCanaryReadableAfter { return "the canary was not readable: access may be lost" }
        return nil
    }

    private static func deleted(_ input: TombstoneInput, rule: String) -> TombstoneDecision {
        var removals: [String: Removal] = [:]
        for link in input.others { removals[link.remote] = removal(for: link, input) }
        // Modify wins over delete, as soon as the deletion would reach anything, be it only a link; a record that it is meant to reach but
        // may not touch wins too, so that a person hears of the two.
        let modifyWins = input.guards.stands(.modifyWins)
        if modifyWins, !removals.isEmpty, input.isHubChanged { return .review(reason: "deleted there, changed in the hub", rule: "R21") }
        let contenders = removals.isEmpty ? input.others.filter { $0.onDelete != .ignore } : input.others
        if modifyWins, let first = contenders.filter(\.isChanged).map(\.remote).min() {
            return .review(reason: "deleted there, changed at \(first)", rule: "R21")
        }
        if removals.isEmpty { return .unlink(rule: rule) }
        return .propagate(removals, rule: rule)
    }

    /// Nil if the other record and its link stay as they are.
    private static func removal(for link: OtherLink, _ input: TombstoneInput) -> Removal? {
        switch link.onDelete {
        case .ignore: return nil
        case .unlink: return .unlink
        case .propagate, .archive:
            // What money hangs on is voided, never deleted; what is not ours is left to its owner.
            guard input.guards.stands(.carriedOn), !input.isMoneyBearing, link.isOwned || !input.guards.stands(.ownership), link.isWritable
            else { return nil }
            return link.onDelete == .archive ? .archive : .delete
        }
    }

    private static func merged(_ input: TombstoneInput, into newID: String) -> TombstoneDecision {
        guard let winner = input.winner?.entity, winner != input.entity else { return .alias(to: newID, rule: "R24") }
        if input.winner?.hasMoneyDifference != false || input.isMoneyBearing {
            return .mergeReview(input.entity, winner, newID: newID, rule: "R24")
        }
        return .autoMerge(input.entity, into: winner, newID: newID, rule: "R24")
    }
}

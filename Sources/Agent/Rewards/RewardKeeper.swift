import Model
import ProgramRules
import Storage

/// Keeps what somebody is due beside money in step with what it is for: new rewards, rewards that ripened, and rewards whose proof fell.
struct RewardKeeper {
    let tx: Transaction
    let services: Services
    let run: String
    let now: Timestamp

    /// What a run did to rewards.
    struct Changes {
        var granted = 0
        var fallen = 0
        var ripe = 0
        var raised = 0
    }

    /// Brings the rewards to what commissions and milestones say, and lets ripen what is due.
    func keep(_ outcome: EarningPlay.Outcome) throws -> Changes {
        let wanted = outcome.milestones + Rewards.rewards(for: outcome.result.commissions) { outcome.books[$0]?.terms.rewards ?? [] }
        var changes = Changes()
        var known: [String: StoredReward] = [:]
        for row in try tx.rewards.all() { known[key(of: row, try tx.mergedEntities.resolve(row.receiver))] = row }
        for reward in wanted {
            if try grant(reward, known.removeValue(forKey: reward.key(of: reward.receiver.id))) { changes.granted += 1 }
        }
        // What was reached stays reached; what came with a commission falls with it.
        for row in known.values.sorted(by: { $0.id < $1.id }) where row.commission != nil {
            if try fall(row) { changes.fallen += 1 }
        }
        (changes.ripe, changes.raised) = try ripen()
        return changes
    }

    /// The key that a reward has now that its receiver may have been merged into another.
    private func key(of row: StoredReward, _ receiver: EntityID) -> String {
        receiver == row.receiver ? row.key : row.key.replacing(row.receiver.text, with: receiver.text, maxReplacements: 1)
    }

    /// Grants a reward, or finds it granted.
    /// - Returns: true if it is new, or stands again.
    private func grant(_ reward: Reward, _ known: StoredReward?) throws -> Bool {
        guard let known else {
            var row = StoredReward(
                id: services.identifier("reward_"), key: reward.key(of: reward.receiver.id), rule: reward.rule,
                receiver: reward.receiver.id, kind: reward.grant.kind, what: reward.grant.text, proof: "", at: reward.at, createdAt: now,
                runID: run)
            take(reward, into: &row)
            // The commission of kind bonus is the giving.
            if case .bonus = reward.grant, reward.commission == nil { (row.state, row.givenAt) = (.given, now) }
            try tx.rewards.put(row)
            return true
        }
        var row = known
        switch known.state {
        case .withdrawn where known.reason == RewardReason.refused.rawValue: return false
        case .withdrawn, .takenBack:
            (row.state, row.code, row.record, row.givenAt, row.givenBy) = (.pending, nil, nil, nil, nil)
            (row.remote, row.object, row.account, row.askedAt) = (nil, nil, nil, nil)
            take(reward, into: &row)
        case .revoking, .toTakeBack, .kept:
            row.state = .given
            try close(row)
        case .pending, .due, .sending, .byHand, .given: break
        }
        (row.proof, row.commission, row.at) = (reward.proof, reward.commission?.text, reward.at)
        guard row != known else { return false }
        if row.state != known.state { row.reason = nil }
        (row.updatedAt, row.runID) = (now, run)
        try tx.rewards.put(row)
        return row.state != known.state
    }

    private func take(_ reward: Reward, into row: inout StoredReward) {
        (row.kind, row.what) = (reward.grant.kind, reward.grant.text)
        (row.share, row.amount) = (reward.grant.share?.basisPoints, reward.grant.amount)
        (row.proof, row.commission, row.at) = (reward.proof, reward.commission?.text, reward.at)
    }

    /// What a reward was for fell.
    private func fall(_ known: StoredReward) throws -> Bool {
        var row = known
        switch known.state {
        // Nobody knows whether it was given, so that it may be there to take back.
        case .byHand where known.reason == RewardReason.tooLate.rawValue: row.state = .toTakeBack
        case .pending, .due, .byHand: row.state = .withdrawn
        // An invoice may have taken from the credit already, and nobody can tell from which.
        case .given where row.record != nil && row.kind == "credit": (row.state, row.reason) = (.toTakeBack, RewardReason.credited.rawValue)
        case .given where row.record != nil: row.state = .revoking
        case .given where RewardWay(row, services.settings.rewards) == .itself: row.state = .takenBack
        case .given: (row.state, row.reason) = (.toTakeBack, RewardReason.byHand.rawValue)
        // What is under way is settled first; the next run finds it given.
        case .sending, .withdrawn, .revoking, .toTakeBack, .takenBack, .kept: return false
        }
        if row.state == .withdrawn { row.reason = RewardReason.fallen.rawValue }
        if known.state == .byHand { try close(known) }
        try put(row)
        if row.state == .toTakeBack { _ = try raise(row) }
        return true
    }

    /// Lets ripen what is due: its commission is approved, or it needs none.
    /// - Returns: how many ripened, and what was raised for a person.
    func ripen() throws -> (ripe: Int, raised: Int) {
        let ripe = try tx.rewards.ripe(at: now)
        var raised = 0
        for var row in ripe {
            switch RewardWay(row, services.settings.rewards) {
            case .itself: (row.state, row.givenAt) = (.given, now)
            case .partner, .remote: row.state = .due
            case .person: (row.state, row.reason) = (.byHand, RewardReason.noRemote.rawValue)
            }
            try put(row)
            if row.state == .byHand, try raise(row) { raised += 1 }
        }
        return (ripe.count, raised)
    }

    /// Notes where a reward is now.
    func put(_ row: StoredReward) throws {
        var row = row
        (row.updatedAt, row.runID) = (now, run)
        try tx.rewards.put(row)
    }

    /// Asks a person to give a reward, or to take it back.
    /// - Returns: true if nobody was asked before.
    func raise(_ row: StoredReward) throws -> Bool {
        var facts = JSONObject([
            ("reward", .string(row.id)), ("do", .string(row.state == .byHand ? "give" : "take_back")), ("kind", .string(row.kind)),
            ("what", .string(row.what)),
        ])
        facts["code"] = row.code.map(JSON.string)
        facts["account"] = row.account.map(JSON.string)
        facts["remote"] = row.remote.map(JSON.string)
        facts["record"] = row.record.map(JSON.string)
        let review = Review(
            id: services.identifier("review_"), kind: "reward", entity: row.receiver, reason: row.reason ?? "",
            candidates: [.object(facts)],
            rule: "9", since: now, runID: run, fingerprint: Self.fingerprint(row))
        return try tx.reviews.raise(review).isNew
    }

    /// Nobody needs to do anything about a reward any more.
    func close(_ row: StoredReward) throws {
        for open in try tx.reviews.of(row.receiver) where open.kind == "reward" && open.fingerprint.hasPrefix("reward/\(row.id)/") {
            _ = try tx.reviews.close(open.id, as: .done, by: nil, at: now)
        }
    }

    private static func fingerprint(_ row: StoredReward) -> String { "reward/\(row.id)/\(row.state.rawValue)" }
}

/// Why a reward is where it is, as a fact; the words for people are made in the console.
public enum RewardReason: String, Error {
    /// What it was for was taken back.
    case fallen
    /// No remote makes what is to be given.
    case noRemote = "no_remote"
    /// A person gave it, so that a person takes it back.
    case byHand = "by_hand"
    /// A person refused to give it.
    case refused
    /// It was used before it could be taken back.
    case used
    /// The remote did not answer: it is looked up in the next run.
    case noAnswer = "no_answer"
    /// The remote refused it.
    case remoteRefused = "remote_refused"
    /// The shop's currency is another one.
    case currency
    /// The receiver has no account at the remote that the hub knows of.
    case noAccount = "no_account"
    /// Nobody knows whether it was given, and the remote may have forgotten the key under which it would act once (P6).
    case tooLate = "too_late"
    /// It was credited, and may have been taken from since.
    case credited
    /// The partner's tier is not the hub's to set.
    case notOurs = "not_ours"
}

public import Model
public import Storage

/// The rewards as people are shown them, and what a person may say of one.
public struct RewardList: Sendable {
    let services: Services

    /// Prepares to read the services' hub.
    public init(services: Services) {
        self.services = services
    }

    /// Every reward, in the order in which they were earned.
    public func all() throws(RunError) -> [RewardView] {
        try services.reading { tx in try tx.rewards.all().map { RewardView(reward: $0) } }
    }

    /// One reward with what it is for.
    /// - Throws: `RunError.notFound`.
    public func proof(of id: String) throws(RunError) -> RewardProof {
        let ending = id.uppercased()
        let matching = try all().filter { $0.reward.id == id || (ending.count >= 4 && $0.reward.id.hasSuffix(ending)) }
        guard let view = matching.first, matching.count == 1 else { throw .notFound(what: "reward", id: id) }
        let commission = try services.reading { tx in
            try view.reward.commission.flatMap { key in try tx.commissions.all().first { $0.key == key } }
        }
        return RewardProof(view: view, commission: commission)
    }

    /// Notes what a person did: gave it or took it back (yes), refused to give it or left it (no).
    /// - Returns: what was noted, in a few words.
    func decide(_ reward: String, isDone: Bool, by person: String, _ tx: Transaction) throws -> String {
        guard var row = try tx.rewards.get(reward) else { throw RunError.notFound(what: "reward", id: reward) }
        let now = services.clock.now()
        switch (row.state, isDone) {
        case (.byHand, true): (row.state, row.givenAt, row.givenBy, row.reason) = (.given, now, person, nil)
        case (.byHand, false): (row.state, row.reason) = (.withdrawn, RewardReason.refused.rawValue)
        case (.toTakeBack, true): (row.state, row.reason) = (.takenBack, nil)
        case (.toTakeBack, false): row.state = .kept
        default: return "nothing is to be done any more"
        }
        row.updatedAt = now
        try tx.rewards.put(row)
        let detail: JSON = ["reward": .string(row.id), "as": .string(row.state.rawValue)]
        try tx.audit.add(AuditEntry(at: now, actor: person, action: "reward", detail: detail))
        return row.state.rawValue.replacing("_", with: " ")
    }
}

/// A reward as people are shown it.
public struct RewardView: Sendable, Equatable {
    /// The reward.
    public var reward: StoredReward

    /// The reward as `rewards --json` prints it.
    public var json: JSON {
        var object = JSONObject([
            ("id", .string(reward.id)), ("rule", .string(reward.rule)), ("receiver", .string(reward.receiver.text)),
            ("kind", .string(reward.kind)), ("what", .string(reward.what)), ("state", .string(reward.state.rawValue)),
            ("proof", .string(reward.proof)), ("earned", .string(reward.at.iso)),
        ])
        object["amount"] = reward.amount?.json
        object["reason"] = reward.reason.map(JSON.string)
        object["code"] = reward.code.map(JSON.string)
        object["account"] = reward.account.map(JSON.string)
        object["remote"] = reward.remote.map(JSON.string)
        object["object"] = reward.object.map(JSON.string)
        object["record"] = reward.record.map(JSON.string)
        object["given"] = reward.givenAt.map { .string($0.iso) }
        object["by"] = reward.givenBy.map(JSON.string)
        return .object(object)
    }
}

/// A reward with what it is for.
public struct RewardProof: Sendable {
    /// The reward.
    public var view: RewardView
    /// The commission that it came with; nil for a milestone.
    public var commission: StoredCommission?

    /// The proof as `explain --json` prints it.
    public var json: JSON {
        var document = JSONObject([("reward", view.json)])
        document["commission"] = commission.map { .string($0.id) }
        return .object(document)
    }
}

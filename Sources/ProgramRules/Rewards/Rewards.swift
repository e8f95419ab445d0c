public import Model

/// A reward that somebody is due (PROGRAM section 9).
public struct Reward: Hashable, Sendable {
    /// Who gets it.
    public enum Receiver: Hashable, Sendable {
        /// The partner.
        case partner(EntityID)
        /// The customer whom the partner brought.
        case customer(EntityID)

        /// The receiver's id.
        public var id: EntityID {
            switch self {
            case .partner(let id), .customer(let id): id
            }
        }
    }

    /// The rule or milestone that grants it.
    public let rule: String
    /// Who gets it.
    public let receiver: Receiver
    /// What.
    public let grant: RewardGrant
    /// The grant's place among those of its rule or milestone.
    public let place: Int
    /// The proof: the commission or the milestone it comes with.
    public let proof: String
    /// The commission; nil for a milestone.
    public let commission: CommissionKey?
    /// When it was earned.
    public let at: Timestamp

    /// The reward's name: earned again in a later run it is the same one. Of several grants of one rule the text tells them apart.
    public var id: String { "\(rule) \(receiver.id.text) \(grant.kind) \(grant.amount?.text ?? "") \(proof)" }

    /// What is granted once, whoever the receiver is called by now: a customer's by rule and place, because a customer is new once; a
    /// partner's also by the commission.
    public func key(of receiver: EntityID) -> String {
        let place = "\(rule) \(receiver.text) \(place)"
        switch (self.receiver, commission) {
        case (.partner, let key?): return "\(place) \(key.text)"
        case (.partner, nil): return "milestone \(place)"
        case (.customer, _): return place
        }
    }
}

/// Two-sided rewards and milestones.
public enum Rewards {
    /// The rewards of commissions that stand: what the partner and the customer get beside money, with the same proof (section 9).
    ///
    /// Promises: one reward for a customer and rule, the earliest: a customer is new once; a commission that was taken back in full grants
    /// nothing.
    public static func rewards(for result: EarnResult, rules: [RewardRule]) -> [Reward] {
        rewards(for: result.commissions) { _ in rules }
    }

    /// The same, each commission under the rules of the book that is frozen on it (C1).
    public static func rewards(for commissions: [Commission], rules: (_ book: String) -> [RewardRule]) -> [Reward] {
        let standing = commissions.filter { $0.amount.minor > 0 && $0.earnedAt != nil }
            .sorted { ($0.earnedAt ?? .init(milliseconds: 0), $0.key) < ($1.earnedAt ?? .init(milliseconds: 0), $1.key) }
        var rewards: [Reward] = []
        var rewarded: [String: Set<EntityID>] = [:]
        for commission in standing {
            guard let at = commission.earnedAt else { continue }
            for rule in rules(commission.frozen.book) where commission.key.kind == rule.kind {
                func reward(_ receiver: Reward.Receiver, _ grants: [RewardGrant]) -> [Reward] {
                    grants.enumerated().map { place, grant in
                        Reward(
                            rule: rule.id, receiver: receiver, grant: grant, place: place, proof: commission.key.text,
                            commission: commission.key, at: at)
                    }
                }
                rewards += reward(.partner(commission.key.partner), rule.referrer)
                if let customer = commission.customer, rewarded[rule.id, default: []].insert(customer).inserted {
                    rewards += reward(.customer(customer), rule.referee)
                }
            }
        }
        return rewards
    }

    /// What a partner has come to, at each instant something was added.
    public struct Progress: Hashable, Sendable {
        /// The partner.
        public let partner: EntityID
        /// What is counted.
        public let measure: Milestone.Measure
        /// What was added, and when; less than zero where something was taken back.
        public let steps: [Step]

        /// One addition.
        public struct Step: Hashable, Sendable {
            /// When.
            public let at: Timestamp
            /// How much.
            public let by: Int64

            /// Describes an addition.
            public init(at: Timestamp, by: Int64) {
                self.at = at
                self.by = by
            }
        }

        /// Describes progress; the steps may come in any order.
        public init(partner: EntityID, measure: Milestone.Measure, steps: [Step]) {
            self.partner = partner
            self.measure = measure
            self.steps = steps.sorted { ($0.at, $0.by) < ($1.at, $1.by) }
        }
    }

    /// The milestones that partners have reached, with the instant each was first reached. What was reached stays reached.
    public static func reached(_ progress: [Progress], milestones: [Milestone]) -> [Reward] {
        progress.flatMap { partner in
            milestones.filter { $0.measure == partner.measure }.flatMap { milestone -> [Reward] in
                guard let at = instant(milestone.atLeast, partner.steps) else { return [] }
                return milestone.grants.enumerated().map { place, grant in
                    Reward(
                        rule: milestone.id, receiver: .partner(partner.partner), grant: grant, place: place,
                        proof: "milestone \(milestone.id)", commission: nil, at: at)
                }
            }
        }.sorted { ($0.at, $0.id) < ($1.at, $1.id) }
    }

    private static func instant(_ least: Int64, _ steps: [Progress.Step]) -> Timestamp? {
        var sum: Int128 = 0
        for step in steps {
            sum += Int128(step.by)
            if sum >= Int128(least) { return step.at }
        }
        return nil
    }
}

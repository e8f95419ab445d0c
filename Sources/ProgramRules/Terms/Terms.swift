public import Model

/// The terms of a program: everything that decides an amount. Source: `terms` and `payouts` of config.yaml.
public struct Terms: Hashable, Sendable {
    /// The currency in which commissions are earned.
    public var currency: Currency
    /// The zone whose days and months count.
    public var zone: ProgramZone
    /// How deals are attributed where no campaign says otherwise.
    public var attribution: AttributionTerms
    /// How deals are attributed by campaign.
    public var campaigns: [String: AttributionTerms]
    /// The commission rules in order: the first of a kind whose conditions hold applies (C1).
    public var rules: [CommissionRule]
    /// What commissions may add up to.
    public var caps: CommissionCaps
    /// What a customer won may cost at most, commissions and other costs together (C5); nil for no limit.
    public var allowableCAC: Money?
    /// How old an exchange rate may be. Units: days; 0 asks for the day itself.
    public var rateMaxAgeDays: Int
    /// The fraud screen.
    public var fraud: FraudTerms
    /// Payouts.
    public var payouts: PayoutTerms
    /// Two-sided rewards.
    public var rewards: [RewardRule]
    /// What partners reach.
    public var milestones: [Milestone]

    /// Describes terms.
    public init(
        currency: Currency, zone: ProgramZone, attribution: AttributionTerms = AttributionTerms(),
        campaigns: [String: AttributionTerms] = [:], rules: [CommissionRule] = [], caps: CommissionCaps = CommissionCaps(),
        allowableCAC: Money? = nil, rateMaxAgeDays: Int = 0, fraud: FraudTerms = FraudTerms(), payouts: PayoutTerms = PayoutTerms(),
        rewards: [RewardRule] = [], milestones: [Milestone] = []
    ) {
        self.currency = currency
        self.zone = zone
        self.attribution = attribution
        self.campaigns = campaigns
        self.rules = rules
        self.caps = caps
        self.allowableCAC = allowableCAC
        self.rateMaxAgeDays = rateMaxAgeDays
        self.fraud = fraud
        self.payouts = payouts
        self.rewards = rewards
        self.milestones = milestones
    }

    /// The attribution rules of a campaign, or the program's own.
    public func attribution(of campaign: String?) -> AttributionTerms {
        campaign.flatMap { campaigns[$0] } ?? attribution
    }

    /// The rule of the bonus that a milestone brings: it stands behind the program's own, of which one for that bonus decides before it.
    private func bonuses(for kind: CommissionKind) -> [CommissionRule] {
        guard case .bonus(let name) = kind, let milestone = milestones.first(where: { $0.id == name }) else { return [] }
        let amounts = milestone.grants.compactMap { grant -> Int64? in
            guard case .bonus(let amount) = grant else { return nil }
            return amount.minor
        }
        guard !amounts.isEmpty else { return [] }
        let pay = CommissionRate.flat(Money(minor: amounts.reduce(0, +), currency: currency))
        return [CommissionRule(id: "milestone:\(name)", kind: kind, versions: [RuleVersion(pay: .rate(pay))])]
    }

    /// The rule and version that apply (C1): the first rule of the kind with a version for the day whose conditions hold.
    public func rule(for kind: CommissionKind, _ facts: RuleFacts) -> (rule: CommissionRule, version: RuleVersion)? {
        let day = zone.day(of: facts.at)
        let bonuses = bonuses(for: kind)
        for rule in bonuses.isEmpty ? rules : rules + bonuses where rule.kind == kind {
            guard let version = rule.version(on: day), version.conditions.allSatisfy({ $0.holds(for: facts) }) else { continue }
            return (rule, version)
        }
        return nil
    }
}

/// Terms under a name that stands for exactly them, so that what was earned under them can be computed again (C1, W15).
public struct TermsBook: Hashable, Sendable {
    /// The name. Promises: two books of one name are equal; a hash of the terms' text will do.
    public let id: String
    /// The terms.
    public let terms: Terms

    /// Names terms.
    public init(id: String, terms: Terms) {
        self.id = id
        self.terms = terms
    }
}

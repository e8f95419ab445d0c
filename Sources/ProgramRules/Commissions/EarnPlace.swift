import Model

/// What one partner may earn with one line, as it is placed in tiers and caps.
struct EarnPlace {
    /// The partner's sales under one rule in one period.
    struct TierKey: Hashable {
        let partner: EntityID
        let rule: String
        let period: Period
    }

    let key: CommissionKey
    let order: EarnOrder
    let bookID: String
    let terms: Terms
    let rule: CommissionRule
    let version: RuleVersion
    let exchange: ExchangeRate?
    let tierKey: TierKey?
    let caps: [CapPlacement?]

    /// True if the other stands in the same groups, so that it may take this one's place there.
    func isSamePlace(as other: EarnPlace) -> Bool {
        order == other.order && tierKey == other.tierKey && caps == other.caps && version == other.version
    }

    /// The table of steps, if the version has one.
    var tiers: TierTable? {
        guard case .tiers(let table) = version.pay else { return nil }
        return table
    }

    /// The rate at a step; nil where no step starts so low.
    func rate(step: Int?) -> CommissionRate? {
        switch version.pay {
        case .rate(let rate): rate
        case .tiers(let table): step.flatMap { table.steps.indices.contains($0) ? table.steps[$0].rate : nil }
        }
    }

    /// What is frozen on the commission.
    var frozen: FrozenTerms {
        let rates = version.pay.rates.map(\.text).joined(separator: ", ")
        return FrozenTerms(
            book: bookID, rule: rule.id, version: version.name, rate: rates, base: version.base, holdDays: version.holdDays,
            exchange: exchange)
    }
}

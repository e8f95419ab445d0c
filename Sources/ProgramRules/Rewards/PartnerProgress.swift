public import Model

/// What partners come to over time, for milestones: their sales and what these amount to, and what they earned.
public enum PartnerProgress {
    /// Sales that stand and what they amount to, by partner.
    ///
    /// A sale counts from when it stood, and no more once it fell or was taken back in full; later payments add to the amount alone. An
    /// amount is what the customer paid less what was taken back, split as the deal is (A4), in the program's currency; one without a rate
    /// for its day adds nothing (L4). Whoever may not earn does not come closer to a milestone either.
    public static func sales(
        _ lines: [CommissionLine], partners: [EntityID: PartnerFacts], terms: Terms, rates: ExchangeRates
    ) -> [Rewards.Progress] {
        let counting = SaleCount(partners: partners, terms: terms, rates: rates)
        var sales: [EntityID: [Rewards.Progress.Step]] = [:]
        var revenue: [EntityID: [Rewards.Progress.Step]] = [:]
        for line in lines where line.kind == .sale || line.kind == .renewal {
            for step in counting.steps(line) {
                if line.kind == .sale, step.sales != 0 { sales[step.partner, default: []].append(.init(at: step.at, by: step.sales)) }
                if step.revenue != 0 { revenue[step.partner, default: []].append(.init(at: step.at, by: step.revenue)) }
            }
        }
        return progress(sales, .sales) + progress(revenue, .revenue)
    }

    /// What commissions came to in a currency, by partner, without bonuses: a bonus never brings the next one closer.
    public static func earnings(_ result: EarnResult, in currency: Currency) -> [Rewards.Progress] {
        var steps: [EntityID: [Rewards.Progress.Step]] = [:]
        for entry in result.entries where entry.amount.currency == currency {
            if case .bonus = entry.key.kind { continue }
            steps[entry.key.partner, default: []].append(.init(at: entry.at, by: entry.amount.minor))
        }
        return progress(steps, .earnings)
    }

    private static func progress(_ steps: [EntityID: [Rewards.Progress.Step]], _ measure: Milestone.Measure) -> [Rewards.Progress] {
        steps.sorted { $0.key < $1.key }.map { Rewards.Progress(partner: $0.key, measure: measure, steps: $0.value) }
    }
}

/// Counts one line after another.
private struct SaleCount {
    struct Step {
        let partner: EntityID
        let at: Timestamp
        var sales: Int64
        var revenue: Int64
    }

    private struct Standing {
        var sales: Int64 = 0
        var revenue: Int64 = 0
    }

    let partners: [EntityID: PartnerFacts]
    let terms: Terms
    let rates: ExchangeRates

    /// What each change of a line adds to whom.
    func steps(_ line: CommissionLine) -> [Step] {
        var state = LineState(line)
        var last: [EntityID: Standing] = [:]
        var steps: [Step] = []
        for change in line.changes {
            _ = state.apply(change)
            let now = standing(state, line)
            for partner in Set(last.keys).union(now.keys).sorted() {
                let (old, new) = (last[partner] ?? Standing(), now[partner] ?? Standing())
                steps.append(
                    Step(partner: partner, at: change.at, sales: new.sales - old.sales, revenue: new.revenue - old.revenue))
            }
            last = now
        }
        return steps
    }

    private func standing(_ state: LineState, _ line: CommissionLine) -> [EntityID: Standing] {
        guard state.stands, let at = state.earnedAt else { return [:] }
        let left = state.amounts.map { state.taken.remaining(of: $0.amount.minor) }
        if let whole = state.amounts?.amount.minor, whole > 0, left == 0 { return [:] }
        let parts = LargestRemainder.split(worth(left ?? 0, state, at), by: state.shares.map(\.weight))
        var standing: [EntityID: Standing] = [:]
        for (share, part) in zip(state.shares, parts) where state.share(of: share.partner) != nil {
            guard partners[share.partner]?.may(line.kind.act, at: at) == true else { continue }
            standing[share.partner] = Standing(sales: 1, revenue: part)
        }
        return standing
    }

    /// An amount of the line's currency in the program's.
    private func worth(_ minor: Int64, _ state: LineState, _ at: Timestamp) -> Int64 {
        guard let from = state.amounts?.amount.currency, from != terms.currency else { return minor }
        let rate = rates.rate(from: from, to: terms.currency, on: terms.zone.day(of: at), maxAgeDays: terms.rateMaxAgeDays)
        return rate?.convert(Money(minor: minor, currency: from))?.minor ?? 0
    }
}

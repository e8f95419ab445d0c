import Model

/// Checks terms before anything is computed with them.
public enum TermsCheck {
    /// Everything that is wrong, in the order of the terms; empty if nothing is.
    public static func findings(in terms: Terms) -> [TermsFinding] {
        var check = Checking(currency: terms.currency)
        if !terms.currency.isListed { check.found.append(.unknownCurrency(place: "currency", code: terms.currency.code)) }
        check.attribution(terms.attribution, "attribution")
        for (name, attribution) in terms.campaigns.sorted(by: { $0.key < $1.key }) { check.attribution(attribution, "campaigns.\(name)") }
        check.rules(terms.rules)
        for (name, limit) in terms.caps.named { check.amount(limit, "caps.\(name)") }
        if let limit = terms.allowableCAC { check.amount(limit, "allowable_cac") }
        check.count(terms.rateMaxAgeDays, atLeast: 0, "rates.max_age_days")
        check.fraud(terms.fraud)
        check.payouts(terms.payouts)
        check.names(terms.rewards.map(\.id), "rewards")
        for reward in terms.rewards { check.grants(reward.referrer + reward.referee, "rewards.\(reward.id)") }
        check.names(terms.milestones.map(\.id), "milestones")
        check.bonuses(terms)
        for milestone in terms.milestones {
            if milestone.atLeast <= 0 { check.found.append(.emptyWindow(place: "milestones.\(milestone.id)")) }
            check.grants(milestone.grants, "milestones.\(milestone.id)")
        }
        return check.found
    }
}

private struct Checking {
    let currency: Currency
    var found: [TermsFinding] = []

    init(currency: Currency) { self.currency = currency }

    mutating func attribution(_ terms: AttributionTerms, _ place: String) {
        if terms.windowDays <= 0 { found.append(.emptyWindow(place: "\(place).window")) }
        if let months = terms.recurring?.months { count(months, atLeast: 1, "\(place).recurring.months") }
        if let payments = terms.recurring?.payments { count(payments, atLeast: 1, "\(place).recurring.payments") }
    }

    mutating func rules(_ rules: [CommissionRule]) {
        names(rules.map(\.id), "rules")
        for (index, rule) in rules.enumerated() {
            let place = "rules.\(rule.id)"
            if rule.versions.isEmpty { found.append(.noVersion(place: place)) }
            names(rule.versions.map(\.name), place)
            for version in rule.versions { self.version(version, "\(place).versions.\(version.name)") }
            dates(rule.versions, place)
            let hiding = rules[..<index].first { earlier in
                earlier.kind == rule.kind && earlier.versions.contains { $0.from == nil && $0.until == nil && $0.conditions.isEmpty }
            }
            if let hiding { found.append(.unreachableRule(place: place, behind: hiding.id)) }
        }
    }

    private mutating func version(_ version: RuleVersion, _ place: String) {
        if let from = version.from, let until = version.until, until <= from { found.append(.emptyDates(place: place)) }
        count(version.holdDays, atLeast: 0, "\(place).hold")
        for rate in version.pay.rates { self.rate(rate, place) }
        guard case .tiers(let table) = version.pay else { return }
        guard let first = table.steps.first else {
            found.append(.noSteps(place: place))
            return
        }
        if first.above != 0 { found.append(.uncoveredStart(place: place, above: first.above)) }
        for (step, next) in zip(table.steps, table.steps.dropFirst()) where next.above <= step.above {
            found.append(.overlappingSteps(place: place, above: next.above))
        }
        if Set(table.steps.map(\.rate.kind)).count > 1 { found.append(.mixedSteps(place: place)) }
    }

    private mutating func rate(_ rate: CommissionRate, _ place: String) {
        if rate.isNegative { found.append(.negativeRate(place: place)) }
        if case .percent(let share) = rate, share.basisPoints > LargestRemainder.whole {
            found.append(.rateAboveWhole(place: place, basisPoints: share.basisPoints))
        }
        if let amount = rate.amount, amount.currency != currency {
            found.append(.foreignCurrency(place: place, code: amount.currency.code))
        }
    }

    private mutating func dates(_ versions: [RuleVersion], _ place: String) {
        for (index, first) in versions.enumerated() {
            for second in versions[(index + 1)...] where overlap(first, second) {
                found.append(.overlappingVersions(place: place, first: first.name, second: second.name))
            }
        }
    }

    private func overlap(_ first: RuleVersion, _ second: RuleVersion) -> Bool {
        func starts(_ one: RuleVersion, before other: RuleVersion) -> Bool {
            guard let from = one.from, let until = other.until else { return true }
            return from < until
        }
        return starts(first, before: second) && starts(second, before: first)
    }

    mutating func fraud(_ terms: FraudTerms) {
        count(Int(clamping: terms.shortestConversionSeconds), atLeast: 0, "fraud.shortest_conversion")
        count(Int(clamping: terms.twoPartnersSeconds), atLeast: 0, "fraud.two_partners")
        count(terms.burst, atLeast: 2, "fraud.burst")
        count(terms.referrerSample, atLeast: 1, "fraud.referrer_sample")
        count(terms.velocityFactor, atLeast: 1, "fraud.velocity")
        count(terms.velocitySample, atLeast: 1, "fraud.velocity_sample")
        count(terms.customersBeforeFirstPayout, atLeast: 0, "fraud.customers_before_first_payout")
        if let ceiling = terms.autoApprovalCeiling { amount(ceiling, "fraud.auto_approval_ceiling") }
    }

    mutating func payouts(_ terms: PayoutTerms) {
        count(terms.coolDownDays, atLeast: 0, "payouts.cool_down")
        for (name, table) in [("minimum", terms.thresholds), ("four_eyes_above", terms.fourEyesAbove), ("largest_sum", terms.largestSum)] {
            for (currency, amount) in table.sorted(by: { $0.key < $1.key }) {
                let place = "payouts.\(name).\(currency.code)"
                if !currency.isListed { found.append(.unknownCurrency(place: place, code: currency.code)) }
                if amount.currency != currency { found.append(.foreignCurrency(place: place, code: amount.currency.code)) }
                if amount.minor < 0 { found.append(.negativeAmount(place: place)) }
            }
        }
        if let most = terms.largestCount { count(most, atLeast: 0, "payouts.largest_count") }
        if let most = terms.mostNewRecipients { count(most, atLeast: 0, "payouts.new_recipients") }
    }

    /// A bonus is paid for a milestone that is there: with another name nobody would ever reach it.
    mutating func bonuses(_ terms: Terms) {
        let known = Set(terms.milestones.map(\.id))
        for rule in terms.rules {
            guard case .bonus(let name) = rule.kind, !known.contains(name) else { continue }
            found.append(.unknownMilestone(place: "rules.\(rule.id)", name: name))
        }
    }

    mutating func grants(_ grants: [RewardGrant], _ place: String) {
        for grant in grants {
            if let amount = grant.amount { self.amount(amount, place) }
            if case .freeMonths(let months) = grant { count(months, atLeast: 1, place) }
            if case .couponShare(let share) = grant {
                if share.basisPoints <= 0 { found.append(.negativeRate(place: place)) }
                if share.basisPoints > LargestRemainder.whole {
                    found.append(.rateAboveWhole(place: place, basisPoints: share.basisPoints))
                }
            }
        }
    }

    mutating func amount(_ amount: Money, _ place: String) {
        if amount.currency != currency { found.append(.foreignCurrency(place: place, code: amount.currency.code)) }
        if amount.minor < 0 { found.append(.negativeAmount(place: place)) }
    }

    mutating func count(_ count: Int, atLeast least: Int, _ place: String) {
        if count < least { found.append(.badCount(place: place, count: count)) }
    }

    mutating func names(_ names: [String], _ place: String) {
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { found.append(.duplicateName(place: place, name: name)) }
    }
}

import Model
import ProgramRules
import Storage

/// What the ledger and the clicks say of a period, by partner.
struct PeriodSums: Sendable {
    let granted: [EntityID: Purse]
    let clicks: [EntityID: Int]

    init(_ tx: Transaction, _ period: ReportPeriod) throws {
        var granted: [EntityID: Purse] = [:]
        for (partner, amount) in try tx.figures.granted(from: period.start, until: period.end) {
            granted[partner, default: Purse()].add(amount)
        }
        self.granted = granted
        clicks = try tx.figures.clicks(from: period.start, until: period.end)
    }
}

/// The key figures of a period (PROGRAM section 10): of the whole program, or of one partner.
struct PeriodFigures: Sendable {
    let facts: ReportFacts
    let period: ReportPeriod
    let rates: ReportRates
    /// The partner that it is about; nil for the program.
    let partner: EntityID?
    /// What was granted to each partner.
    let earnings: [EntityID: Purse]
    /// What each partner's parts of deals brought in. Units: ten thousandths of minor units.
    let revenues: [EntityID: Purse]
    /// The clicks that count, by partner.
    let clicksOf: [EntityID: Int]

    init(_ facts: ReportFacts, _ sums: PeriodSums, _ period: ReportPeriod, _ rates: ReportRates, partner: EntityID? = nil) {
        self.facts = facts
        self.period = period
        self.rates = rates
        self.partner = partner
        func counts(_ id: EntityID) -> Bool { partner == nil || id == partner }
        earnings = sums.granted.filter { counts($0.key) }.mapValues(rates.converted)
        clicksOf = sums.clicks.filter { counts($0.key) }
        var parts: [EntityID: Purse] = [:]
        for deal in facts.deals {
            for move in deal.moves where period.holds(move.at) {
                for (id, weight) in deal.shares where counts(id) {
                    parts[id, default: Purse()].add(Int128(move.amount.minor) * Int128(weight), move.amount.currency)
                }
            }
        }
        revenues = parts.mapValues(rates.converted)
    }

    /// How many clicks count.
    var clicks: Int { clicksOf.values.reduce(0, +) }

    /// What came in with partners' deals, less what was refunded.
    var revenue: Purse {
        var all = Purse()
        for purse in revenues.values { all.add(purse) }
        return all.tenThousandth
    }

    /// What partners were granted, less what was taken back.
    var commissions: Purse {
        var all = Purse()
        for purse in earnings.values { all.add(purse) }
        return all
    }

    private func isOwn(_ deal: CreditedDeal) -> Bool { partner.map { deal.shares[$0] != nil } ?? !deal.shares.isEmpty }

    /// How many leads and deals partners brought; one that several share counts once.
    var referrals: Int {
        Set(facts.referrals.filter { period.holds($0.at) && (partner == nil || $0.partner == partner) }.map(\.id)).count
    }

    /// How many deals of partners were won.
    var sales: Int { facts.deals.count { deal in isOwn(deal) && deal.won.map(period.holds) ?? false } }

    /// How many customers partners won: their first deal was a partner's.
    var customersWon: Int {
        facts.buyers.count { buyer in
            period.holds(buyer.came) && (partner.map { buyer.partners.contains($0) } ?? !buyer.partners.isEmpty)
        }
    }

    /// When a deal of partners was won last, up to the end of the period.
    var lastSale: Timestamp? { facts.deals.filter(isOwn).compactMap(\.won).filter { $0 <= period.asOf }.max() }

    /// The days since then, by the program's clocks.
    var daysSinceSale: Int? {
        lastSale.map { period.zone.day(of: period.asOf).daysSinceEpoch - period.zone.day(of: $0).daysSinceEpoch }
    }

    /// The partners that were approved at the end.
    var approved: Set<EntityID> { Set(facts.partners.filter { $0.isApproved(at: period.asOf) }.map(\.id)) }

    /// The share of the approved partners with a referral in the last so many days.
    func activity(days: Int) -> Quotient? {
        let known = facts.referrals.filter { $0.at <= period.asOf }
        let last = Dictionary(known.map { ($0.partner, $0.at) }, uniquingKeysWith: max)
        return KeyFigures.activityRate(approved: approved, lastReferral: last, days: days, at: period.asOf)
    }

    /// How many partners were approved in the period for the first time.
    var newPartners: Int { facts.partners.count { $0.steps[.approved].map(period.holds) ?? false } }

    /// What each partner earned in a currency.
    func earnings(in currency: Currency) -> [Int64] { earnings.values.compactMap { $0.minor(currency) } }

    /// The share of the top fifth of the partners who brought anything in, in a currency.
    func topFifth(in currency: Currency) -> Quotient? {
        KeyFigures.topFifthShare(revenues.values.compactMap { $0.sums[currency] == nil ? nil : $0.minor(currency) })
    }

    /// The currencies of everything that came in and was granted.
    var currencies: Set<Currency> { revenue.currencies.union(commissions.currencies) }

    /// Revenue, commissions and other costs, where all of it is in one currency; nil where it is not.
    func costs(_ terms: TermsSettings?) -> (costs: KeyFigures.Costs, currency: Currency)? {
        guard currencies.count < 2 else { return nil }
        let other = otherCosts(terms)
        guard let currency = currencies.first ?? other.currencies.first, other.currencies.isSubset(of: [currency]) else { return nil }
        guard let revenue = revenue.minor(currency), let commissions = commissions.minor(currency), let days = monthly(terms),
            let platform = rates.converted(days.platform).minor(currency), let management = rates.converted(days.management).minor(currency)
        else { return nil }
        return (KeyFigures.Costs(revenue: revenue, commissions: commissions, platform: platform, management: management), currency)
    }

    /// What the program costs beside commissions, in the wanted currency where there is a rate.
    func otherCosts(_ terms: TermsSettings?) -> Purse {
        var all = Purse()
        if let days = monthly(terms) {
            all.add(days.platform)
            all.add(days.management)
        }
        return rates.converted(all)
    }

    private func monthly(_ terms: TermsSettings?) -> (platform: Purse, management: Purse)? {
        guard let terms else { return (Purse(), Purse()) }
        let currency = terms.book.terms.currency
        return terms.costs.costs(from: period.from, until: period.costsUntil).map { costs in
            (
                Purse(Money(minor: costs.platform, currency: currency)), Purse(Money(minor: costs.management, currency: currency))
            )
        }
    }
}

import Model
import ProgramRules

/// The rows of a table of figures: name, currency where there is one, value.
struct FigureRows {
    static let columns = ["figure", "currency", "value"]

    private(set) var rows: [[ReportCell]] = []

    mutating func add(_ name: String, _ value: ReportCell) { rows.append([.text(name), .nothing, value]) }

    mutating func add(_ name: String, _ amount: Money?) { rows.append([.text(name), .of(amount?.currency.code), .of(amount)]) }

    mutating func add(_ name: String, _ currency: Currency, _ value: ReportCell) {
        rows.append([.text(name), .text(currency.code), value])
    }

    /// The figures of money, one set a currency.
    mutating func addMoney(_ figures: PeriodFigures) {
        for currency in figures.currencies.sorted() {
            func money(_ minor: Int64?) -> Money? { minor.map { Money(minor: $0, currency: currency) } }
            func mean(_ quotient: Quotient?) -> Money? { money(quotient.flatMap { Exact.quotient([$0.above], over: [$0.below]) }) }
            let earnings = figures.earnings(in: currency)
            add("revenue", currency, .of(money(figures.revenue.minor(currency))))
            add("commissions", currency, .of(money(figures.commissions.minor(currency))))
            add(
                "earnings_per_click", currency,
                .of(mean(KeyFigures.earningsPerClick(earned: figures.commissions.minor(currency) ?? 0, clicks: figures.clicks))))
            guard figures.partner == nil else { continue }
            add("average_earnings", currency, .of(mean(KeyFigures.averageEarnings(earnings))))
            add("median_earnings", currency, .of(mean(KeyFigures.medianEarnings(earnings))))
            add("top_fifth_share", currency, .of(share: figures.topFifth(in: currency)))
        }
    }

    /// What was brought, and the rates from one step to the next.
    mutating func addCounts(_ figures: PeriodFigures) {
        let (clicks, referrals, sales) = (figures.clicks, figures.referrals, figures.sales)
        add("clicks", .count(clicks))
        add("referrals", .count(referrals))
        add("sales", .count(sales))
        add("click_to_referral", .of(share: Quotient(Int128(referrals), over: Int128(clicks))))
        add("referral_to_sale", .of(share: Quotient(Int128(sales), over: Int128(referrals))))
        add("click_to_sale", .of(share: Quotient(Int128(sales), over: Int128(clicks))))
        add("customers_won", .count(figures.customersWon))
        add("days_since_sale", figures.daysSinceSale.map(ReportCell.count) ?? .nothing)
    }

    /// What the program gained over what it cost, and what a customer cost against what one may cost.
    /// - Returns: what must be said of it.
    mutating func addReturn(_ figures: PeriodFigures, _ terms: TermsSettings?) -> [ReportNote] {
        guard let (costs, currency) = figures.costs(terms) else {
            return figures.currencies.union(figures.otherCosts(terms).currencies).count > 1 ? [.severalCurrencies] : []
        }
        func money(_ minor: Int64) -> ReportCell { .money(Money(minor: minor, currency: currency)) }
        add("platform_cost", currency, money(costs.platform))
        add("management_cost", currency, money(costs.management))
        add("program_roi", currency, .of(ratio: KeyFigures.returnOnInvestment(costs)))
        let won = figures.customersWon
        let each = KeyFigures.costPerCustomer(costs, customersWon: won).flatMap { Exact.quotient([$0.above], over: [$0.below]) }
        add("cost_per_customer", currency, each.map(money) ?? .nothing)
        guard let limit = terms?.book.terms.allowableCAC, limit.currency == currency else { return [] }
        add("allowable_cost_per_customer", currency, .money(limit))
        add("allowable_cost_used", currency, .of(share: Quotient(costs.total, over: Int128(limit.minor) * Int128(won))))
        let others = costs.platform.addingReportingOverflow(costs.management)
        guard !others.overflow else { return [] }
        switch AllowableCost.judge(commissions: costs.commissions, costs: others.partialValue, customersWon: won, limit: limit.minor) {
        case .warns(let share), .over(let share): return [.costly(Quotient(Int128(share), over: 10_000)?.percentText ?? "")]
        case .noJudgement, .within: return []
        }
    }
}

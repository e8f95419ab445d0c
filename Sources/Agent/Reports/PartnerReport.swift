public import Model
import ProgramRules
import Storage

/// One partner with everything that is known of the money, or all of them side by side.
public struct PartnerReport: Sendable {
    let reader: ReportReader

    /// Prepares to read the services' hub.
    public init(services: Services) {
        reader = ReportReader(services: services)
    }

    /// Reads what a partner brought, earned and is owed.
    /// - Throws: `RunError.notFound` for a partner that the hub does not have; else as for the program.
    public func run(_ partner: EntityID, _ question: ReportQuestion) throws(RunError) -> Report {
        let states = try CommissionList(services: reader.services).all().filter { $0.commission.partner == partner }
        return try reader.services.reading { tx in
            let facts = try ReportFacts(tx)
            guard let life = facts.partners.first(where: { $0.id == partner }) else {
                throw RunError.notFound(what: "partner", id: partner.text)
            }
            let period = try reader.period(question, beginning: facts.beginning)
            let rates = try reader.rates(question, period)
            let figures = PeriodFigures(facts, try PeriodSums(tx, period), period, rates, partner: partner)
            var rows = FigureRows()
            rows.addMoney(figures)
            for (name, amounts) in try money(tx, partner, period) { for amount in amounts { rows.add(name, amount) } }
            rows.addCounts(figures)
            let notes =
                rates.notes(facts.currencies.union(figures.currencies)) + (period.isUnfinished && question.to != nil ? [.unfinished] : [])
            return Report(
                "partner", period: period, asOf: period.asOf,
                tables: [
                    Self.person(life), ReportTable("figures", FigureRows.columns, rows.rows), Self.commissions(states),
                    try links(tx, partner, period), Self.steps(life, period), try reader.sources(tx),
                ], notes: notes)
        }
    }

    /// Reads all partners, the one who brought most in first.
    /// - Throws: as for the program.
    public func all(_ question: ReportQuestion) throws(RunError) -> Report {
        try reader.services.reading { tx in
            let facts = try ReportFacts(tx)
            let period = try reader.period(question, beginning: facts.beginning)
            let rates = try reader.rates(question, period)
            let figures = PeriodFigures(facts, try PeriodSums(tx, period), period, rates)
            let counts = PartnerCounts(facts, period)
            let owed = Self.purses(try tx.figures.owed())
            let home = rates.target ?? reader.services.settings.program.currency
            let rows = facts.partners.map { life -> (place: Int64, rows: [[ReportCell]]) in
                let id = life.id
                let revenue = (figures.revenues[id] ?? Purse()).tenThousandth
                let (granted, own) = (figures.earnings[id] ?? Purse(), rates.converted(owed[id] ?? Purse()))
                let currencies = revenue.currencies.union(granted.currencies).union(own.currencies)
                let lines = (currencies.isEmpty ? [home] : currencies.sorted()).map { currency -> [ReportCell] in
                    func money(_ purse: Purse) -> ReportCell { .of(purse.minor(currency).map { Money(minor: $0, currency: currency) }) }
                    return [
                        .text(id.text), .text(life.name), .of(life.status.value(at: period.asOf)?.rawValue),
                        .count(figures.clicksOf[id] ?? 0), .count(counts.referrals[id] ?? 0), .count(counts.sales[id] ?? 0),
                        .count(counts.customers[id] ?? 0), .text(currency.code), money(revenue), money(granted), money(own),
                        .of(counts.lastSales[id]),
                    ]
                }
                return (revenue.minor(home) ?? 0, lines)
            }
            let ordered = rows.enumerated().sorted { ($1.element.place, $0.offset) < ($0.element.place, $1.offset) }
            return Report(
                "partners", period: period, asOf: period.asOf,
                tables: [
                    ReportTable(
                        "partners",
                        [
                            "partner", "name", "status", "clicks", "referrals", "sales", "customers_won", "currency", "revenue",
                            "commissions", "owed", "last_sale",
                        ], ordered.flatMap(\.element.rows)),
                    try reader.sources(tx),
                ], notes: rates.notes(facts.currencies))
        }
    }

    private static func purses(_ amounts: [(partner: EntityID, amount: Money)]) -> [EntityID: Purse] {
        amounts.reduce(into: [:]) { $0[$1.partner, default: Purse()].add($1.amount) }
    }

    /// What was paid in the period, and what is owed now, in the currencies in which it was booked.
    private func money(_ tx: Transaction, _ partner: EntityID, _ period: ReportPeriod) throws -> [(String, [Money])] {
        let paid = Self.purses(try tx.figures.paid(from: period.start, until: period.end))[partner]
        let owed = Self.purses(try tx.figures.owed())[partner]
        return [("paid", paid?.amounts ?? []), ("owed", owed?.amounts ?? [])]
    }

    private static func person(_ life: PartnerLife) -> ReportTable {
        let fields = ["kind", "status", "tier", "cohort", "country", "payout_method"]
        let rows = fields.compactMap { field in life.values[field]?.shownText.map { [ReportCell.text(field), .text($0)] } }
        return ReportTable(
            "partner", ["field", "value"], [[.text("id"), .text(life.id.text)], [.text("name"), .text(life.name)]] + rows)
    }

    /// What stands now, by state and currency.
    private static func commissions(_ views: [CommissionList.View]) -> ReportTable {
        var states: [String: (count: Int, purse: Purse)] = [:]
        for view in views {
            states[view.state, default: (0, Purse())].count += 1
            states[view.state]?.purse.add(view.commission.amount)
        }
        let rows = CommissionState.allCases.flatMap { state -> [[ReportCell]] in
            guard let (count, purse) = states[state.rawValue] else { return [] }
            let amounts = purse.amounts
            if amounts.isEmpty { return [[.text(state.rawValue), .count(count), .nothing, .nothing]] }
            return amounts.map { [.text(state.rawValue), .count(count), .text($0.currency.code), .money($0)] }
        }
        return ReportTable("commissions", ["state", "count", "currency", "amount"], rows)
    }

    private func links(_ tx: Transaction, _ partner: EntityID, _ period: ReportPeriod) throws -> ReportTable {
        let rows = try tx.trackingLinks.of(partner).map { link -> [ReportCell] in
            let verdicts = try tx.figures.verdicts(of: link.code, from: period.start, until: period.end)
            let accepted = verdicts["accepted"] ?? 0
            return [
                .text(link.code), .of(link.coupon), .of(link.campaign), .count(accepted),
                .count(verdicts.values.reduce(0, +) - accepted), .of(link.retiredAt),
            ]
        }
        return ReportTable("links", ["code", "coupon", "campaign", "clicks", "not_counted", "retired"], rows)
    }

    private static func steps(_ life: PartnerLife, _ period: ReportPeriod) -> ReportTable {
        let rows = FunnelStep.allCases.map { step -> [ReportCell] in
            [.text(ProgramTables.name(step)), .of(life.steps[step].flatMap { $0 <= period.asOf ? $0 : nil })]
        }
        return ReportTable("steps", ["step", "reached"], rows)
    }
}

/// What each partner brought, counted in one go.
private struct PartnerCounts {
    var referrals: [EntityID: Int] = [:]
    var sales: [EntityID: Int] = [:]
    var customers: [EntityID: Int] = [:]
    var lastSales: [EntityID: Timestamp] = [:]

    init(_ facts: ReportFacts, _ period: ReportPeriod) {
        for referral in facts.referrals where period.holds(referral.at) { referrals[referral.partner, default: 0] += 1 }
        for deal in facts.deals {
            guard let won = deal.won else { continue }
            for partner in deal.shares.keys {
                if period.holds(won) { sales[partner, default: 0] += 1 }
                if won <= period.asOf { lastSales[partner] = max(lastSales[partner] ?? won, won) }
            }
        }
        for buyer in facts.buyers where period.holds(buyer.came) {
            for partner in buyer.partners { customers[partner, default: 0] += 1 }
        }
    }
}

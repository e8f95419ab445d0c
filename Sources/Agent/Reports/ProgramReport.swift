import Model
import ProgramRules
import Storage

/// The key figures of the program, its funnel, who joined when, and what its customers are worth against all others.
public struct ProgramReport: Sendable {
    let reader: ReportReader

    /// Prepares to read the services' hub.
    public init(services: Services) {
        reader = ReportReader(services: services)
    }

    /// Reads the figures of the days asked for.
    /// - Throws: `RunError.badValue` for days that end before they begin, `RunError.refused` for a currency without rates.
    public func run(_ question: ReportQuestion) throws(RunError) -> Report {
        let terms = reader.services.settings.terms
        return try reader.services.reading { tx in
            let facts = try ReportFacts(tx)
            let period = try reader.period(question, beginning: facts.beginning)
            let rates = try reader.rates(question, period)
            let figures = PeriodFigures(facts, try PeriodSums(tx, period), period, rates)
            var rows = FigureRows()
            rows.addMoney(figures)
            var notes = rows.addReturn(figures, terms)
            rows.addCounts(figures)
            rows.add("new_partners", .count(figures.newPartners))
            rows.add("approved_partners", .count(figures.approved.count))
            for days in [30, 60, 90] { rows.add("activity_\(days)_days", .of(share: figures.activity(days: days))) }
            notes += rates.notes(facts.currencies.union(figures.currencies))
            notes += try reader.waiting(tx)
            if question.to != nil, period.isUnfinished { notes.append(.unfinished) }
            return Report(
                "program", period: period, asOf: period.asOf,
                tables: [
                    ReportTable("figures", FigureRows.columns, rows.rows), ProgramTables.funnel(facts, period),
                    ProgramTables.months(facts, period), ProgramTables.quality(facts, period, rates), try reader.sources(tx),
                ], notes: notes)
        }
    }
}

/// The tables of the program's report beside its figures.
enum ProgramTables {
    /// How far partners came, and how long it took them, up to the end of the period.
    static func funnel(_ facts: ReportFacts, _ period: ReportPeriod) -> ReportTable {
        let reached = facts.partners.map { partner in partner.steps.filter { $0.value <= period.asOf } }
        let rows = PartnerFunnel(reached).rows.map { row -> [ReportCell] in
            [.text(name(row.step)), .count(row.reached), .of(share: row.rate), .of(row.median)]
        }
        return ReportTable("funnel", ["step", "partners", "of_step_before", "median_time"], rows)
    }

    /// What a step is called.
    static func name(_ step: FunnelStep) -> String {
        switch step {
        case .applied: "applied"
        case .approved: "approved"
        case .linkMade: "link_made"
        case .firstClick: "first_click"
        case .firstReferral: "first_referral"
        case .firstSale: "first_sale"
        }
    }

    /// Who asked to join and who was taken, month by month, at most the last two years.
    static func months(_ facts: ReportFacts, _ period: ReportPeriod) -> ReportTable {
        func count(_ step: FunnelStep, _ month: CalendarDate) -> ReportCell {
            .count(
                facts.partners.count { partner in
                    partner.steps[step].map { Period(.month, holding: $0, in: period.zone).start == month && period.holds($0) } ?? false
                })
        }
        let rows = period.months(atMost: 24).map { month -> [ReportCell] in
            [.text(Period(.month, holding: month).text), count(.applied, month), count(.approved, month)]
        }
        return ReportTable("months", ["month", "applied", "approved"], rows)
    }

    /// What customers are worth that partners brought, against all others, up to the end of the period.
    static func quality(_ facts: ReportFacts, _ period: ReportPeriod, _ rates: ReportRates) -> ReportTable {
        let known = facts.buyers.filter { $0.came <= period.asOf }
        let own = rows("partners", known.filter { !$0.partners.isEmpty }, period, rates)
        let others = rows("others", known.filter(\.partners.isEmpty), period, rates)
        return ReportTable("quality", ["customers", "figure", "currency", "value"], own + others)
    }

    private static func rows(_ name: String, _ buyers: [Buyer], _ period: ReportPeriod, _ rates: ReportRates) -> [[ReportCell]] {
        var rows: [[ReportCell]] = [[.text(name), .text("count"), .nothing, .count(buyers.count)]]
        let values = buyers.compactMap { $0.lifetimeValue.map { rates.converted(Purse($0)) } }
        let currencies = values.reduce(into: Set<Currency>()) { $0.formUnion($1.sums.keys) }
        for currency in currencies.sorted() {
            let own = values.compactMap { $0.sums[currency] }
            let mean = Exact.quotient([own.reduce(0, +)], over: [Int128(own.count)]).map { Money(minor: $0, currency: currency) }
            rows.append([.text(name), .text("lifetime_value"), .text(currency.code), .of(mean)])
        }
        for months in [3, 6, 12] {
            let kept = KeyFigures.retention(
                buyers.map { (cameAt: $0.came, leftAt: $0.left) }, months: months, at: period.asOf, zone: period.zone)
            rows.append([.text(name), .text("retention_\(months)_months"), .nothing, .of(share: kept)])
        }
        let tickets = buyers.compactMap(\.tickets)
        let mean = Quotient(tickets.reduce(Int128(0)) { $0 + Int128($1) }, over: Int128(tickets.count))
        rows.append([.text(name), .text("tickets_per_customer"), .nothing, .of(ratio: mean)])
        return rows
    }
}

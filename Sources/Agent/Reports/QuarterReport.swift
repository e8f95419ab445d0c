import Model
import ProgramRules
import Storage

/// A quarter against the four before it: which figures are low, and what the program may do about each.
public struct QuarterReport: Sendable {
    /// How many quarters stand side by side.
    private static let quarters = 5

    let reader: ReportReader

    /// Prepares to read the services' hub.
    public init(services: Services) {
        reader = ReportReader(services: services)
    }

    /// Reviews the quarter that holds the last day asked for, or the last whole one.
    /// - Throws: as for the program.
    public func run(_ question: ReportQuestion) throws(RunError) -> Report {
        let (zone, now, terms) = (try reader.zone, reader.services.clock.now(), reader.services.settings.terms)
        let periods = Self.periods(lastDay: question.to, zone: zone, now: now)
        guard let last = periods.last else {
            throw .badValue(field: "--to", found: question.to?.text ?? "", expected: "a day of a quarter")
        }
        return try reader.services.reading { tx in
            let facts = try ReportFacts(tx)
            let rates = try reader.rates(question, last)
            // A quarter that ended before anything began has no figures: it was not low.
            let figures = try periods.map { period -> PeriodFigures? in
                guard let beginning = facts.beginning, period.end > beginning else { return nil }
                return PeriodFigures(facts, try PeriodSums(tx, period), period, rates)
            }
            let currencies = figures.compactMap { $0?.currencies }.reduce(into: Set<Currency>()) { $0.formUnion($1) }
            let rows = Self.counts(figures) + currencies.sorted().flatMap { Self.money(figures, $0, terms) }
            let review = QuarterlyReview(rows.map(\.figure))
            let names = periods.map { Period(.quarter, holding: $0.from).text }
            var notes = rates.notes(facts.currencies.union(currencies))
            if last.isUnfinished { notes.append(.unfinished) }
            return Report(
                "quarter", period: last, asOf: last.asOf,
                tables: [
                    ReportTable("figures", ["figure", "currency"] + names, rows.map(\.cells)),
                    ReportTable(
                        "low", ["figure", "lever", "setting"],
                        review.low.map { [.text($0.name), .text($0.lever.rawValue), .text(Self.setting($0.lever))] }),
                    try reader.sources(tx),
                ], notes: notes)
        }
    }

    /// The quarters side by side, the one asked for last.
    private static func periods(lastDay: CalendarDate?, zone: ProgramZone, now: Timestamp) -> [ReportPeriod] {
        let today = zone.day(of: now)
        let this = Period(.quarter, holding: today)
        let before = this.start.map { CalendarDate(daysSinceEpoch: $0.daysSinceEpoch - 1) }
        var day = lastDay ?? before
        var periods: [ReportPeriod] = []
        while let last = day, periods.count < quarters {
            let quarter = Period(.quarter, holding: last)
            guard let period = ReportPeriod(quarter, zone: zone, now: now) else { break }
            periods.append(period)
            day = quarter.start.map { CalendarDate(daysSinceEpoch: $0.daysSinceEpoch - 1) }
        }
        return periods.reversed()
    }

    /// The key of config.yaml where a lever lies; messages to partners have none yet.
    private static func setting(_ lever: QuarterlyReview.Lever) -> String {
        switch lever {
        case .commissions: "terms.commissions"
        case .rewards: "terms.rewards"
        case .attribution: "terms.attribution"
        case .onboarding, .nudges: "messages"
        case .recruiting: "links"
        }
    }

    /// A figure with the cells of its row.
    private struct Row {
        let figure: QuarterlyReview.Figure
        let cells: [ReportCell]

        init(_ name: String, _ currency: Currency?, _ lever: QuarterlyReview.Lever, _ values: [(quotient: Quotient?, cell: ReportCell)]) {
            figure = QuarterlyReview.Figure(
                name: currency.map { "\(name) \($0.code)" } ?? name, quarters: values.map(\.quotient), lever: lever)
            cells = [.text(name), .of(currency?.code)] + values.map(\.cell)
        }
    }

    private static func counts(_ figures: [PeriodFigures?]) -> [Row] {
        func count(_ name: String, _ lever: QuarterlyReview.Lever, _ value: (PeriodFigures) -> Int) -> Row {
            Row(
                name, nil, lever,
                figures.map { figures in
                    guard let number = figures.map(value) else { return (nil, .nothing) }
                    return (Quotient(Int128(number), over: 1), .count(number))
                })
        }
        func share(_ name: String, _ lever: QuarterlyReview.Lever, _ value: (PeriodFigures) -> Quotient?) -> Row {
            Row(
                name, nil, lever,
                figures.map { figures in
                    let quotient = figures.flatMap(value)
                    return (quotient.flatMap { Quotient($0.above * 100, over: $0.below) }, .of(share: quotient))
                })
        }
        return [
            count("new_partners", .recruiting, \.newPartners),
            share("activity_90_days", .nudges) { $0.activity(days: 90) },
            count("clicks", .onboarding, \.clicks), count("referrals", .nudges, \.referrals), count("sales", .rewards, \.sales),
            count("customers_won", .commissions, \.customersWon),
            share("click_to_sale", .attribution) { Quotient(Int128($0.sales), over: Int128($0.clicks)) },
        ]
    }

    private static func money(_ figures: [PeriodFigures?], _ currency: Currency, _ terms: TermsSettings?) -> [Row] {
        func amount(_ name: String, _ lever: QuarterlyReview.Lever, _ value: (PeriodFigures) -> Quotient?) -> Row {
            Row(
                name, currency, lever,
                figures.map { figures in
                    let quotient = figures.flatMap(value)
                    let minor = quotient.flatMap { Exact.quotient([$0.above], over: [$0.below]) }
                    return (quotient, .of(minor.map { Money(minor: $0, currency: currency) }))
                })
        }
        let roi = figures.map { figures -> (quotient: Quotient?, cell: ReportCell) in
            let quotient = figures.flatMap { figures -> Quotient? in
                guard let (costs, own) = figures.costs(terms), own == currency else { return nil }
                return KeyFigures.returnOnInvestment(costs)
            }
            return (quotient, .of(ratio: quotient))
        }
        return [
            amount("revenue", .commissions) { $0.revenue.minor(currency).flatMap { Quotient(Int128($0), over: 1) } },
            amount("average_earnings", .commissions) { KeyFigures.averageEarnings($0.earnings(in: currency)) },
            amount("earnings_per_click", .commissions) {
                KeyFigures.earningsPerClick(earned: $0.commissions.minor(currency) ?? 0, clicks: $0.clicks)
            },
            Row("program_roi", currency, .commissions, roi),
        ]
    }
}

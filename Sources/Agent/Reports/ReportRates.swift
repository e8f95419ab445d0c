import Model
import ProgramRules

/// Turns amounts into one currency at the rates of one day; without a target they stay as they are (L4).
struct ReportRates: Sendable {
    /// The currency wanted; nil leaves every amount in its own.
    let target: Currency?
    private let rates: ExchangeRates
    private let day: CalendarDate
    private let maxAge: Int

    /// The rates that config.yaml names, as of a day.
    /// - Throws: `RunError.refused` where conversion is asked for and no rates can be read.
    init(target: Currency?, on day: CalendarDate, settings: Settings) throws(RunError) {
        self.target = target
        self.day = day
        maxAge = settings.terms?.book.terms.rateMaxAgeDays ?? 0
        guard target != nil else {
            rates = ExchangeRates()
            return
        }
        guard settings.terms?.rates != nil else { throw .refused(.earning(.noRates)) }
        rates = try RateTable(of: settings.terms, settings).exchange
    }

    private func rate(_ currency: Currency) -> ExchangeRate? {
        guard let target, currency != target else { return nil }
        return rates.rate(from: currency, to: target, on: day, maxAgeDays: maxAge)
    }

    /// A purse with everything that has a rate in the wanted currency; each currency's sum is rounded once.
    func converted(_ purse: Purse) -> Purse {
        var result = Purse()
        for (currency, minor) in purse.sums {
            if let rate = rate(currency), let exact = Int64(exactly: minor),
                let other = rate.convert(Money(minor: exact, currency: currency))
            {
                result.add(other)
            } else {
                result.add(minor, currency)
            }
        }
        return result
    }

    /// What must be said of the currencies that were there.
    func notes(_ currencies: Set<Currency>) -> [ReportNote] {
        guard let target else { return [] }
        return currencies.filter { $0 != target }.sorted().map { currency in
            rate(currency).map { .rate($0.text) } ?? .noRate(currency.code)
        }
    }
}

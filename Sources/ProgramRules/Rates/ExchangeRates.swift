public import Model

/// Dated exchange rates. A rate that is not there is not guessed: what needs it waits (L4, W13).
public struct ExchangeRates: Sendable {
    private struct Pair: Hashable {
        var from: Currency
        var to: Currency
    }

    private var published: [Pair: [CalendarDate: ExchangeRate]] = [:]
    private var bases: Set<Currency> = []

    /// Makes a table without rates.
    public init() {}

    /// Makes a table of published rates; of two for one pair and day the later in the list holds.
    public init(_ rates: some Sequence<ExchangeRate>) {
        for rate in rates { add(rate) }
    }

    /// Adds a published rate.
    public mutating func add(_ rate: ExchangeRate) {
        published[Pair(from: rate.from, to: rate.to), default: [:]][rate.day] = rate
        bases.insert(rate.from)
    }

    /// The rate of a pair for a day: published, or the inverse of a published one, or crossed over a base that both were published
    /// against on the same day; the youngest day that is not older than allowed. One currency against itself needs none.
    /// `maxAgeDays` says how many days before the day a rate may be; 0 asks for the day itself.
    /// - Returns: nil where there is none.
    public func rate(from: Currency, to: Currency, on day: CalendarDate, maxAgeDays: Int = 0) -> ExchangeRate? {
        for age in 0...max(0, maxAgeDays) {
            let day = CalendarDate(daysSinceEpoch: day.daysSinceEpoch - age)
            if let rate = direct(from, to, day) ?? crossed(from, to, day) { return rate }
        }
        return nil
    }

    private func direct(_ from: Currency, _ to: Currency, _ day: CalendarDate) -> ExchangeRate? {
        if let rate = published[Pair(from: from, to: to)]?[day] { return rate }
        guard let inverse = published[Pair(from: to, to: from)]?[day] else { return nil }
        return ExchangeRate(
            from: from, to: to, day: day, source: inverse.source, numerator: inverse.denominator, denominator: inverse.numerator)
    }

    private func crossed(_ from: Currency, _ to: Currency, _ day: CalendarDate) -> ExchangeRate? {
        for base in bases.sorted() {
            guard let first = published[Pair(from: base, to: from)]?[day], let second = published[Pair(from: base, to: to)]?[day],
                first.source == second.source, first.denominator == second.denominator
            else { continue }
            return ExchangeRate(
                from: from, to: to, day: day, source: first.source, numerator: second.numerator, denominator: first.numerator)
        }
        return nil
    }
}

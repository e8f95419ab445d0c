public import Model

/// What the program costs beside commissions, by month: the platform, and the people who run it (PROGRAM section 10).
public struct MonthlyCosts: Hashable, Sendable {
    /// What each month costs from a day on.
    public struct Rate: Hashable, Sendable {
        /// The first day; nil for from ever.
        public var from: CalendarDate?
        /// The platform. Units: minor units of the program's currency a month.
        public var platform: Int64
        /// The people. Units: minor units of the program's currency a month.
        public var management: Int64

        /// Describes what a month costs.
        public init(from: CalendarDate? = nil, platform: Int64 = 0, management: Int64 = 0) {
            self.from = from
            self.platform = platform
            self.management = management
        }
    }

    /// The rates, by their first day.
    public let rates: [Rate]

    /// Describes costs; the rates may come in any order.
    public init(_ rates: [Rate] = []) {
        self.rates = rates.enumerated().sorted { left, right in
            let first = left.element.from?.daysSinceEpoch ?? Int.min
            let second = right.element.from?.daysSinceEpoch ?? Int.min
            return (first, left.offset) < (second, right.offset)
        }.map(\.element)
    }

    /// What the days from one to before another cost: a whole month in full, a part of one by its days, rounded half-even once.
    /// - Returns: nil if a sum does not fit 64 bits.
    public func costs(from: CalendarDate, until: CalendarDate) -> (platform: Int64, management: Int64)? {
        var days: [Key: Int] = [:]
        for day in stride(from: from.daysSinceEpoch, to: until.daysSinceEpoch, by: 1) {
            let date = CalendarDate(daysSinceEpoch: day)
            guard let index = rates.lastIndex(where: { $0.from.map { $0 <= date } ?? true }) else { continue }
            days[Key(rate: index, length: Self.days(in: date)), default: 0] += 1
        }
        guard let platform = sum(days, \.platform), let management = sum(days, \.management) else { return nil }
        return (platform, management)
    }

    /// Days of one rate in months of one length: they cost the same.
    private struct Key: Hashable {
        let rate: Int
        let length: Int
    }

    private func sum(_ days: [Key: Int], _ cost: KeyPath<Rate, Int64>) -> Int64? {
        // Months have 28 to 31 days: over their common multiple nothing is rounded before the end.
        let common: Int128 = 28 * 29 * 30 * 31
        let parts = days.map { key, count in Int128(rates[key.rate][keyPath: cost]) * Int128(count) * (common / Int128(key.length)) }
        return Exact.quotient([parts.reduce(0, +)], over: [common])
    }

    private static func days(in date: CalendarDate) -> Int {
        let start = Period(.month, holding: date)
        guard let first = start.start, let end = start.end else { return 30 }
        return end.daysSinceEpoch - first.daysSinceEpoch
    }
}

/// Steps that a partner climbs within a period (C3).
public struct TierTable: Hashable, Sendable {
    /// What is counted.
    public enum Measure: String, CaseIterable, Hashable, Sendable {
        /// How many sales stand.
        case count
        /// What they amount to, in minor units of the program's currency.
        case amount
    }

    /// One step.
    public struct Step: Hashable, Sendable {
        /// The step holds beyond so many; the first step starts at 0.
        public var above: Int64
        /// What it pays.
        public var rate: CommissionRate

        /// Describes a step.
        public init(above: Int64, rate: CommissionRate) {
            self.above = above
            self.rate = rate
        }
    }

    /// What is counted.
    public var measure: Measure
    /// When the count starts again.
    public var period: PeriodLength
    /// True if every sale is paid at its own step; false if the whole period is paid at the reached step.
    public var isMarginal: Bool
    /// The steps, by where they start.
    public var steps: [Step]

    /// Describes a table.
    public init(measure: Measure, period: PeriodLength, isMarginal: Bool, steps: [Step]) {
        self.measure = measure
        self.period = period
        self.isMarginal = isMarginal
        self.steps = steps
    }

    /// The step of a sale.
    ///
    /// A marginal step is decided by what stood before the sale: after 5 sales, the sixth is beyond 5. A reached step is decided by the
    /// total of the period, the sale included: 6 is beyond 5, and exactly 5 is not.
    /// - Returns: the index of the step; nil for a table without one that starts so low.
    public func step(before: Int64, total: Int64) -> Int? {
        steps.lastIndex { isMarginal ? before >= $0.above : (total > $0.above || $0.above == 0) }
    }
}

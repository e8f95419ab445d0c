/// Partners or landing pages in arms, by a keyed hash (PROGRAM section 9): nobody chooses, and nobody changes sides.
public struct Experiment: Hashable, Sendable {
    /// The name that never changes.
    public let id: String
    /// The arms; the first is the control.
    public let arms: [String]

    /// Describes an experiment; nil with fewer than two arms or two of one name.
    public init?(id: String, arms: [String]) {
        guard arms.count >= 2, Set(arms).count == arms.count else { return nil }
        self.id = id
        self.arms = arms
    }

    /// The arm of a subject.
    public func arm(of subject: String, _ hash: KeyedHash) -> String {
        arms[hash.number(subject, for: "experiment \(id)", below: arms.count)]
    }

    /// What an arm came to.
    public struct Count: Hashable, Sendable {
        /// How many were shown.
        public var shown: Int
        /// How many of them bought.
        public var converted: Int

        /// Describes a count.
        public init(shown: Int, converted: Int) {
            self.shown = shown
            self.converted = converted
        }
    }

    /// The difference of two arms. Units: shares of one.
    public struct Comparison: Hashable, Sendable {
        /// The other arm's conversion less the control's.
        public let difference: Double
        /// The ends of the 95 % interval of the difference.
        public let interval: ClosedRange<Double>
        /// True if each arm saw at least ten that bought and ten that did not, without which the interval means nothing.
        public let isSampleSufficient: Bool

        /// True if the sample suffices and zero lies outside the interval.
        public var isDifferent: Bool { isSampleSufficient && !interval.contains(0) }
    }

    /// Compares an arm with the control by the normal approximation of two proportions; nil if one was never shown.
    public static func compare(control: Count, other: Count) -> Comparison? {
        guard control.shown > 0, other.shown > 0 else { return nil }
        let (first, second) = (share(control), share(other))
        let variance = first * (1 - first) / Double(control.shown) + second * (1 - second) / Double(other.shown)
        let reach = 1.959964 * variance.squareRoot()
        let difference = second - first
        let isSufficient = [control, other].allSatisfy { $0.converted >= 10 && $0.shown - $0.converted >= 10 }
        return Comparison(
            difference: difference, interval: (difference - reach)...(difference + reach), isSampleSufficient: isSufficient)
    }

    private static func share(_ count: Count) -> Double { Double(count.converted) / Double(count.shown) }
}

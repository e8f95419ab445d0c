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

    /// What one subject came to.
    public struct Count: Hashable, Sendable {
        /// How many were shown: the clicks on the subject's links, or the subject itself.
        public var shown: Int
        /// How many of them bought.
        public var converted: Int

        /// Describes a count.
        public init(shown: Int, converted: Int) {
            self.shown = shown
            self.converted = converted
        }
    }

    /// What all subjects of an arm came to.
    public struct Sum: Hashable, Sendable {
        /// How many subjects were shown to anybody.
        public let subjects: Int
        /// How many were shown.
        public let shown: Int
        /// How many of them bought.
        public let converted: Int
        /// The variance of the share that bought, nil below two subjects.
        ///
        /// Arms are given to subjects, not to clicks: those of one subject are alike, so that each subject counts as one drawing, with as
        /// much weight as it was shown.
        let variance: Double?

        /// Adds up the subjects of an arm; those that were never shown say nothing.
        public init(_ counts: [Count]) {
            let seen = counts.filter { $0.shown > 0 }
            let (shown, converted) = (seen.reduce(0) { $0 + $1.shown }, seen.reduce(0) { $0 + $1.converted })
            (subjects, self.shown, self.converted) = (seen.count, shown, converted)
            guard seen.count >= 2 else {
                variance = nil
                return
            }
            let share = Double(converted) / Double(shown)
            let squares = seen.reduce(0.0) { sum, count in
                let rest = Double(count.converted) - share * Double(count.shown)
                return sum + rest * rest
            }
            variance = squares * Double(seen.count) / Double(seen.count - 1) / (Double(shown) * Double(shown))
        }

        /// True if at least ten subjects were shown, ten bought and ten did not, without which an interval means nothing.
        public var isSufficient: Bool { subjects >= 10 && converted >= 10 && shown - converted >= 10 }
    }

    /// The difference of two arms. Units: shares of one.
    public struct Comparison: Hashable, Sendable {
        /// The other arm's conversion less the control's.
        public let difference: Double
        /// The ends of the 95 % interval of the difference.
        public let interval: ClosedRange<Double>
        /// True if each arm's sample suffices.
        public let isSampleSufficient: Bool

        /// True if the sample suffices and zero lies outside the interval.
        public var isDifferent: Bool { isSampleSufficient && !interval.contains(0) }
    }

    /// Compares an arm with the control by the normal approximation; nil where one has fewer than two subjects that were shown.
    public static func compare(control: Sum, other: Sum) -> Comparison? {
        guard let first = control.variance, let second = other.variance else { return nil }
        let difference = Double(other.converted) / Double(other.shown) - Double(control.converted) / Double(control.shown)
        let reach = 1.959964 * (first + second).squareRoot()
        return Comparison(
            difference: difference, interval: (difference - reach)...(difference + reach),
            isSampleSufficient: control.isSufficient && other.isSufficient)
    }
}

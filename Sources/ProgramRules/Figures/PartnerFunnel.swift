public import Model

/// The steps of a partner from application to first sale (PROGRAM section 10).
public enum FunnelStep: Int, CaseIterable, Hashable, Comparable, Sendable {
    /// Asked to join.
    case applied
    /// Was taken.
    case approved
    /// Has a link.
    case linkMade
    /// Somebody followed it.
    case firstClick
    /// Brought a lead.
    case firstReferral
    /// Brought a sale.
    case firstSale

    /// Orders by place.
    public static func < (left: FunnelStep, right: FunnelStep) -> Bool { left.rawValue < right.rawValue }
}

/// How many partners reached each step, and how long it took them.
public struct PartnerFunnel: Hashable, Sendable {
    /// One step.
    public struct Row: Hashable, Sendable {
        /// The step.
        public let step: FunnelStep
        /// How many reached it.
        public let reached: Int
        /// The share of those who reached the step before; nil for the first, and where nobody did.
        public let rate: Quotient?
        /// The median time from the step before, never below zero; nil where nobody went from one to the other.
        public let median: Duration?
    }

    /// The steps in order.
    public let rows: [Row]

    /// Counts partners.
    /// - Parameter partners: when each first reached each step.
    public init(_ partners: some Collection<[FunnelStep: Timestamp]>) {
        rows = FunnelStep.allCases.map { step in
            let reached = partners.count { $0[step] != nil }
            guard let before = FunnelStep(rawValue: step.rawValue - 1) else {
                return Row(step: step, reached: reached, rate: nil, median: nil)
            }
            let times = partners.compactMap { partner -> Int64? in
                guard let from = partner[before], let to = partner[step] else { return nil }
                // What is known of two steps may come from two clocks: nobody goes back in time.
                return max(0, (to - from).milliseconds)
            }.sorted()
            let median = times.isEmpty ? nil : Duration.milliseconds((times[(times.count - 1) / 2] + times[times.count / 2]) / 2)
            let rate = Quotient(Int128(times.count), over: Int128(partners.count { $0[before] != nil }))
            return Row(step: step, reached: reached, rate: rate, median: median)
        }
    }
}

/// A figure of this quarter against the last four (PROGRAM section 10).
public struct QuarterlyReview: Hashable, Sendable {
    /// What the program may do about a figure.
    public enum Lever: String, CaseIterable, Hashable, Sendable {
        /// Rates, tiers and caps of the commissions.
        case commissions
        /// Rewards and milestones.
        case rewards
        /// The window and the model of attribution.
        case attribution
        /// The sequence of first messages to a new partner.
        case onboarding
        /// Messages to partners without conversions or referrals.
        case nudges
        /// Who is taken into the program.
        case recruiting
    }

    /// A figure.
    public struct Figure: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// The quarters in order, this one last; nil where it could not be computed.
        public var quarters: [Quotient?]
        /// What the program may do if it is low.
        public var lever: Lever

        /// Describes a figure.
        public init(name: String, quarters: [Quotient?], lever: Lever) {
            self.name = name
            self.quarters = quarters
            self.lever = lever
        }

        /// True if this quarter lies below each of the four before it that are known, and at least two are.
        public var isLow: Bool {
            guard let now = quarters.last ?? nil else { return false }
            let before = quarters.dropLast().suffix(4).compactMap { $0?.hundredths }
            guard let value = now.hundredths, before.count >= 2 else { return false }
            return before.allSatisfy { value < $0 }
        }
    }

    /// The figures that are low, with the lever for each.
    public let low: [Figure]

    /// Reviews figures.
    public init(_ figures: [Figure]) { low = figures.filter(\.isLow) }
}

public import Model
public import ProgramRules

/// What `payouts` of config.yaml and the payout brakes say.
public struct PayoutSettings: Sendable, Equatable {
    /// Thresholds, approvals, cool-down and brakes.
    public var terms = PayoutTerms()
    /// The last day that counts, where no command names one.
    public var cutOff = PayoutCutOff.monthEnd
    /// The remotes that pay, by the partner's payout method.
    public var remotes: [String: String] = [:]
    /// The folder for files that a bank is given; nil if nobody is paid by hand.
    public var manualFolder: String?

    /// The standard settings.
    public init() {}
}

/// The last day whose commissions a run of payouts counts (P11).
public enum PayoutCutOff: Sendable, Equatable {
    /// The last day of the last whole month.
    case monthEnd
    /// The day before the run.
    case yesterday
    /// The latest such day of a month before the run.
    case dayOfMonth(Int)

    /// The day that counts last for a run on a day, both by the program's clocks.
    public func day(on today: CalendarDate) -> CalendarDate {
        let first = CalendarDate(daysSinceEpoch: today.daysSinceEpoch - today.day + 1)
        switch self {
        case .monthEnd: return CalendarDate(daysSinceEpoch: first.daysSinceEpoch - 1)
        case .yesterday: return CalendarDate(daysSinceEpoch: today.daysSinceEpoch - 1)
        case .dayOfMonth(let day):
            if today.day > day { return CalendarDate(daysSinceEpoch: first.daysSinceEpoch + day - 1) }
            let before = CalendarDate(daysSinceEpoch: first.daysSinceEpoch - 1)
            return CalendarDate(daysSinceEpoch: before.daysSinceEpoch - before.day + day)
        }
    }
}

public import Model

/// How long a tier or a cap counts before it starts again (C3, C5).
public enum PeriodLength: String, CaseIterable, Hashable, Sendable {
    /// A calendar month.
    case month
    /// Three months from January, April, July or October.
    case quarter
    /// A calendar year.
    case year
    /// Never starts again.
    case lifetime
}

/// One period of the program's calendar.
public struct Period: Hashable, Comparable, Sendable {
    /// How long it is.
    public let length: PeriodLength
    /// Its first day; nil for a lifetime.
    public let start: CalendarDate?

    /// The period that holds a day.
    public init(_ length: PeriodLength, holding day: CalendarDate) {
        self.length = length
        switch length {
        case .month: start = CalendarDate(year: day.year, month: day.month, day: 1)
        case .quarter: start = CalendarDate(year: day.year, month: (day.month - 1) / 3 * 3 + 1, day: 1)
        case .year: start = CalendarDate(year: day.year, month: 1, day: 1)
        case .lifetime: start = nil
        }
    }

    /// The period that holds an instant, by the clocks of a zone.
    public init(_ length: PeriodLength, holding instant: Timestamp, in zone: ProgramZone) {
        self.init(length, holding: zone.day(of: instant))
    }

    /// The first day after it; nil for a lifetime.
    public var end: CalendarDate? {
        guard let start else { return nil }
        let months = length == .month ? 1 : length == .quarter ? 3 : 12
        let index = start.year * 12 + start.month - 1 + months
        return CalendarDate(year: index / 12, month: index % 12 + 1, day: 1)
    }

    /// The period as a person reads it: `2026-03`, `2026-Q1`, `2026` or `lifetime`.
    public var text: String {
        guard let start else { return length.rawValue }
        switch length {
        case .month: return String(start.text.prefix(7))
        case .quarter: return "\(start.text.prefix(4))-Q\((start.month - 1) / 3 + 1)"
        case .year, .lifetime: return String(start.text.prefix(4))
        }
    }

    /// Orders by first day; a lifetime comes first.
    public static func < (left: Period, right: Period) -> Bool {
        guard let first = left.start, let second = right.start else { return left.start == nil && right.start != nil }
        return first < second
    }
}

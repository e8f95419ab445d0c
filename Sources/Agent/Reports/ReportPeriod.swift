public import Model
public import ProgramRules

/// The days that a report is about, by the program's clocks.
public struct ReportPeriod: Sendable, Equatable {
    /// The first day.
    public let from: CalendarDate
    /// The last day.
    public let to: CalendarDate
    /// The zone whose days they are.
    public let zone: ProgramZone
    /// The first instant.
    let start: Timestamp
    /// The first instant behind it.
    let end: Timestamp
    /// The instant of which states are told: the last of the period, or now if that is earlier.
    let asOf: Timestamp

    /// The days from one to another, both included.
    init(from: CalendarDate, to: CalendarDate, zone: ProgramZone, now: Timestamp) {
        self.from = from
        self.to = to
        self.zone = zone
        start = zone.start(of: from)
        end = zone.start(of: CalendarDate(daysSinceEpoch: to.daysSinceEpoch + 1))
        asOf = min(now, end - .milliseconds(1))
    }

    /// The days of a period of the calendar that is no lifetime.
    init?(_ period: Period, zone: ProgramZone, now: Timestamp) {
        guard let first = period.start, let next = period.end else { return nil }
        self.init(from: first, to: CalendarDate(daysSinceEpoch: next.daysSinceEpoch - 1), zone: zone, now: now)
    }

    /// True if an instant lies in it.
    func holds(_ instant: Timestamp) -> Bool { instant >= start && instant < end }

    /// The first day that cost nothing yet: the one behind the period, or behind today.
    var costsUntil: CalendarDate { CalendarDate(daysSinceEpoch: min(to, zone.day(of: asOf)).daysSinceEpoch + 1) }

    /// True while it is not over.
    var isUnfinished: Bool { asOf < end - .milliseconds(1) }

    /// The first days of its last months, at most so many.
    func months(atMost limit: Int) -> [CalendarDate] {
        var months: [CalendarDate] = []
        var next = Period(.month, holding: to).start
        while let month = next, months.count < limit, month >= from || Period(.month, holding: from).start == month {
            months.append(month)
            next = Period(.month, holding: CalendarDate(daysSinceEpoch: month.daysSinceEpoch - 1)).start
        }
        return months.reversed()
    }
}

import Foundation
public import Model

/// The time zone whose days and months count (C3, P11).
public struct ProgramZone: Hashable, Sendable {
    /// The zone's IANA name, such as `America/New_York`.
    public let identifier: String
    private let zone: TimeZone

    /// Finds a zone by its IANA name; nil if there is none of that name.
    public init?(_ identifier: String) {
        guard let zone = TimeZone(identifier: identifier) else { return nil }
        self.identifier = identifier
        self.zone = zone
    }

    /// The day that the clocks of the zone show at an instant.
    public func day(of instant: Timestamp) -> CalendarDate {
        Timestamp(seconds: instant.seconds + offset(at: instant)).date
    }

    /// The first instant of a day: midnight, or the end of the gap where clocks skip it.
    public func start(of day: CalendarDate) -> Timestamp {
        let midnight = Timestamp(day)
        let around = [midnight - .seconds(86_400), midnight + .seconds(86_400)].map { midnight - .seconds(offset(at: $0)) }.sorted()
        return around.first { self.day(of: $0) >= day } ?? around[1]
    }

    /// Seconds east of UTC.
    private func offset(at instant: Timestamp) -> Int64 {
        Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant.seconds))))
    }
}

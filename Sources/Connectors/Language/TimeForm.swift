public import Model

/// The forms in which remotes write instants. Source: CONNECTORS.md X9.
public enum TimeForm: String, Sendable, Hashable, CaseIterable {
    /// RFC 3339; reads also `+0000`, writes `2026-01-15T09:30:11Z`.
    case iso
    /// RFC 3339 with milliseconds.
    case isoMilliseconds = "iso_ms"
    /// `2026-01-15 09:30:11`, in a zone that is said elsewhere.
    case naive
    /// `2026-01-15T09:30:11`, likewise.
    case naiveT = "naive_t"
    /// A day.
    case date
    /// Seconds since 1970.
    case epoch
    /// Milliseconds since 1970.
    case epochMilliseconds = "epoch_ms"
    /// `Thu, 15 Jan 2026 09:30:11 GMT`.
    case http
    /// `Thu, 15 Jan 2026 09:30:11 +0000`.
    case rfc2822
    /// A map of whole numbers: year, month, day, hour, minute, second, microsecond.
    case parts

    /// True for the forms that do not say their zone.
    public var needsZone: Bool {
        switch self {
        case .naive, .naiveT, .date, .parts: true
        default: false
        }
    }

    /// Reads an instant; nil if the value does not have the form.
    /// `zoneMinutes`: minutes east of UTC, for the forms that do not say their zone.
    public func read(_ value: JSON, zoneMinutes: Int = 0) -> Timestamp? {
        found(value, zoneMinutes).flatMap { $0.isWritable ? $0 : nil }
    }

    private func found(_ value: JSON, _ zoneMinutes: Int) -> Timestamp? {
        switch (self, value) {
        case (.iso, .string(let text)), (.isoMilliseconds, .string(let text)): return Timestamp(iso: text)
        case (.naive, .string(let text)), (.naiveT, .string(let text)):
            return Timestamp(naive: text).map { Self.shifted($0, by: zoneMinutes) }
        case (.date, .string(let text)): return CalendarDate(text).map { Self.shifted(Timestamp($0), by: zoneMinutes) }
        case (.epoch, .number(let text)), (.epoch, .string(let text)): return Self.epoch(text, places: 3)
        case (.epochMilliseconds, .number(let text)), (.epochMilliseconds, .string(let text)): return Self.epoch(text, places: 0)
        case (.http, .string(let text)), (.rfc2822, .string(let text)): return CalendarText.read(text)
        case (.parts, .object(let object)): return Self.parts(object).map { Self.shifted($0, by: zoneMinutes) }
        default: return nil
        }
    }

    /// Writes an instant.
    public func write(_ instant: Timestamp, zoneMinutes: Int = 0) -> JSON {
        let local = instant + .seconds(zoneMinutes * 60)
        switch self {
        case .iso: return .string(instant.iso)
        case .isoMilliseconds: return .string(instant.isoMilliseconds)
        case .naive: return .string(String(local.iso.dropLast()).replacing("T", with: " "))
        case .naiveT: return .string(String(local.iso.dropLast()))
        case .date: return .string(local.date.text)
        case .epoch: return .integer(instant.seconds)
        case .epochMilliseconds: return .integer(instant.milliseconds)
        case .http: return .string(CalendarText.write(instant) + " GMT")
        case .rfc2822: return .string(CalendarText.write(instant) + " +0000")
        case .parts: return Self.parts(of: local)
        }
    }

    private static func shifted(_ instant: Timestamp, by minutes: Int) -> Timestamp { instant - .seconds(minutes * 60) }

    private static func epoch(_ text: String, places: Int) -> Timestamp? {
        guard let number = ExactDecimal(text),
            let (value, _) = number.rounded(toScale: places), let milliseconds = Int64(exactly: value)
        else { return nil }
        return Timestamp(milliseconds: milliseconds)
    }

    private static func parts(_ object: JSONObject) -> Timestamp? {
        func part(_ name: String, _ missing: Int64?) -> Int64? { object[name].map { $0.integer } ?? missing }
        guard let year = part("year", nil), let month = part("month", nil), let day = part("day", nil),
            let hour = part("hour", 0), let minute = part("minute", 0), let second = part("second", 0),
            let micro = part("microsecond", 0), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second),
            (0...999_999).contains(micro),
            let date = CalendarDate(year: Int(clamping: year), month: Int(clamping: month), day: Int(clamping: day))
        else { return nil }
        let start = Timestamp(date).milliseconds
        return Timestamp(milliseconds: start + ((hour * 60 + minute) * 60 + second) * 1000 + micro / 1000)
    }

    private static func parts(of local: Timestamp) -> JSON {
        let date = local.date
        let rest = local.milliseconds - Timestamp(date).milliseconds
        return [
            "year": .integer(date.year), "month": .integer(date.month), "day": .integer(date.day), "hour": .integer(rest / 3_600_000),
            "minute": .integer(rest / 60_000 % 60), "second": .integer(rest / 1000 % 60), "microsecond": .integer(rest % 1000 * 1000),
        ]
    }
}

import Foundation
import Model

/// Days and instants. A day never passes through a local midnight.
enum TimeForm {
    /// A day, or raw. An instant is a day only at midnight UTC.
    static func date(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .date: return value
        case .timestamp(let instant): return instant == Timestamp(instant.date) ? .date(instant.date) : .raw(value.display)
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            if cleaned.isEmpty { return .null }
            if let day = CalendarDate(cleaned) { return .date(day) }
            guard let instant = Timestamp(iso: cleaned), instant == Timestamp(instant.date) else { return .raw(cleaned) }
            return .date(instant.date)
        default: return .raw(value.display)
        }
    }

    /// An instant, or raw. A day stands for its midnight UTC; a time without a zone means nothing.
    static func timestamp(_ value: FieldValue) -> FieldValue {
        switch value {
        case .null, .timestamp: return value
        case .date(let day): return .timestamp(Timestamp(day))
        case .text(let text):
            let cleaned = TextForm.cleaned(text)
            if cleaned.isEmpty { return .null }
            if let instant = Timestamp(iso: cleaned) { return .timestamp(instant) }
            if let day = CalendarDate(cleaned) { return .timestamp(Timestamp(day)) }
            return .raw(cleaned)
        default: return .raw(value.display)
        }
    }

    /// The instant that a time without a zone means in a zone: `UTC`, `+02:00` or a name such as `Europe/Berlin`.
    /// Of the hour that autumn repeats the first is meant.
    static func instant(naive text: String, zone: String) -> Timestamp? {
        guard let local = Timestamp(naive: TextForm.cleaned(text)) else { return nil }
        if let fixed = Timestamp(iso: local.iso.dropLast() + zone) { return fixed + .milliseconds(local.milliseconds % 1000) }
        guard let zone = TimeZone(identifier: zone) else { return nil }
        let asUTC = Double(local.seconds)
        let before = asUTC - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: asUTC - 86_400)))
        let after = asUTC - Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: asUTC + 86_400)))
        let fitting = [min(before, after), max(before, after)].first {
            $0 + Double(zone.secondsFromGMT(for: Date(timeIntervalSince1970: $0))) == asUTC
        }
        return Timestamp(seconds: Int64(fitting ?? before)) + .milliseconds(local.milliseconds % 1000)
    }
}

extension Timestamp {
    /// Reads an RFC 3339 instant; also accepts `+0000` for the zone, a space for the `T` and up to nine digits of a second.
    /// Nil without a zone: a time without one means nothing here.
    public init?(iso text: String) {
        guard let (local, zone) = Self.localPart(of: text), let zone else { return nil }
        self.init(milliseconds: local - Int64(zone) * 60_000)
        guard isWritable else { return nil }
    }

    /// True in the years 0 to 9999, the only ones that a text can tell.
    public var isWritable: Bool { (-62_167_219_200_000..<253_402_300_800_000).contains(milliseconds) }

    /// Reads a time that names no zone, as UTC: `2026-01-15T09:30:11` or with a space. Nil if a zone is named.
    public init?(naive text: String) {
        guard let (local, zone) = Self.localPart(of: text), zone == nil else { return nil }
        self.init(milliseconds: local)
        guard isWritable else { return nil }
    }

    /// The instant as `2026-01-15T09:30:11Z`; milliseconds are cut off.
    public var iso: String { "\(date.text)T\(clockText)Z" }

    /// The instant as `2026-01-15T09:30:11.250Z`.
    public var isoMilliseconds: String {
        let rest = ((milliseconds % 1000) + 1000) % 1000
        return "\(date.text)T\(clockText).\(CalendarDate.padded(Int(rest), 3))Z"
    }

    /// The UTC day of the instant.
    public var date: CalendarDate {
        let whole = seconds
        let days = (whole >= 0 ? whole : whole - 86_399) / 86_400
        return CalendarDate(daysSinceEpoch: Int(days))
    }

    /// Midnight UTC of a day.
    public init(_ date: CalendarDate) {
        self.init(seconds: Int64(date.daysSinceEpoch) * 86_400)
    }

    var clockText: String {
        let ofDay = Int(((seconds % 86_400) + 86_400) % 86_400)
        let parts = [ofDay / 3600, ofDay / 60 % 60, ofDay % 60]
        return parts.map { CalendarDate.padded($0, 2) }.joined(separator: ":")
    }

    /// Milliseconds as if UTC, and the zone's minutes east where one is named.
    private static func localPart(of text: String) -> (Int64, Int?)? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19, let date = CalendarDate(String(decoding: bytes[0..<10], as: UTF8.self)),
            bytes[10] == UInt8(ascii: "T") || bytes[10] == UInt8(ascii: " ") || bytes[10] == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let hour = CalendarDate.number(bytes[11..<13]), let minute = CalendarDate.number(bytes[14..<16]),
            let second = CalendarDate.number(bytes[17..<19]), hour < 24, minute < 60, second <= 60
        else { return nil }
        var place = 19
        var fraction: Int64 = 0
        if place < bytes.count, bytes[place] == UInt8(ascii: ".") {
            let start = place + 1
            place = start
            while place < bytes.count, CalendarDate.number(bytes[place...place]) != nil { place += 1 }
            guard (1...9).contains(place - start) else { return nil }
            let digits = (Array(bytes[start..<place]) + [48, 48, 48]).prefix(3)
            fraction = Int64(CalendarDate.number(digits[...]) ?? 0)
        }
        guard let zone = zoneMinutes(bytes[place...]) else { return nil }
        let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
        return (seconds * 1000 + fraction, zone.minutes)
    }

    /// The zone at the end of a time: nothing, `Z`, `+01:00` or `+0100`; nil if it is none of these.
    private static func zoneMinutes(_ bytes: ArraySlice<UInt8>) -> (minutes: Int?, Bool)? {
        guard let sign = bytes.first else { return (nil, true) }
        if sign == UInt8(ascii: "Z") || sign == UInt8(ascii: "z") { return bytes.count == 1 ? (0, true) : nil }
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return nil }
        let digits = Array(bytes.dropFirst()).filter { $0 != UInt8(ascii: ":") }
        guard digits.count == 4, bytes.count <= 6, let hours = CalendarDate.number(digits[0..<2]),
            let minutes = CalendarDate.number(digits[2..<4]), hours < 24, minutes < 60
        else { return nil }
        return ((hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1), true)
    }
}

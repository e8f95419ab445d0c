import Model

/// Times as logs write them. A time without a zone is none.
enum ClickTime {
    /// Reads ISO 8601 with a zone, or seconds or milliseconds since 1970, with a fraction or without.
    static func read(_ text: String) -> Timestamp? { Timestamp(iso: text) ?? number(text) }

    /// Seconds since 1970 with or without a fraction; a number too large for seconds is in milliseconds.
    static func number(_ text: String) -> Timestamp? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, let whole = parts.first, (1...13).contains(whole.count), isDigits(whole), let seconds = Int64(whole),
            seconds > 0
        else { return nil }
        // In seconds this would be the year 5138, in milliseconds 1973.
        if seconds >= 100_000_000_000 { return Timestamp(milliseconds: seconds) }
        guard parts.count == 2 else { return Timestamp(seconds: seconds) }
        let fraction = parts[1]
        guard !fraction.isEmpty, isDigits(fraction) else { return nil }
        let digits = (String(fraction) + "00").prefix(3)
        return Int64(digits).map { Timestamp(milliseconds: seconds * 1000 + $0) }
    }

    private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (0x30...0x39).contains($0) } }

    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"].map { Array($0.utf8) }

    /// Reads `10/Oct/2000:13:55:36 -0700`. Source: Apache's `%t`, nginx's `$time_local`.
    static func web(_ bytes: ArraySlice<UInt8>) -> Timestamp? {
        let text = Array(bytes)
        guard text.count == 26, text[2] == UInt8(ascii: "/"), text[6] == UInt8(ascii: "/"), text[11] == UInt8(ascii: ":"),
            text[14] == UInt8(ascii: ":"), text[17] == UInt8(ascii: ":"), text[20] == UInt8(ascii: " "),
            let month = months.firstIndex(of: text[3..<6].map { $0 | 0x20 }),
            let day = number(text[0..<2]), let year = number(text[7..<11]), let hour = number(text[12..<14]),
            let minute = number(text[15..<17]), let second = number(text[18..<20]), let zoneHours = number(text[22..<24]),
            let zoneMinutes = number(text[24..<26]), hour < 24, minute < 60, second <= 60, zoneHours < 24, zoneMinutes < 60,
            let date = CalendarDate(year: year, month: month + 1, day: day)
        else { return nil }
        let offset = zoneHours * 3600 + zoneMinutes * 60
        let local = date.daysSinceEpoch * 86_400 + hour * 3600 + minute * 60 + second
        switch text[21] {
        case UInt8(ascii: "+"): return Timestamp(seconds: Int64(local - offset))
        case UInt8(ascii: "-"): return Timestamp(seconds: Int64(local + offset))
        default: return nil
        }
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            value = value * 10 + Int(digit - 0x30)
        }
        return value
    }
}

import Model

/// Instants as mail and HTTP headers write them. Source: RFC 5322 section 3.3, RFC 9110 section 5.6.7.
enum CalendarText {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Thu, 15 Jan 2026 09:30:11`, in UTC and without a zone.
    static func write(_ instant: Timestamp) -> String {
        let date = instant.date
        // 1970-01-01 was a Thursday.
        let weekday = days[((date.daysSinceEpoch % 7) + 7) % 7]
        let clock = instant.iso.dropFirst(11).dropLast()
        return "\(weekday), \(date.text.suffix(2)) \(months[date.month - 1]) \(date.text.prefix(4)) \(clock)"
    }

    /// Reads either form; the weekday is not checked, a zone must be there.
    static func read(_ text: String) -> Timestamp? {
        var words = text.split(separator: " ")
        if words.first?.hasSuffix(",") == true { words.removeFirst() }
        guard words.count == 5, words[0].count <= 2, words[2].count == 4, let day = Int(words[0]),
            let month = months.firstIndex(of: String(words[1])), let year = Int(words[2]), let minutes = zone(words[4]),
            let date = CalendarDate(year: year, month: month + 1, day: day),
            let local = Timestamp(naive: "\(date.text)T\(words[3])")
        else { return nil }
        return local - .seconds(minutes * 60)
    }

    /// Minutes east of UTC.
    private static func zone(_ text: Substring) -> Int? {
        if ["GMT", "UTC", "UT", "Z"].contains(text) { return 0 }
        guard text.count == 5, let number = Int(text.dropFirst()), number % 100 < 60, number < 2400 else { return nil }
        let minutes = number / 100 * 60 + number % 100
        return text.hasPrefix("+") ? minutes : text.hasPrefix("-") ? -minutes : nil
    }
}

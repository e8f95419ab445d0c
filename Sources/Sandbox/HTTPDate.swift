import Model

/// The date form of HTTP header fields, `Sun, 06 Nov 1994 08:49:37 GMT`. Source: RFC 9110 section 5.6.7.
enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    static func text(_ instant: Timestamp) -> String {
        let date = instant.date
        let weekday = ((date.daysSinceEpoch % 7) + 7) % 7
        let clock = instant.iso.dropFirst(11).prefix(8)
        let day = date.day < 10 ? "0\(date.day)" : "\(date.day)"
        return "\(days[weekday]), \(day) \(months[date.month - 1]) \(date.text.prefix(4)) \(clock) GMT"
    }

    static func read(_ text: String) -> Timestamp? {
        let words = text.split(separator: " ")
        guard words.count == 6, words[5] == "GMT", days.contains(String(words[0].dropLast())), words[0].hasSuffix(","),
            let month = months.firstIndex(of: String(words[2])), words[1].count == 2, words[3].count == 4
        else { return nil }
        let number = month + 1 < 10 ? "0\(month + 1)" : "\(month + 1)"
        return Timestamp(iso: "\(words[3])-\(number)-\(words[1])T\(words[4])Z")
    }
}

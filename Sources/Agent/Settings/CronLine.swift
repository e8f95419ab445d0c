/// A schedule of five fields: minute, hour, day of the month, month, day of the week (0 and 7 are Sunday).
public struct CronLine: Sendable, Equatable {
    /// The text as written.
    public let text: String
    /// The minutes, 0 to 59.
    public let minutes: Set<Int>
    /// The hours, 0 to 23.
    public let hours: Set<Int>
    /// The days of the month, 1 to 31.
    public let days: Set<Int>
    /// The months, 1 to 12.
    public let months: Set<Int>
    /// The days of the week, 0 (Sunday) to 6.
    public let weekdays: Set<Int>

    /// Reads a line; nil if it is none or names no minute at all.
    public init?(_ text: String) {
        let parts = text.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 5, let minutes = Self.values(parts[0], 0...59), let hours = Self.values(parts[1], 0...23),
            let days = Self.values(parts[2], 1...31), let months = Self.values(parts[3], 1...12),
            let weekdays = Self.values(parts[4], 0...7)
        else { return nil }
        self.text = text
        self.minutes = minutes
        self.hours = hours
        self.days = days
        self.months = months
        self.weekdays = Set(weekdays.map { $0 % 7 })
    }

    /// One field: `*`, `5`, `1-5`, `*/15`, `0-30/10`, or several with commas.
    private static func values(_ field: Substring, _ range: ClosedRange<Int>) -> Set<Int>? {
        var values: Set<Int> = []
        for part in field.split(separator: ",", omittingEmptySubsequences: false) {
            let pieces = part.split(separator: "/", omittingEmptySubsequences: false)
            guard pieces.count <= 2, let span = span(pieces[0], range, hasStep: pieces.count == 2) else { return nil }
            let step = pieces.count == 2 ? number(pieces[1]) : 1
            guard let step, step > 0 else { return nil }
            values.formUnion(stride(from: span.lowerBound, through: span.upperBound, by: step))
        }
        return values
    }

    private static func span(_ text: Substring, _ range: ClosedRange<Int>, hasStep: Bool) -> ClosedRange<Int>? {
        if text == "*" { return range }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(number)
        guard let first = ends.first ?? nil, range.contains(first) else { return nil }
        if ends.count == 1 { return hasStep ? first...range.upperBound : first...first }
        guard ends.count == 2, let last = ends[1], range.contains(last), first <= last else { return nil }
        return first...last
    }

    private static func number(_ text: Substring) -> Int? {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }
}

import Model
import Testing

@Suite struct TimeTests {
    @Test func `every day of eight centuries has its number and reads back`() throws {
        var last: CalendarDate?
        for number in stride(from: -140_000, through: 160_000, by: 1) {
            let day = CalendarDate(daysSinceEpoch: number)
            // One expectation a day would cost more than the arithmetic.
            if day.daysSinceEpoch != number || (last.map { $0 >= day } ?? false) { Issue.record("\(number) \(day.text)") }
            last = day
            if number % 997 == 0 { #expect(CalendarDate(day.text) == day) }
        }
        #expect(CalendarDate(daysSinceEpoch: 0).text == "1970-01-01")
        #expect(try #require(CalendarDate("2024-02-29")).daysSinceEpoch == 19_782)
    }

    @Test(arguments: [
        "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-04-31", "2026-1-15", "26-01-15", "2026/01/15", "", "2026-01-15 ",
        "+026-01-15",
    ])
    func `a day that does not exist is refused`(text: String) {
        #expect(CalendarDate(text) == nil)
    }

    @Test(arguments: [
        ("2026-01-15T09:30:11Z", "2026-01-15T09:30:11.000Z"), ("2026-01-15T09:30:11.25+02:00", "2026-01-15T07:30:11.250Z"),
        ("2026-01-15 09:30:11-0530", "2026-01-15T15:00:11.000Z"), ("2026-01-15t09:30:11.123456789z", "2026-01-15T09:30:11.123Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"), ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00.000Z"),
    ])
    func `an instant is read with any zone`(text: String, expected: String) throws {
        #expect(try #require(Timestamp(iso: text)).isoMilliseconds == expected)
    }

    @Test(arguments: [
        "2026-01-15T09:30:11", "2026-01-15", "2026-01-15T25:00:00Z", "2026-01-15T09:60:00Z", "2026-01-15T09:30:11.Z",
        "2026-01-15T09:30:11+2", "2026-01-15T09:30:11+24:00", "2026-01-15T09:30Z", "x", "2026-01-15T09:30:11.1234567890Z",
    ])
    func `a time without a zone, or no time, is no instant`(text: String) {
        #expect(Timestamp(iso: text) == nil)
    }

    @Test func `a time without a zone is read as UTC only where that is asked for`() {
        #expect(Timestamp(naive: "2026-01-15 09:30:11") == Timestamp(iso: "2026-01-15T09:30:11Z"))
        #expect(Timestamp(naive: "2026-01-15T09:30:11Z") == nil)
    }

    @Test func `instants read back, truncate downwards and subtract to what was added`() {
        var random = SystemStep(seed: 5)
        for _ in 0..<5_000 {
            let instant = Timestamp(milliseconds: random.integer(-60_000_000_000_000...250_000_000_000_000))
            #expect(Timestamp(iso: instant.isoMilliseconds) == instant)
            for resolution in [Duration.milliseconds(1), .seconds(1), .seconds(60), .seconds(86_400)] {
                let coarse = instant.truncated(to: resolution)
                #expect(coarse <= instant && instant - coarse < resolution && coarse.truncated(to: resolution) == coarse)
            }
            let step = Duration.milliseconds(random.integer(-1_000_000_000...1_000_000_000))
            #expect((instant + step) - instant == step && (instant + step) - step == instant)
            #expect(instant.truncated(to: .seconds(86_400)) == Timestamp(instant.date))
        }
    }
}

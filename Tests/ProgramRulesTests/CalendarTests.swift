import Model
import ProgramRules
import Testing

/// Days, periods and values that change over time.
@Suite struct CalendarTests {
    @Test(arguments: [
        ("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z"), ("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z"),
        ("UTC", "2026-02-28", "2026-02-28T00:00:00Z"), ("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z"),
        // Clocks that skip midnight: the day begins at one.
        ("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"),
        // Clocks that repeat the hour before midnight.
        ("America/Sao_Paulo", "2019-02-17", "2019-02-17T03:00:00Z"),
    ])
    func `a day begins when the clocks of the zone first show it`(zone: String, day: String, instant: String) throws {
        let zone = try Bench.zone(zone)
        let (day, instant) = (try Bench.day(day), try Bench.at(instant))
        #expect(zone.start(of: day) == instant)
        #expect(zone.day(of: instant) == day)
        #expect(zone.day(of: instant - .milliseconds(1)) < day)
    }

    @Test func `every instant lies between the start of its day and the start of the next`() throws {
        var random = Seeded(3)
        for name in ["America/New_York", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "UTC"] {
            let zone = try Bench.zone(name)
            for _ in 0..<300 {
                let instant = Timestamp(seconds: Int64.random(in: 1_200_000_000...1_900_000_000, using: &random))
                let day = zone.day(of: instant)
                #expect(zone.start(of: day) <= instant, "\(name) \(instant.iso)")
                #expect(instant < zone.start(of: CalendarDate(daysSinceEpoch: day.daysSinceEpoch + 1)), "\(name) \(instant.iso)")
            }
        }
        #expect(ProgramZone("Mars/Olympus") == nil)
    }

    @Test(arguments: [
        (PeriodLength.month, "2026-12-31", "2026-12", "2026-12-01", "2027-01-01"),
        (.quarter, "2026-05-15", "2026-Q2", "2026-04-01", "2026-07-01"), (.quarter, "2026-12-01", "2026-Q4", "2026-10-01", "2027-01-01"),
        (.year, "2026-01-01", "2026", "2026-01-01", "2027-01-01"),
    ])
    func `C3 a period has a name, a first day and a first day after it`(
        length: PeriodLength, day: String, text: String, start: String, end: String
    ) throws {
        let period = Period(length, holding: try Bench.day(day))
        #expect(period.text == text)
        #expect(period.start?.text == start && period.end?.text == end)
    }

    @Test func `a lifetime has no ends, and periods follow each other in order`() throws {
        let lifetime = Period(.lifetime, holding: try Bench.day("2026-05-15"))
        #expect(lifetime.text == "lifetime" && lifetime.start == nil && lifetime.end == nil)
        let months = try ["2026-03-01", "2026-01-31", "2025-12-31"].map { Period(.month, holding: try Bench.day($0)) }
        #expect(months.sorted().map(\.text) == ["2025-12", "2026-01", "2026-03"])
        #expect(lifetime < months[2] && !(lifetime < lifetime))
    }

    @Test func `what held at an instant stays known whatever came after`() throws {
        let (first, second) = (try Bench.at("2026-01-10T00:00:00Z"), try Bench.at("2026-02-10T00:00:00Z"))
        let values = DatedValues<String>(initial: nil, changes: [(second, "gold"), (first, "silver")])
        #expect(values.value(at: first - .milliseconds(1)) == nil)
        #expect(values.value(at: first) == "silver")
        #expect(values.value(at: second - .milliseconds(1)) == "silver")
        #expect(values.value(at: second) == "gold")
        #expect(DatedValues("always").value(at: first) == "always")
    }
}

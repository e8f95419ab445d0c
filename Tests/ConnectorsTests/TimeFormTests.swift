import Connectors
import Model
import Testing

@Suite struct TimeFormTests {
    static let instants: [Int64] = [0, 1, 1_768_469_411_250, -1, -86_400_000, 951_782_400_000, 4_102_444_799_999, -62_135_596_800_000]

    @Test(arguments: TimeForm.allCases)
    func `what a form writes it reads, to its resolution`(form: TimeForm) {
        let resolution: Duration =
            switch form {
            case .isoMilliseconds, .epochMilliseconds, .parts: .milliseconds(1)
            case .date: .seconds(86_400)
            default: .seconds(1)
            }
        for zone in form.needsZone && form != .date ? [0, 120, -330] : [0] {
            for milliseconds in Self.instants {
                let instant = Timestamp(milliseconds: milliseconds)
                let written = form.write(instant, zoneMinutes: zone)
                #expect(form.read(written, zoneMinutes: zone) == instant.truncated(to: resolution), "\(written.text)")
            }
        }
    }

    @Test(arguments: [
        (TimeForm.iso, "\"2026-01-15T09:30:11Z\""), (.isoMilliseconds, "\"2026-01-15T09:30:11.250Z\""), (.naive, "\"2026-01-15 09:30:11\""),
        (.naiveT, "\"2026-01-15T09:30:11\""), (.date, "\"2026-01-15\""), (.epoch, "1768469411"), (.epochMilliseconds, "1768469411250"),
        (.http, "\"Thu, 15 Jan 2026 09:30:11 GMT\""), (.rfc2822, "\"Thu, 15 Jan 2026 09:30:11 +0000\""),
        (.parts, "{\"year\":2026,\"month\":1,\"day\":15,\"hour\":9,\"minute\":30,\"second\":11,\"microsecond\":250000}"),
    ])
    func `the forms look so`(form: TimeForm, expected: String) {
        #expect(form.write(Timestamp(milliseconds: 1_768_469_411_250)).text == expected)
    }

    @Test(arguments: [
        (TimeForm.iso, JSON.string("2026-01-15T09:30:11.000+0000"), 1_768_469_411_000 as Int64?),
        (.iso, "2026-01-15T11:30:11+02:00", 1_768_469_411_000),
        (.iso, "2026-01-15T09:30:11", nil), (.iso, .number("1768469411"), nil), (.epoch, "1768469411.25", 1_768_469_411_250),
        (.epoch, .number("1.7684694112505e9"), 1_768_469_411_250), (.epoch, "x", nil),
        (.http, "Thu, 15 Jan 2026 10:30:11 +0100", 1_768_469_411_000),
        (.rfc2822, "15 Jan 2026 09:30:11 -0000", 1_768_469_411_000), (.http, "Thu, 32 Jan 2026 09:30:11 GMT", nil),
        (.http, "Thu, 15 Jan 2026 09:30:11", nil),
        (.date, "2026-02-30", nil), (.naive, "2026-01-15T09:30:11Z", nil), (.parts, ["year": 2026, "month": 13, "day": 1] as JSON, nil),
        (.parts, ["year": 2026, "month": 1, "day": 15, "zone": "x"] as JSON, 1_768_435_200_000),
        (.epochMilliseconds, "99999999999999999999", nil),
    ])
    func `what is read`(form: TimeForm, value: JSON, expected: Int64?) {
        #expect(form.read(value)?.milliseconds == expected)
    }
}

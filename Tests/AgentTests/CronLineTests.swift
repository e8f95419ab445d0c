import Agent
import Testing

/// Schedules as cron lines.
@Suite struct CronLineTests {
    @Test func `a line names its minutes, hours and days`() throws {
        let line = try #require(CronLine("*/15 7-19 * * 1-5"))
        #expect(line.minutes == [0, 15, 30, 45])
        #expect(line.hours == Set(7...19))
        #expect(line.days == Set(1...31))
        #expect(line.months == Set(1...12))
        #expect(line.weekdays == Set(1...5))
    }

    @Test func `lists, steps from a start and the second name of Sunday are read`() throws {
        let line = try #require(CronLine("0,30 6/6 1-3,15 1,7 0,7"))
        #expect(line.minutes == [0, 30])
        #expect(line.hours == [6, 12, 18])
        #expect(line.days == [1, 2, 3, 15])
        #expect(line.weekdays == [0])
    }

    @Test(arguments: [
        "", "* * * *", "* * * * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "5-1 * * * *", "*/0 * * * *",
        "a * * * *", "1- * * * *", "1,,2 * * * *", "-1 * * * *",
    ])
    func `what is no line is refused`(text: String) {
        #expect(CronLine(text) == nil)
    }
}

import Foundation
import HTTP
import Testing

@Suite struct HTTPDateTests {
    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-1994 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"])
    func `the three spellings are one instant`(text: String) {
        #expect(HTTPDate.seconds(from: text) == 784_111_777)
    }

    @Test(arguments: [
        "", "Sun, 06 Nov 1994", "06 Nov 1994 08:49:37 GMT", "Sun, 06 Foo 1994 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT", "784111777",
        "Sun, 06 Nov 1234567 08:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
    ])
    func `anything else is none`(text: String) {
        #expect(HTTPDate.seconds(from: text) == nil)
    }

    @Test func `it agrees with the system's calendar on any second`() {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        var random = Seeded(state: 11)
        for _ in 0..<2000 {
            let instant = Int64.random(in: 0..<7_258_118_400, using: &random)
            #expect(HTTPDate.seconds(from: formatter.string(from: Date(timeIntervalSince1970: Double(instant)))) == instant)
        }
    }
}

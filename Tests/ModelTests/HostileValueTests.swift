import Model
import Testing

/// Values as others send them, at the edges of what can be counted: each was once a crash, or a value that was another in the end.
@Suite struct HostileValueTests {
    @Test func `an exponent at the end of what an integer holds is no number, and no crash`() {
        for text in ["1e-9223372036854775808", "1e9223372036854775807", "1e-37", "1e37", "0e9223372036854775808"] {
            #expect(ExactDecimal(text) == nil, "\(text)")
        }
        #expect(ExactDecimal("1e-36")?.scale == 36)
    }

    @Test func `a number of more places than any amount has is none`() {
        #expect(ExactDecimal("0." + String(repeating: "0", count: 100_000) + "1") == nil)
        let small = ExactDecimal("0." + String(repeating: "0", count: 90) + "1")
        #expect(small.flatMap { ExactDecimal($0.text) } == small && small != nil)
    }

    @Test func `an instant that others name ends at the last there is`() {
        let (first, last) = (Timestamp(milliseconds: .min), Timestamp(milliseconds: .max))
        #expect(last + .seconds(1) == last)
        #expect(first - .seconds(1) == first)
        #expect(last - .seconds(-1) == last)
        #expect(first + .seconds(-1) == first)
        #expect(Timestamp(seconds: .max) == last && Timestamp(seconds: .min) == first)
        #expect(last - first > .seconds(Int64.max / 1000))
        #expect(first.truncated(to: .seconds(60)) == first)
        #expect(first.seconds == -9_223_372_036_854_776 && Timestamp(milliseconds: -1).seconds == -1)
        #expect(!first.isoMilliseconds.isEmpty && !last.iso.isEmpty)
        #expect(Duration.seconds(Int64.max).milliseconds == .max && Duration.seconds(Int64.min).milliseconds == .min)
    }

    @Test func `an instant outside of the years that a text can tell is none`() {
        for text in ["9999-12-31T23:59:59-00:01", "0000-01-01T00:00:00+00:01", "9999-12-31T23:59:60Z"] {
            #expect(Timestamp(iso: text) == nil, "\(text)")
        }
        #expect(Timestamp(iso: "9999-12-31T23:59:59Z")?.iso == "9999-12-31T23:59:59Z")
        #expect(Timestamp(iso: "0000-01-01T00:00:00Z")?.iso == "0000-01-01T00:00:00Z")
    }

    @Test func `names that differ in their form alone are two names`() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        let value = try JSON(parsing: text)
        #expect(value.object?.count == 2)
        #expect(value["\u{E9}"] == 1 && value["e\u{301}"] == 2)
        #expect(value.text == text)
        let many = "{" + (0..<20).map { "\"c\($0)\":\($0)," }.joined() + "\"\u{E9}\":1,\"e\u{301}\":2}"
        let large = try JSON(parsing: many)
        #expect(large.object?.count == 22 && large["e\u{301}"] == 2 && large["\u{E9}"] == 1 && large.text == many)
    }

    @Test func `a mark with an accent behind it is escaped as the mark it is`() {
        #expect(
            ScalarText.replacing(in: "a\"\u{301}<\u{301}", ["\"": "&quot;", "<": "&lt;"]).unicodeScalars.elementsEqual(
                "a&quot;\u{301}&lt;\u{301}".unicodeScalars))
        #expect(
            ScalarText.replacing("key", with: "***", in: "my key\u{301} keys").unicodeScalars.elementsEqual(
                "my ***\u{301} ***s".unicodeScalars))
        #expect(ScalarText.replacing("", with: "x", in: "abc") == "abc")
    }
}

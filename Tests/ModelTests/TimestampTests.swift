import Model
import Testing

@Suite struct TimestampTests {
    @Test(arguments: ["2026-01-15T09:30:11Z", "1969-12-31T23:59:59Z", "2000-02-29T00:00:00Z"])
    func `an instant reads back as it was written`(text: String) {
        #expect(Timestamp(iso: text)?.iso == text)
    }
}

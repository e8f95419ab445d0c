import Testing
import YAML

@Suite struct MapReaderTests {
    private enum Policy: String, CaseIterable { case owner, prefer, latest }

    private struct Sample: Equatable {
        var name: String?
        var every: Duration
        var policy: Policy?
        var numbers: [Int]
        var inner: [String: Bool]
    }

    private var kind: ValueKind<Sample> {
        .map { reader in
            Sample(
                name: reader.required("name", .text, "what it is called"),
                every: reader.value("every", .duration, default: .seconds(30), text: "30s", "how often"),
                policy: reader.optional("policy", .word(Policy.self), "who wins"),
                numbers: reader.optional("numbers", .list(of: .integer(0...10)), "some numbers") ?? [],
                inner: Dictionary(
                    uniqueKeysWithValues: (reader.optional(
                        "inner", .names(of: .map { $0.value("on", .bool, default: false, "on or off") }), "parts") ?? [])
                        .map { ($0.name, $0.value) }))
        }
    }

    private func read(_ text: String) throws -> (Sample?, [String]) {
        let session = DecodingSession()
        let sample = kind.read(try YAMLReader.read(text, file: "c.yaml"), .root, session)
        return (sample, session.diagnostics.map(\.description))
    }

    @Test func `what is right is read`() throws {
        let (sample, complaints) = try read("{name: x, every: 2h, policy: latest, numbers: [1, 2], inner: {a: {on: true}, b: {}}}")
        #expect(complaints.isEmpty)
        #expect(
            sample == Sample(name: "x", every: .seconds(7200), policy: .latest, numbers: [1, 2], inner: ["a": true, "b": false]))
    }

    @Test func `all that is wrong is told at once, each with its place`() throws {
        let (_, complaints) = try read("every: 5 minutes\npolicy: prefr\nnumbers: [1, 11, x]\ninner: {a: {on: yes, off: 1}}\nevry: 1\n")
        #expect(
            complaints == [
                "c.yaml:1:1: found no name, expected name (a text)",
                "c.yaml:1:8: every: found \"5 minutes\", expected a duration such as 30s, 10m, 2h or 1d",
                "c.yaml:2:9: policy: found \"prefr\", expected one of owner, prefer, latest; did you mean \"prefer\"?",
                "c.yaml:3:14: numbers[1]: found \"11\", expected a whole number from 0 to 10",
                "c.yaml:3:18: numbers[2]: found \"x\", expected a whole number from 0 to 10",
                "c.yaml:4:17: inner.a.on: found \"yes\", expected true or false",
                "c.yaml:4:22: inner.a: found the unknown key \"off\", expected one of on",
                "c.yaml:5:1: found the unknown key \"evry\", expected one of every, inner, name, numbers, policy; did you mean \"every\"?",
            ])
    }

    @Test func `a scalar where a map should stand is one complaint`() throws {
        #expect(try read("{name: x, inner: 3}").1 == ["c.yaml:1:18: inner: found \"3\", expected a map"])
        #expect(try read("{name: x, inner: {a: 3}}").1 == ["c.yaml:1:22: inner.a: found \"3\", expected a map"])
    }

    @Test func `the catalogue lists every key, also those of optional parts`() {
        let catalogue = KeyCatalogue { _ = kind.read(YAMLNode(.map([]), at: SourcePlace(file: "", line: 1, column: 1)), .root, $0) }
        #expect(catalogue.entries.map(\.path) == ["name", "every", "policy", "numbers", "inner", "inner.*.on"])
        #expect(catalogue.entries[0].isRequired)
        #expect(catalogue.entries[1].defaultText == "30s")
    }

    @Test(arguments: [
        ("1ms", Duration.milliseconds(1)), ("5s", .seconds(5)), ("10m", .seconds(600)), ("2h", .seconds(7200)),
        ("30d", .seconds(2_592_000)),
        ("0s", .seconds(0)), ("5", nil), ("s", nil), ("-5s", nil), ("1.5h", nil), ("5 s", nil), ("99999999999999999999d", nil),
        ("9999999999999999d", nil), ("٣s", nil),
    ])
    func `durations`(text: String, expected: Duration?) {
        #expect(Quantity.duration(text) == expected)
        if let expected { #expect(Quantity.duration(Quantity.text(expected)) == expected) }
    }

    @Test(arguments: [
        ("10%", 1000), ("2.5%", 250), ("0.01%", 1), ("100%", 10_000), ("101%", nil), ("100.01%", nil), ("1.%", nil), ("5", nil),
        ("1.234%", nil),
    ])
    func `percentages`(text: String, expected: Int?) { #expect(Quantity.basisPoints(text) == expected) }

    @Test(arguments: [("100MB", 100_000_000), ("1B", 1), ("64KB", 64_000), ("1GB", 1_000_000_000), ("MB", nil), ("1", nil), ("1mb", nil)])
    func `sizes`(text: String, expected: Int?) { #expect(Quantity.bytes(text) == expected) }

    @Test(arguments: [("prefr", "prefer"), ("ownr", "owner"), ("prefre", "prefer"), ("xyz", nil), ("PREFER", "prefer"), ("", nil)])
    func `the nearest name`(text: String, expected: String?) {
        #expect(NearestName.of(text, among: ["owner", "prefer", "latest"]) == expected)
    }
}

import Connectors
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("api-usage=(\\d+)/", "api-usage=18/5000", "18"), ("^([A-Z_]+):", "CODE_X:message", "CODE_X"), ("^([A-Z_]+):", " A:", nil),
        ("Existing ID: ([0-9]+)", "Contact already exists. Existing ID: 6001", "6001"),
        ("\\b([a-zA-Z0-9]{15,18})\\b", "value: duplicate id 001RO000003XyZaYAK.", "001RO000003XyZaYAK"),
        ("/([a-zA-Z0-9]{15,18})$", "/services/data/v63.0/sobjects/Account/001RO000003XyZaYAK", "001RO000003XyZaYAK"),
        ("a|b|cd", "xcd", "cd"), ("(a|ab)(c|bcd)(d*)", "abcd", "a"), ("a*?(b)", "aab", "b"),
        ("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", nil),
        ("(?i)concurrent", "ConCurrent", "ConCurrent"), ("[^,]+", ",x y,z", "x y"),
        ("[.](deletion|privacyDeletion)$", "deal.deletion", "deletion"),
        ("^[0-9a-f]{3}$", "0fa", "0fa"), ("^[0-9a-f]{3}$", "0fag", nil), ("x{0}y", "xy", "y"), ("(x)?y", "y", nil),
        ("a{2,}", "caaab", "aaa"),
        ("\\\"name\\\":\\\"([^\\\"]+)\\\"", "[{\"name\":\"email\"}]", "email"), ("[\\d.]+", "v63.0", "63.0"), ("[a-]+", "-a-", "-a-"),
        ("é+", "caféé", "éé"), ("", "abc", ""), ("\\s\\S", "a b", " b"), ("\\Bb", "ab", "b"), ("{x}", "{x}", "{x}"), ("^$", "", ""),
    ])
    func `captures the first group, or the whole`(expression: String, text: String, expected: String?) throws {
        let pattern = try Pattern(expression)
        #expect(pattern.capture(in: text) == expected)
    }

    @Test(arguments: ["(", ")", "[a", "a**b)", "*a", "(?=x)", "\\1", "a\\", "[z-a]", "x{5,2}", "x{1001}", "\\q", "(a{1000}){1000}"])
    func `what RE2 does not have or what is malformed is refused`(expression: String) {
        #expect(throws: PatternError.self) { try Pattern(expression) }
    }

    @Test func `a hostile text costs linear time`() throws {
        let pattern = try Pattern("^(([a-z])+.)+[A-Z]([a-z])+$")
        #expect(!pattern.matches(String(repeating: "a", count: 20_000)))
    }
}

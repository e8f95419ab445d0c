import Model

/// Values as remotes show them: well formed, nearly well formed, and odd.
enum ValueGenerator {
    static let types: [FieldType] = FieldType.plain + [.enumeration(["new", "won", "lost"]), .ref(.partner), .ref(.customer)]

    static let oddTexts = [
        "", " ", "\t\r\n", "null", "None", "0", "-0", "1e3", "12.30", "12,30", "1,234.50", "true", "FALSE", "yes", "new", "Won", "lost ",
        "Ana@Example.COM", "ana@münchen.de", "ana@", "@x.de", "a b@x.de", "ana@x@y.de", "<ana@x.de>", "ana@gmail.com",
        "+49 (0)30 1234567", "030 1234567", "0049 30 1234567", "(415) 555-0123", "1-415-555-0123 ext. 12", "+49 00 30 123456", "call me",
        "\u{FF0B}\u{FF14}\u{FF19} 30 1234567", "+1 415 555 0123 x7", "+999 123", "00", "+", "011 44 20 7946 0958",
        "https://www.Example.com:443/", "HTTP://EXAMPLE.COM/A?b#c", "example.com", "www.example.com.", "www.www.example.com", "http://x",
        "https://user:pw@Example.com:8443/p", "ftp://example.com", "http://[::1]/", "https://bücher.example/ü", "example .com", "a@b.c/d",
        "DE", "de", "Germany", "deutschland", "USA", "U.S.A.", "Atlantis", "EUR", "usd", "EURO", "12.30 USD", "1 JPY", "1.5 JPY", "12.30",
        "2026-01-15", "2026-02-30", "2026-01-15T00:00:00Z", "2026-01-15T09:30:11.250+02:00", "2026-01-15 09:30:11", "15.01.2026",
        "12.5%", "100 %", "1.234%", "%", "a;b;a", ";", " b ; a ", "e\u{301}clair", "\u{E9}clair", "line\r\nline\rline", "\u{A0}x\u{A0}",
        "p_01JD3Z0000000000000000000A", "c_01JD3Z0000000000000000000B", "p_1", "\u{1F600} emoji", "مرحبا", "x\u{0}y",
    ]

    static func value(using random: inout Seeded) -> FieldValue {
        switch Int.random(in: 0..<14, using: &random) {
        case 0: return .null
        case 1: return .integer(Int64.random(in: -5...20_000, using: &random))
        case 2: return .decimal(ExactDecimal(coefficient: Int128(Int64.random(in: -99_999...99_999, using: &random)), scale: 3))
        case 3: return .money(Money(minor: Int64.random(in: -500...500, using: &random), currency: currency(using: &random)))
        case 4: return .boolean(random.chance(50))
        case 5: return .date(CalendarDate(daysSinceEpoch: Int.random(in: 0...30_000, using: &random)))
        case 6: return .timestamp(Timestamp(milliseconds: Int64.random(in: 0...4_000_000_000_000, using: &random)))
        case 7: return .set((0..<Int.random(in: 0...4, using: &random)).map { _ in random.pick(oddTexts) })
        case 8: return .raw(random.pick(oddTexts))
        case 9: return random.pick(["p_01JD3Z0000000000000000000A", "c_01JD3Z0000000000000000000B"].compactMap(EntityID.init)).asValue
        case 10: return .text(mutated(random.pick(oddTexts), using: &random))
        default: return .text(random.pick(oddTexts))
        }
    }

    static func currency(using random: inout Seeded) -> Currency {
        random.pick(["USD", "EUR", "JPY", "KWD"].compactMap { Currency($0) })
    }

    /// A text with a character taken out, doubled or put in.
    static func mutated(_ text: String, using random: inout Seeded) -> String {
        var characters = Array(text)
        guard !characters.isEmpty else { return " " }
        let place = Int.random(in: 0..<characters.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: characters.remove(at: place)
        case 1: characters.insert(characters[place], at: place)
        case 2: characters.insert(random.pick(Array("0+@.;: \nÄx")), at: place)
        default: characters = Array(String(characters).uppercased())
        }
        return String(characters)
    }
}

extension EntityID {
    fileprivate var asValue: FieldValue { .ref(self) }
}

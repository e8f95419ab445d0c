import Model
import ProgramRules
import Testing

/// Exchange rates: dated, with their source, and never guessed (L4).
@Suite struct RateTests {
    private let file = """
        Date,USD,JPY,GBP,XXX,
        2026-03-03,1.0812,161.25,0.8401,1,
        2026-03-02,1.0790,N/A,0.8390,1,
        later,1,1,1,1,
        2026-02-27,zero,160.00,-1,1,,9
        """

    @Test func `a file in the form of the European Central Bank is read, and what cannot be is listed`() throws {
        let (rates, findings) = RateFile.read(file, base: try Bench.currency("EUR"), source: "ECB")
        #expect(rates.count == 6)
        let (dollar, pound) = (try Bench.currency("USD"), try Bench.currency("GBP"))
        #expect(
            findings == [
                .unknownCurrency(line: 1, name: "XXX"), .badDay(line: 4), .tooManyCells(line: 5), .badRate(line: 5, currency: dollar),
                .badRate(line: 5, currency: pound),
            ])
        #expect(RateFile.read("1,2,3", base: dollar, source: "?").findings == [.noHeader])
    }

    private func rates() throws -> ExchangeRates {
        ExchangeRates(RateFile.read(file, base: try Bench.currency("EUR"), source: "ECB").rates)
    }

    private func rate(_ from: String, _ to: String, _ day: String, age: Int = 0) throws -> ExchangeRate? {
        try rates().rate(from: Bench.currency(from), to: Bench.currency(to), on: Bench.day(day), maxAgeDays: age)
    }

    @Test func `L4 a rate is published, its inverse, or crossed over one base of one day and source`() throws {
        #expect(try rate("EUR", "USD", "2026-03-03")?.convert(Bench.money("100.00 EUR"))?.text == "108.12 USD")
        #expect(try rate("USD", "EUR", "2026-03-03")?.convert(Bench.money("108.12 USD"))?.text == "100.00 EUR")
        // 100.00 GBP x 161.25 / 0.8401 = 19 194.14...
        #expect(try rate("GBP", "JPY", "2026-03-03")?.convert(Bench.money("100.00 GBP"))?.text == "19194 JPY")
        #expect(try rate("EUR", "USD", "2026-03-03")?.text == "1 EUR = 1.0812 USD (ECB, 2026-03-03)")
        #expect(try rate("USD", "EUR", "2026-03-03")?.text == "1 USD = 1 / 1.0812 EUR (ECB, 2026-03-03)")
    }

    @Test func `L4 without a rate for the day there is none, unless the terms allow an older one`() throws {
        #expect(try rate("EUR", "USD", "2026-03-04") == nil)
        #expect(try rate("EUR", "USD", "2026-03-04", age: 1)?.day.text == "2026-03-03")
        #expect(try rate("EUR", "JPY", "2026-03-02") == nil)
        #expect(try rate("EUR", "JPY", "2026-03-02", age: 3)?.day.text == "2026-02-27")
        #expect(try rate("EUR", "CHF", "2026-03-03", age: 99) == nil)
    }

    @Test func `a rate converts its own currency only, and must be above zero`() throws {
        #expect(try rate("EUR", "USD", "2026-03-03")?.convert(Bench.money("1.00 GBP")) == nil)
        let (euro, dollar, day) = (try Bench.currency("EUR"), try Bench.currency("USD"), try Bench.day("2026-03-03"))
        for text in ["0", "-1"] {
            let value = try #require(ExactDecimal(text))
            #expect(ExchangeRate(from: euro, to: dollar, day: day, source: "x", numerator: value) == nil)
        }
    }

    @Test func `C6 a foreign deal is rounded once: converting first would lose a cent`() throws {
        // 0.55 EUR x 1.0812 = 0.59466, at 25 per cent 0.148665: 0.15. Rounded twice it would be 0.59 and 0.1475: 0.15; at 50 per cent of
        // 0.45 EUR, 0.24327 against 0.49 and 0.245.
        let terms = try Bench.terms(rules: [Bench.rule(.rate(Bench.percent(5000)))])
        let deal = try Bench.won(1, SaleAmounts(try Bench.money("0.47 EUR")), at: "2026-03-03T12:00:00Z")
        let touch = try Bench.click(1, customer: 1, at: "2026-03-01T00:00:00Z")
        let result = try Bench.earn(terms, deals: [deal], touches: [touch], rates: rates())
        // Once: 0.508164 x 0.5 = 0.254082. Twice: 0.51 x 0.5 = 0.255, which half-even makes 0.26.
        #expect(result.amounts == ["0.25"])
    }
}

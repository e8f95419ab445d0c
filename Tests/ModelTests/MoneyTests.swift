import Model
import Testing

@Suite struct MoneyTests {
    @Test(arguments: [
        ("12.30 USD", 1230, "12.30 USD"), ("12.3 usd", 1230, "12.30 USD"), ("1200 JPY", 1200, "1200 JPY"), ("1.234 KWD", 1234, "1.234 KWD"),
        ("-0.05 EUR", -5, "-0.05 EUR"), ("0 EUR", 0, "0.00 EUR"), ("1e2 EUR", 10_000, "100.00 EUR"), ("-0.001 BHD", -1, "-0.001 BHD"),
    ])
    func `an amount is read in minor units and written with the places of its currency`(text: String, minor: Int, written: String) throws {
        let money = try #require(Money(text))
        #expect(money.minor == Int64(minor))
        #expect(money.text == written)
    }

    @Test(arguments: ["12.345 USD", "1.5 JPY", "12.30", "USD 12.30", "12,30 EUR", "12.30 EURO", "99999999999999999999 USD", "", "1 2 USD"])
    func `other text is refused: nothing is rounded by reading`(text: String) {
        #expect(Money(text) == nil)
    }

    @Test func `writing and reading gives the same amount, to the ends of 64 bits`() throws {
        var random = SystemStep(seed: 4)
        let currencies = try ["USD", "JPY", "KWD", "CLF"].map { try #require(Currency($0)) }
        for currency in currencies {
            for minor in [Int64.min, Int64.max, 0, -1, 1] + (0..<500).map({ _ in random.integer(Int64.min...Int64.max) }) {
                let money = Money(minor: minor, currency: currency)
                #expect(Money(money.text) == money)
            }
        }
    }

    @Test func `rounding to the minor unit is half-even, and refuses what does not fit`() throws {
        let (dollar, yen) = (try #require(Currency("USD")), try #require(Currency("JPY")))
        #expect(Money(rounding: try #require(ExactDecimal("0.125")), currency: dollar)?.minor == 12)
        #expect(Money(rounding: try #require(ExactDecimal("0.135")), currency: dollar)?.minor == 14)
        #expect(Money(rounding: try #require(ExactDecimal("2.5")), currency: yen)?.minor == 2)
        #expect(Money(rounding: try #require(ExactDecimal("1e18")), currency: dollar) == nil)
    }

    @Test func `a currency is three letters`() {
        #expect(Currency("usd")?.code == "USD")
        for text in ["US", "USDX", "U$D", "", "ÄUR", "U D"] { #expect(Currency(text) == nil) }
    }

    @Test func `amounts of one currency add up, and what does not fit or is of another currency is nil`() throws {
        let (dollar, euro) = (try #require(Currency("USD")), try #require(Currency("EUR")))
        func usd(_ minor: Int64) -> Money { Money(minor: minor, currency: dollar) }
        #expect(usd(5).adding(usd(-7)) == usd(-2))
        #expect(usd(5).adding(Money(minor: 5, currency: euro)) == nil)
        #expect(usd(.max).adding(usd(1)) == nil && usd(.min).adding(usd(-1)) == nil)
        #expect(usd(7).negated == usd(-7) && usd(.max).negated == usd(-.max) && usd(.min).negated == nil)
    }

    @Test func `a listed currency is one of ISO 4217`() throws {
        for code in ["USD", "EUR", "JPY", "KWD", "CLF", "XOF"] { #expect(try #require(Currency(code)).isListed, "\(code)") }
        for code in ["ABC", "XXX", "XAU", "DEM"] { #expect(try #require(Currency(code)).isListed == false, "\(code)") }
    }
}

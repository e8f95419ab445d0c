import Model
import Testing

@Suite struct ExactDecimalTests {
    private func decimal(_ text: String) throws -> ExactDecimal { try #require(ExactDecimal(text)) }

    @Test(arguments: [
        ("12.30", "12.3"), ("-0", "0"), ("+5", "5"), ("007", "7"), (".5", "0.5"), ("5.", "5"), ("1.2e3", "1200"), ("1E-3", "0.001"),
        ("0.000", "0"), ("-12.345", "-12.345"), ("1e0", "1"), ("100", "100"), ("1e+2", "100"),
        ("99999999999999999999999999999999999", "99999999999999999999999999999999999"),
    ])
    func `a number is read exactly and written in its shortest form`(text: String, expected: String) throws {
        #expect(try decimal(text).text == expected)
    }

    @Test(arguments: [
        "", "-", ".", "e5", "1e", "1e1e1", "1,5", "1 ", "0x1", "NaN", "1e99", "1e-99", "--1", "1.2.3",
        "9999999999999999999999999999999999999",
    ])
    func `other text is refused`(text: String) {
        #expect(ExactDecimal(text) == nil)
    }

    @Test func `writing and reading gives the same number`() throws {
        var random = SystemStep(seed: 1)
        for _ in 0..<5_000 {
            let number = ExactDecimal(
                coefficient: Int128(random.integer(Int64.min...Int64.max)) * Int128(random.integer(-9_999_999...9_999_999)),
                scale: random.below(20))
            #expect(ExactDecimal(number.text) == number)
        }
    }

    @Test func `the order is total and agrees with equality`() {
        var random = SystemStep(seed: 2)
        for _ in 0..<5_000 {
            let numbers = (0..<3).map { _ in ExactDecimal(coefficient: Int128(random.integer(-50...50)), scale: random.below(4)) }
            let (first, second, third) = (numbers[0], numbers[1], numbers[2])
            #expect([first < second, second < first, first == second].filter { $0 }.count == 1)
            if first < second, second < third { #expect(first < third) }
        }
    }

    @Test func `numbers too far apart for one scale still have an order`() throws {
        let large = try decimal("99999999999999999999999999999999999")
        let small = try decimal("0.00000000000000000000000000000000001")
        let minus = ExactDecimal(coefficient: -large.coefficient, scale: 0)
        #expect(small < large && !(large < small))
        #expect(minus < small && !(small < minus))
        #expect(minus < ExactDecimal(coefficient: -small.coefficient, scale: small.scale))
    }

    @Test(arguments: [
        ("1.25", 1, "12"), ("1.35", 1, "14"), ("-1.25", 1, "-12"), ("-1.35", 1, "-14"), ("1.251", 1, "13"), ("0.5", 0, "0"),
        ("1.5", 0, "2"),
        ("2.5", 0, "2"), ("-0.5", 0, "0"), ("-1.5", 0, "-2"), ("1.2", 3, "1200"), ("0.0049", 2, "0"),
    ])
    func `rounding is half-even`(text: String, scale: Int, expected: String) throws {
        let rounded = try #require(try decimal(text).rounded(toScale: scale))
        #expect(String(rounded.coefficient) == expected)
    }

    @Test func `rounding loses nothing where it says so, and else at most half a unit`() throws {
        var random = SystemStep(seed: 3)
        for _ in 0..<5_000 {
            let number = ExactDecimal(coefficient: Int128(random.integer(-1_000_000...1_000_000)), scale: random.below(6))
            let scale = random.below(6)
            let (coefficient, exact) = try #require(number.rounded(toScale: scale))
            let back = ExactDecimal(coefficient: coefficient, scale: scale)
            #expect(exact == (back == number))
            let (given, kept) = (try #require(number.rounded(toScale: 8)), try #require(back.rounded(toScale: 8)))
            var half: Int128 = 1
            for _ in scale..<8 { half *= 10 }
            #expect((given.coefficient - kept.coefficient).magnitude * 2 <= half.magnitude)
        }
    }

    @Test func `a scale too large does not overflow`() throws {
        #expect(try decimal("99999999999999999999999999999999999").rounded(toScale: 30) == nil)
    }
}

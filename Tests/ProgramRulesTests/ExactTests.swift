import Model
import ProgramRules
import Testing

/// Arithmetic that loses nothing.
@Suite struct ExactTests {
    @Test(arguments: [
        ([5], [2], 2), ([7], [2], 4), ([-5], [2], -2), ([-7], [2], -4), ([1], [3], 0), ([2], [3], 1), ([0], [7], 0), ([15], [10], 2),
        ([25], [10], 2), ([10, 10], [-4], -25), ([-9, -1], [2], 4),
    ])
    func `C6 a quotient is rounded half-even, once`(above: [Int], below: [Int], expected: Int) {
        #expect(Exact.quotient(above.map { Int128($0) }, over: below.map { Int128($0) }) == Int64(expected))
    }

    @Test func `what cannot be divided or does not fit is nil, and nothing traps`() {
        #expect(Exact.quotient([1], over: [0]) == nil)
        #expect(Exact.quotient([Int128(Int64.max), 2], over: [1]) == nil)
        #expect(Exact.quotient([Int128.max, Int128.max, Int128.max], over: [1]) == nil)
        #expect(Exact.quotient([Int128.max, Int128.max], over: [Int128.max, Int128.max]) == 1)
        #expect(Exact.quotient([Int128(Int64.max)], over: [1]) == Int64.max)
        #expect(Exact.quotient([Int128.min], over: [Int128.min]) == 1)
    }

    @Test func `a quotient of many factors equals the one of their product, in any order`() {
        var random = Seeded(6)
        for _ in 0..<5_000 {
            let above = (0..<3).map { _ in Int128(Int.random(in: -2_000...2_000, using: &random)) }
            let below = (0..<2).map { _ in Int128(Int.random(in: 1...3_000, using: &random)) }
            let (top, bottom) = (above.reduce(1, *), below.reduce(1, *))
            let (quotient, rest) = top.magnitude.quotientAndRemainder(dividingBy: bottom.magnitude)
            let isUp = rest * 2 > bottom.magnitude || (rest * 2 == bottom.magnitude && quotient % 2 == 1)
            let expected = (Int64(quotient) + (isUp ? 1 : 0)) * (top < 0 ? -1 : 1)
            #expect(Exact.quotient(above.shuffled(using: &random), over: below.shuffled(using: &random)) == expected)
        }
    }

    @Test func `wide products keep every digit`() {
        // 9 007 199 254 740 993 is the first whole number that a binary fraction cannot hold.
        #expect(
            Exact.quotient([9_007_199_254_740_993, 1_000_000_007, 999_999_937], over: [1_000_000_007, 999_999_937]) == 9_007_199_254_740_993
        )
        let large = Int128(Int64.max)
        #expect(Exact.quotient([large, large, large - 1], over: [large, large]) == Int64.max - 1)
    }

    @Test func `A4 parts sum to the whole for any amount and any weights`() {
        var random = Seeded(4)
        for _ in 0..<5_000 {
            let amount = random.pick([Int64.max, Int64.min + 1, 0, 1, -1, Int64.random(in: -1_000_000...1_000_000, using: &random)])
            let weights = (0..<(1 + random.below(12))).map { _ in random.pick([0, 1, random.below(10_000), -5, Int.max]) }
            let parts = LargestRemainder.split(amount, by: weights)
            #expect(parts.count == weights.count)
            guard weights.contains(where: { $0 > 0 }) else {
                #expect(parts.allSatisfy { $0 == 0 })
                continue
            }
            #expect(parts.map { Int128($0) }.reduce(0, +) == Int128(amount))
            for (part, weight) in zip(parts, weights) {
                if weight <= 0 { #expect(part == 0) }
                #expect(amount < 0 ? part <= 0 : part >= 0)
            }
        }
    }

    @Test func `A4 no part is a whole unit away from its exact share, and of equal remainders the first wins`() {
        var random = Seeded(5)
        for _ in 0..<2_000 {
            let amount = Int64.random(in: 0...1_000_000, using: &random)
            let weights = (0..<(1 + random.below(8))).map { _ in 1 + random.below(10_000) }
            let total = weights.reduce(0, +)
            for (part, weight) in zip(LargestRemainder.split(amount, by: weights), weights) {
                #expect(abs(Int128(part) * Int128(total) - Int128(amount) * Int128(weight)) < Int128(total))
            }
        }
        #expect(LargestRemainder.split(2, by: [1, 1, 1]) == [1, 1, 0])
        #expect(LargestRemainder.split(-2, by: [1, 1, 1]) == [-1, -1, 0])
        #expect(LargestRemainder.equalWeights(3) == [3334, 3333, 3333])
        #expect(LargestRemainder.split(5, by: []).isEmpty)
    }

    @Test func `a percentage of an amount is rounded half-even at its minor unit`() throws {
        #expect(Percentage(basisPoints: 1250).of(try Bench.money("999 JPY"))?.text == "125 JPY")
        #expect(Percentage(basisPoints: 5000).of(try Bench.money("0.05 USD"))?.text == "0.02 USD")
        #expect(Percentage(basisPoints: 5000).of(try Bench.money("0.07 USD"))?.text == "0.04 USD")
        #expect(Percentage(basisPoints: 30_000).of(Money(minor: .max, currency: try Bench.currency("USD"))) == nil)
        #expect(Percentage(basisPoints: 1250).text == "12.5 %")
    }
}

/// Products and quotients of whole numbers, rounded half-even once at the end (C6).
public enum Exact {
    /// The product of the numerators over the product of the denominators, rounded half-even.
    ///
    /// Promises: nothing is rounded or lost before the one rounding; the order of the factors does not matter.
    /// - Returns: nil if a denominator is zero, or if the result does not fit 64 bits.
    public static func quotient(_ numerators: [Int128], over denominators: [Int128]) -> Int64? {
        guard !denominators.contains(0) else { return nil }
        guard !numerators.contains(0) else { return 0 }
        let signs = (numerators + denominators).count { $0 < 0 }
        guard let parts = reduced(numerators.map(\.magnitude), denominators.map(\.magnitude)) else { return nil }
        let (high, low) = parts.first.multipliedFullWidth(by: parts.second)
        // The quotient of a wide division must fit one word, which it does only where the high half is below the divisor.
        guard high < parts.divisor else { return nil }
        let (quotient, rest) = parts.divisor.dividingFullWidth((high, low))
        let half = parts.divisor - rest
        let isUp = rest > half || (rest == half && !quotient.isMultiple(of: 2))
        let magnitude = quotient.addingReportingOverflow(isUp ? 1 : 0)
        guard !magnitude.overflow, let value = Int64(exactly: magnitude.partialValue) else { return nil }
        return signs.isMultiple(of: 2) ? value : -value
    }

    private struct Parts {
        var first: UInt128 = 1
        var second: UInt128 = 1
        var divisor: UInt128 = 1
    }

    /// The factors without what they share, multiplied up to two words above and one word below; nil where they need more.
    private static func reduced(_ numerators: [UInt128], _ denominators: [UInt128]) -> Parts? {
        var (above, below) = (numerators, denominators)
        for top in above.indices {
            for bottom in below.indices {
                let shared = divisor(above[top], below[bottom])
                above[top] /= shared
                below[bottom] /= shared
            }
        }
        var parts = Parts()
        for factor in above.sorted(by: >) {
            let (product, isTooLarge) = parts.first.multipliedReportingOverflow(by: factor)
            if !isTooLarge {
                parts.first = product
                continue
            }
            let (other, isFarTooLarge) = parts.second.multipliedReportingOverflow(by: factor)
            guard !isFarTooLarge else { return nil }
            parts.second = other
        }
        for factor in below {
            let (product, isTooLarge) = parts.divisor.multipliedReportingOverflow(by: factor)
            guard !isTooLarge else { return nil }
            parts.divisor = product
        }
        return parts
    }

    private static func divisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
        var (larger, smaller) = (first, second)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        return max(larger, 1)
    }

    /// Ten to a power from 0 to 38.
    static func power(ofTen exponent: Int) -> Int128 {
        var value: Int128 = 1
        for _ in 0..<max(0, min(exponent, 38)) { value *= 10 }
        return value
    }
}

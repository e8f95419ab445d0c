/// A decimal number without rounding: coefficient times ten to the minus scale, always in its shortest form.
public struct ExactDecimal: Hashable, Comparable, Sendable {
    /// The digits with their sign.
    public let coefficient: Int128
    /// How many of the digits stand behind the point; never negative.
    public let scale: Int

    /// Makes a number from its parts, shortened: 12.30 becomes 12.3.
    public init(coefficient: Int128, scale: Int) {
        var (coefficient, scale) = (coefficient, scale)
        while scale > 0, coefficient % 10 == 0 {
            coefficient /= 10
            scale -= 1
        }
        self.coefficient = coefficient
        self.scale = scale
    }

    /// Reads `-12.30` or `1.2e3`; nil for other text and for numbers of more than 36 digits.
    public init?(_ text: String) {
        var rest = text.utf8[...]
        let negative = rest.first == UInt8(ascii: "-")
        if negative || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
        var coefficient: Int128 = 0
        var (digits, scale, seenPoint) = (0, 0, false)
        while let byte = rest.first, byte != UInt8(ascii: "e"), byte != UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if byte == UInt8(ascii: "."), !seenPoint {
                seenPoint = true
                continue
            }
            guard byte >= 0x30, byte <= 0x39 else { return nil }
            digits += 1
            if seenPoint { scale += 1 }
            guard scale <= Self.mostPlaces else { return nil }
            coefficient = coefficient * 10 + Int128(byte - 0x30)
            guard coefficient < Self.limit else { return nil }
        }
        guard digits > 0 else { return nil }
        if !rest.isEmpty {
            guard let exponent = Int(String(decoding: rest.dropFirst(), as: UTF8.self)), (-36...36).contains(exponent) else { return nil }
            scale -= exponent
            guard scale <= Self.mostPlaces else { return nil }
        }
        while scale < 0 {
            coefficient *= 10
            scale += 1
            guard coefficient < Self.limit else { return nil }
        }
        self.init(coefficient: negative ? -coefficient : coefficient, scale: scale)
    }

    /// The number as plain decimal text, such as `-12.3`.
    public var text: String {
        let digits = String(coefficient.magnitude)
        let padded = String(repeating: "0", count: max(0, scale + 1 - digits.count)) + digits
        let sign = coefficient < 0 ? "-" : ""
        guard scale > 0 else { return sign + padded }
        return sign + padded.dropLast(scale) + "." + padded.suffix(scale)
    }

    /// The number at a scale, rounded half-even where digits are lost.
    /// - Returns: the coefficient at that scale, and whether nothing was lost; nil if it does not fit.
    public func rounded(toScale target: Int) -> (coefficient: Int128, exact: Bool)? {
        var value = coefficient
        if target >= scale {
            for _ in 0..<(target - scale) {
                value *= 10
                guard value.magnitude < Self.limit.magnitude else { return nil }
            }
            return (value, true)
        }
        var divisor: Int128 = 1
        for _ in 0..<min(scale - target, 37) { divisor *= 10 }
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
        let twice = rest.magnitude * 2
        let up = twice > divisor.magnitude || (twice == divisor.magnitude && quotient % 2 != 0)
        return (up ? quotient + (value < 0 ? -1 : 1) : quotient, rest == 0)
    }

    /// Orders by value.
    public static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        let scale = max(left.scale, right.scale)
        guard let first = left.rounded(toScale: scale), let second = right.rounded(toScale: scale) else {
            // Too far apart for one scale: the one with fewer places behind the point has the larger magnitude.
            let larger = left.scale < right.scale ? left : right
            return (larger == left) == (larger.coefficient < 0)
        }
        return first.coefficient < second.coefficient
    }

    /// No amount has more places; each costs time where two numbers are brought to one scale.
    private static let mostPlaces = 100
    private static let limit: Int128 = 1_000_000_000_000_000_000_000_000_000_000_000_000
}

public import Model

/// A share in basis points: 1250 is 12.5 %.
public struct Percentage: Hashable, Comparable, Sendable {
    /// Hundredths of a per cent. Units: 10,000 is the whole.
    public let basisPoints: Int

    /// Makes a share from basis points.
    public init(basisPoints: Int) {
        self.basisPoints = basisPoints
    }

    /// The share of an amount, rounded half-even at the minor unit; nil if it does not fit 64 bits.
    public func of(_ amount: Money) -> Money? {
        Exact.quotient([Int128(amount.minor), Int128(basisPoints)], over: [Int128(LargestRemainder.whole)])
            .map { Money(minor: $0, currency: amount.currency) }
    }

    /// The share as a person reads it, such as `12.5 %`.
    public var text: String { ExactDecimal(coefficient: Int128(basisPoints), scale: 2).text + " %" }

    /// Orders by size.
    public static func < (left: Percentage, right: Percentage) -> Bool { left.basisPoints < right.basisPoints }
}

/// Splits an amount so that the parts always sum to the whole (A4).
public enum LargestRemainder {
    /// The whole in basis points: what the weights of a deal sum to.
    public static let whole = 10_000

    /// The parts of an amount by weight.
    ///
    /// What is left over after rounding every part towards zero goes unit by unit to the largest remainders, of equal ones to the first in
    /// the list: callers order by earliest touch, then lower id. Negative weights count as zero; a negative amount is split like its
    /// opposite.
    /// Promises: the parts sum to the amount if any weight is positive; otherwise all parts are zero.
    public static func split(_ amount: Int64, by weights: [Int]) -> [Int64] {
        let weights = weights.map { Int128(max(0, $0)) }
        let total = weights.reduce(0, +)
        guard total > 0 else { return weights.map { _ in 0 } }
        let magnitude = Int128(amount).magnitude
        let shares = weights.map { (magnitude * $0.magnitude).quotientAndRemainder(dividingBy: total.magnitude) }
        var parts = shares.map { Int128($0.quotient) }
        let rest = Int(Int128(magnitude) - parts.reduce(0, +))
        let order = shares.indices.sorted { (shares[$0].remainder, $1) > (shares[$1].remainder, $0) }
        for index in order.prefix(rest) { parts[index] += 1 }
        return parts.map { Int64(amount < 0 ? -$0 : $0) }
    }

    /// Equal weights that sum to the whole; the first get what does not divide.
    public static func equalWeights(_ count: Int, of whole: Int = whole) -> [Int] {
        split(Int64(whole), by: Array(repeating: 1, count: count)).map(Int.init)
    }
}

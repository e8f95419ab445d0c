/// The weights that a model gives to touches in the order of time (A1, A4).
public enum TouchWeights {
    /// The weights of so many touches. Promises: they sum to 10,000 for any model and any count above zero.
    public static func weights(_ model: AttributionModel, count: Int) -> [Int] {
        guard count > 0 else { return [] }
        var weights = Array(repeating: 0, count: count)
        switch model {
        case .firstClick: weights[0] = LargestRemainder.whole
        case .lastClick, .registered: weights[count - 1] = LargestRemainder.whole
        case .linear: return LargestRemainder.equalWeights(count)
        case .position: return position(count)
        }
        return weights
    }

    private static func position(_ count: Int) -> [Int] {
        switch count {
        case 1: [10_000]
        case 2: [5_000, 5_000]
        default: [4_000] + LargestRemainder.equalWeights(count - 2, of: 2_000) + [4_000]
        }
    }
}

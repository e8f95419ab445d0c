/// What was taken back of a sale (L5): two partial refunds never exceed the whole, and a won dispute gives back.
public struct RefundTally: Hashable, Sendable {
    private var taken: [String: Int64] = [:]
    private var refused: Set<String> = []

    /// Makes a tally of a sale of which nothing was taken back.
    public init() {}

    /// What is taken back now, in minor units.
    public var total: Int64 { taken.values.reduce(0, +) }

    /// Takes back an amount.
    /// `whole` is what the sale amounts to.
    /// - Returns: false if it would exceed the whole, or is not above zero: then nothing is taken, and a person must look.
    public mutating func take(_ amount: Int64, event: String, of whole: Int64) -> Bool {
        guard amount > 0, taken[event] == nil, amount <= whole - total else {
            refused.insert(event)
            return false
        }
        taken[event] = amount
        return true
    }

    /// Gives back what an event took: its refund failed, or its dispute was won.
    /// - Returns: false if the event took nothing.
    public mutating func giveBack(_ event: String) -> Bool {
        refused.remove(event)
        return taken.removeValue(forKey: event) != nil
    }

    /// What remains of an amount, never below zero: an amount that was lowered after a refund is not below nothing.
    public func remaining(of whole: Int64) -> Int64 { max(0, whole - total) }
}

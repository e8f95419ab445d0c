public import Model

/// A brake that a run of payouts trips: nothing is sent until a person approves it by name (P10).
public struct TrippedPayoutBrake: Hashable, Sendable {
    /// The brake's name, such as `sum/USD`.
    public let name: String
    /// What the run would do.
    public let found: Int128
    /// What is allowed.
    public let allowed: Int128
}

/// The brakes of one run of payouts: over them nothing is sent, not even a part.
public enum PayoutBrakes {
    /// The brakes that a run trips, by name.
    public static func evaluate(_ intents: [PayoutIntent], paidBefore: Set<EntityID>, _ terms: PayoutTerms) -> [TrippedPayoutBrake] {
        var tripped: [TrippedPayoutBrake] = []
        func check(_ name: String, _ found: Int128, _ allowed: Int128?) {
            guard let allowed, found > allowed else { return }
            tripped.append(TrippedPayoutBrake(name: name, found: found, allowed: allowed))
        }
        check("count", Int128(intents.count), terms.largestCount.map { Int128($0) })
        let new = Set(intents.map(\.partner)).subtracting(paidBefore)
        check("new_recipients", Int128(new.count), terms.mostNewRecipients.map { Int128($0) })
        // What is paid in another currency than it is owed in counts in both: no limit is passed by it.
        let amounts = intents.flatMap { Set([$0.owed, $0.amount]) }
        for (currency, same) in Dictionary(grouping: amounts, by: \.currency) {
            let sum = same.map { Int128($0.minor) }.reduce(0, +)
            check("sum/\(currency.code)", sum, terms.largestSum[currency].map { Int128($0.minor) })
        }
        return tripped.sorted { $0.name < $1.name }
    }
}

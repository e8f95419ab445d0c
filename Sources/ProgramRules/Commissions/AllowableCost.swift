/// What the customers won have cost against what they may cost (C5).
public enum AllowableCost: Hashable, Sendable {
    /// Nobody was won yet, or there is no limit.
    case noJudgement
    /// Below four fifths of the limit. Units: basis points of the limit.
    case within(share: Int)
    /// From four fifths of the limit on: the report warns.
    case warns(share: Int)
    /// Over the limit: new commissions wait for a person.
    case over(share: Int)

    /// Judges a period.
    /// - Parameters:
    ///   - commissions: what was earned, in minor units.
    ///   - costs: what else the program cost, in minor units.
    ///   - customersWon: how many customers were won.
    ///   - limit: what one may cost, in minor units of the same currency.
    /// - Returns: the judgement.
    public static func judge(commissions: Int64, costs: Int64, customersWon: Int, limit: Int64?) -> AllowableCost {
        guard let limit, limit > 0, customersWon > 0 else { return .noJudgement }
        let spent = Int128(commissions) + Int128(costs)
        let allowed = Int128(limit) * Int128(customersWon)
        let share = Int(clamping: spent * 10_000 / allowed)
        if spent >= allowed { return .over(share: share) }
        return spent * 10 >= allowed * 8 ? .warns(share: share) : .within(share: share)
    }

    /// What was spent of the limit. Units: basis points; nil without a judgement.
    public var share: Int? {
        switch self {
        case .noJudgement: nil
        case .within(let share), .warns(let share), .over(let share): share
        }
    }

    /// True if new commissions wait for a person.
    public var holds: Bool {
        if case .over = self { return true }
        return false
    }
}

public import Model

/// What a rule pays (C2).
public enum CommissionRate: Hashable, Sendable {
    /// A share of the base.
    case percent(Percentage)
    /// An amount for each.
    case flat(Money)
    /// An amount for each unit sold.
    case perUnit(Money)

    /// The rate as a person reads it.
    public var text: String {
        switch self {
        case .percent(let share): share.text
        case .flat(let amount): amount.text
        case .perUnit(let amount): "\(amount.text) a unit"
        }
    }

    /// The amount of a rate that is not a share.
    var amount: Money? {
        switch self {
        case .percent: nil
        case .flat(let amount), .perUnit(let amount): amount
        }
    }

    /// True if the rate takes away.
    var isNegative: Bool {
        switch self {
        case .percent(let share): share.basisPoints < 0
        case .flat(let amount), .perUnit(let amount): amount.minor < 0
        }
    }

    /// The kind of rate; rates of different kinds are never compared with each other (C3).
    var kind: String {
        switch self {
        case .percent: "percent"
        case .flat: "flat"
        case .perUnit: "per_unit"
        }
    }
}

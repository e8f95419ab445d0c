public import Model

/// What a reward consists of, other than a commission (PROGRAM section 9).
public enum RewardGrant: Hashable, Sendable {
    /// Credit on the account at the payment provider.
    case credit(Money)
    /// A coupon in the shop with a share off.
    case couponShare(Percentage)
    /// A coupon in the shop with an amount off.
    case couponAmount(Money)
    /// Months that cost nothing.
    case freeMonths(Int)
    /// A badge to show.
    case badge(String)
    /// Access to something, such as research.
    case access(String)
    /// A step of the partner program.
    case tier(String)
    /// Money, as a commission of kind `bonus`.
    case bonus(Money)

    /// The grant's name in config.yaml.
    public var kind: String {
        switch self {
        case .credit: "credit"
        case .couponShare, .couponAmount: "coupon"
        case .freeMonths: "free_months"
        case .badge: "badge"
        case .access: "access"
        case .tier: "tier"
        case .bonus: "bonus"
        }
    }

    /// What exactly, as a person reads it.
    public var text: String {
        switch self {
        case .credit(let amount), .couponAmount(let amount), .bonus(let amount): amount.text
        case .couponShare(let share): share.text
        case .freeMonths(let months): String(months)
        case .badge(let name), .access(let name), .tier(let name): name
        }
    }

    /// The share off, where the grant has one.
    public var share: Percentage? {
        if case .couponShare(let share) = self { return share }
        return nil
    }

    /// The amount, where the grant has one.
    public var amount: Money? {
        switch self {
        case .credit(let amount), .couponAmount(let amount), .bonus(let amount): amount
        case .couponShare, .freeMonths, .badge, .access, .tier: nil
        }
    }
}

/// Something a partner reaches once, and what it brings.
public struct Milestone: Hashable, Sendable {
    /// What is counted.
    public enum Measure: String, CaseIterable, Hashable, Sendable {
        /// Referrals made.
        case referrals
        /// Sales that stand.
        case sales
        /// What the sales that stand amount to, in minor units of the program's currency.
        case revenue
        /// Commissions that stand, in minor units of the program's currency.
        case earnings
    }

    /// The name that never changes.
    public var id: String
    /// What is counted.
    public var measure: Measure
    /// Reached with so many.
    public var atLeast: Int64
    /// What it brings.
    public var grants: [RewardGrant]

    /// Describes a milestone.
    public init(id: String, measure: Measure, atLeast: Int64, grants: [RewardGrant]) {
        self.id = id
        self.measure = measure
        self.atLeast = atLeast
        self.grants = grants
    }
}

/// A two-sided reward: what the referrer and the referee get beside or in place of a commission.
public struct RewardRule: Hashable, Sendable {
    /// The name that never changes.
    public var id: String
    /// What it is for.
    public var kind: CommissionKind
    /// What the partner gets.
    public var referrer: [RewardGrant]
    /// What the customer gets.
    public var referee: [RewardGrant]

    /// Describes a reward.
    public init(id: String, kind: CommissionKind, referrer: [RewardGrant] = [], referee: [RewardGrant] = []) {
        self.id = id
        self.kind = kind
        self.referrer = referrer
        self.referee = referee
    }
}

public import Model

/// What a commission is for (C2).
public enum CommissionKind: Hashable, Comparable, Sendable {
    /// An accepted click.
    case click
    /// A lead that reached a state.
    case lead(String)
    /// A deal that reached a stage.
    case stage(String)
    /// A deal that was won.
    case sale
    /// A later payment of the same customer.
    case renewal
    /// A milestone.
    case bonus(String)
    /// What a recruited partner earned.
    case recruiting

    /// The kind as text, such as `stage:demo`.
    public var text: String {
        switch self {
        case .click: "click"
        case .lead(let state): "lead:\(state)"
        case .stage(let stage): "stage:\(stage)"
        case .sale: "sale"
        case .renewal: "renewal"
        case .bonus(let name): "bonus:\(name)"
        case .recruiting: "recruiting"
        }
    }

    /// What the partner's status must allow.
    public var act: PartnerAct {
        switch self {
        case .click: .click
        case .lead: .lead
        case .stage, .sale, .bonus, .recruiting: .sale
        case .renewal: .renewal
        }
    }

    /// Orders by text.
    public static func < (left: CommissionKind, right: CommissionKind) -> Bool { left.text < right.text }
}

/// What of a deal a percentage is taken of (C4). Each takes off more than the one before.
public enum CommissionBase: String, CaseIterable, Hashable, Sendable {
    /// The amount before discounts, with tax and shipping.
    case gross
    /// Gross without tax.
    case netOfTax = "net_of_tax"
    /// What was paid for the goods: without tax, discounts and shipping.
    case net
    /// Net without what the goods cost.
    case margin
}

/// A rule with a stable id and dated versions (C1).
public struct CommissionRule: Hashable, Sendable {
    /// The name that never changes.
    public var id: String
    /// What it pays for.
    public var kind: CommissionKind
    /// The versions, each for its own days.
    public var versions: [RuleVersion]

    /// Describes a rule.
    public init(id: String, kind: CommissionKind, versions: [RuleVersion]) {
        self.id = id
        self.kind = kind
        self.versions = versions
    }

    /// The version that holds on a day; nil if none does.
    public func version(on day: CalendarDate) -> RuleVersion? {
        versions.first { ($0.from.map { $0 <= day } ?? true) && ($0.until.map { day < $0 } ?? true) }
    }
}

/// What a rule says from one day to another.
public struct RuleVersion: Hashable, Sendable {
    /// The version's name, such as `2`.
    public var name: String
    /// The first day; nil for from ever.
    public var from: CalendarDate?
    /// The first day on which it does not hold any more; nil for without end.
    public var until: CalendarDate?
    /// All must hold.
    public var conditions: [RuleCondition]
    /// What it pays.
    public var pay: Pay
    /// What a percentage is taken of.
    public var base: CommissionBase
    /// How long after the payment a commission waits (C7). Units: days of 24 hours.
    public var holdDays: Int

    /// What a version pays.
    public enum Pay: Hashable, Sendable {
        /// The same for each.
        case rate(CommissionRate)
        /// By step.
        case tiers(TierTable)

        /// All rates that may come out.
        var rates: [CommissionRate] {
            switch self {
            case .rate(let rate): [rate]
            case .tiers(let table): table.steps.map(\.rate)
            }
        }
    }

    /// Describes a version.
    public init(
        name: String = "1", from: CalendarDate? = nil, until: CalendarDate? = nil, conditions: [RuleCondition] = [], pay: Pay,
        base: CommissionBase = .gross, holdDays: Int = 30
    ) {
        self.name = name
        self.from = from
        self.until = until
        self.conditions = conditions
        self.pay = pay
        self.base = base
        self.holdDays = holdDays
    }
}

/// One limit of a remote, as its manifest declares it.
public struct Budget: Sendable, Equatable {
    /// What is limited.
    public enum Kind: Sendable, Equatable {
        /// Cost in any moving window; a call waits for room.
        case rate(max: Int, per: Duration)
        /// Calls under way; a call waits for its turn.
        case concurrency(max: Int)
        /// Cost in a long window, a share of which only settling may spend; a call without room is refused, not delayed.
        /// Without a size nothing is refused until one is read from an answer.
        case quota(size: Int?, per: Duration, reservePercent: Int)
        /// A level that refills steadily, a share of which only settling may spend; a call waits for its level.
        /// Without a size calls go one at a time until one is read from an answer.
        case bucket(size: Int?, restorePerSecond: Int?, reservePercent: Int)
    }

    /// Only calls that name it draw from it; nil: every call does.
    public var name: String?
    /// What is limited.
    public var kind: Kind

    /// Describes a limit.
    public init(name: String? = nil, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }
}

/// What one call takes from its remote's budgets.
public struct Draw: Sendable, Equatable {
    /// Who goes first, and who may spend the reserve.
    public enum Priority: Sendable, Equatable {
        /// Any call.
        case ordinary
        /// A read that settles or verifies a write (R11, R13): it goes first and may spend the reserve (R35).
        case settle
    }

    /// The weight in rates, quotas and buckets.
    public var cost: Int
    /// The named budget it draws from besides the unnamed ones.
    public var name: String?
    /// Who goes first, and who may spend the reserve.
    public var priority: Priority

    /// Describes a call's needs.
    public init(cost: Int = 1, name: String? = nil, priority: Priority = .ordinary) {
        self.cost = max(0, cost)
        self.name = name
        self.priority = priority
    }
}

/// What an answer says about one budget. A missing value says nothing.
public struct Correction: Sendable, Equatable {
    /// What is left, for a bucket its level.
    public var left: Int?
    /// What is spent.
    public var used: Int?
    /// The whole size; takes the place of the declared one.
    public var size: Int?
    /// What a bucket regains each second.
    public var restorePerSecond: Int?

    /// Describes what was read.
    public init(left: Int? = nil, used: Int? = nil, size: Int? = nil, restorePerSecond: Int? = nil) {
        self.left = left
        self.used = used
        self.size = size
        self.restorePerSecond = restorePerSecond
    }
}

/// How a budget stands.
public struct BudgetReport: Sendable, Equatable {
    /// The budget's name; nil for one that every call draws from.
    public let name: String?
    /// What may still be spent, the reserve included; nil while the size is not known.
    public let left: Int?
    /// The whole size; nil while it is not known.
    public let of: Int?
    /// The window, for a rate or quota.
    public let per: Duration?

    /// Describes how a budget stands.
    public init(name: String?, left: Int?, of: Int?, per: Duration?) {
        self.name = name
        self.left = left
        self.of = of
        self.per = per
    }
}

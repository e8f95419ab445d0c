/// How the credit for a deal is given (A1).
public enum AttributionModel: String, CaseIterable, Hashable, Sendable {
    /// All to the first touch.
    case firstClick = "first_click"
    /// All to the last touch.
    case lastClick = "last_click"
    /// Equal parts.
    case linear
    /// 40 % to the first, 40 % to the last, 20 % among those between; two touches halve, one has all.
    case position
    /// All to whoever registered the deal; without a registration as `last_click`.
    case registered
}

/// The rules of attribution of one campaign (A1, A6).
public struct AttributionTerms: Hashable, Sendable {
    /// How the credit is given.
    public var model: AttributionModel
    /// For how long before the deal was opened a touch counts, both ends included. Units: days of 24 hours.
    public var windowDays: Int
    /// For how long a customer stays bound to a partner; nil if only the deal that the touches led to earns.
    public var recurring: RecurringTerms?

    /// Describes the rules; without arguments the last click of 30 days.
    public init(model: AttributionModel = .lastClick, windowDays: Int = 30, recurring: RecurringTerms? = nil) {
        self.model = model
        self.windowDays = windowDays
        self.recurring = recurring
    }
}

/// How long a customer's binding to a partner lasts (A6); both caps hold at once.
public struct RecurringTerms: Hashable, Sendable {
    /// How many calendar months after the first commission; nil for no end.
    public var months: Int?
    /// How many payments earn, the first included; nil for no end.
    public var payments: Int?

    /// Describes the caps.
    public init(months: Int? = nil, payments: Int? = nil) {
        self.months = months
        self.payments = payments
    }
}

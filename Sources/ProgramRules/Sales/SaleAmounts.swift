public import Model

/// What a sale amounts to, all in one currency.
public struct SaleAmounts: Hashable, Sendable {
    /// What the customer pays: after discounts, with tax and shipping.
    public var amount: Money
    /// The tax in it; nil where the source says none.
    public var tax: Money?
    /// The discounts that were taken off before it.
    public var discount: Money?
    /// The shipping in it.
    public var shipping: Money?
    /// What the goods cost the program; nil if nobody knows, and then there is no margin.
    public var cost: Money?
    /// How many units were sold.
    public var units: Int64

    /// Describes amounts.
    public init(
        _ amount: Money, tax: Money? = nil, discount: Money? = nil, shipping: Money? = nil, cost: Money? = nil, units: Int64 = 1
    ) {
        self.amount = amount
        self.tax = tax
        self.discount = discount
        self.shipping = shipping
        self.cost = cost
        self.units = units
    }

    /// The parts beside the amount.
    var parts: [Money] { [tax, discount, shipping, cost].compactMap { $0 } }

    /// The base of a percentage (C4), at least zero: gross is amount and discount; net of tax is gross less tax; net is amount less tax
    /// and shipping; margin is net less cost.
    /// - Returns: the base, or why it is not known.
    public func base(_ base: CommissionBase) -> Result<Money, WaitReason> {
        guard parts.allSatisfy({ $0.currency == amount.currency }) else { return .failure(.mixedCurrencies) }
        let (tax, discount) = (Int128(self.tax?.minor ?? 0), Int128(self.discount?.minor ?? 0))
        let shipping = Int128(self.shipping?.minor ?? 0)
        let value: Int128
        switch base {
        case .gross: value = Int128(amount.minor) + discount
        case .netOfTax: value = Int128(amount.minor) + discount - tax
        case .net: value = Int128(amount.minor) - tax - shipping
        case .margin:
            guard let cost else { return .failure(.noCost) }
            value = Int128(amount.minor) - tax - shipping - Int128(cost.minor)
        }
        guard let minor = Int64(exactly: max(0, value)) else { return .failure(.tooLarge) }
        return .success(Money(minor: minor, currency: amount.currency))
    }
}

/// Why a commission cannot be computed yet: it waits in review and stands in no total.
public enum WaitReason: Error, Hashable, Sendable {
    /// The deal has no amount.
    case noAmount
    /// The deal has an amount below zero.
    case negativeAmount
    /// The margin needs what the goods cost.
    case noCost
    /// The amounts of the deal are in several currencies.
    case mixedCurrencies
    /// There is no exchange rate for the day (L4).
    case noRate(from: Currency, to: Currency, day: CalendarDate)
    /// The result does not fit 64 bits of minor units.
    case tooLarge
    /// The hub does not know the partner.
    case unknownPartner
}

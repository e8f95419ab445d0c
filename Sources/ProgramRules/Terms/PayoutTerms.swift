public import Model

/// The settings of payouts (P10, P11).
public struct PayoutTerms: Hashable, Sendable {
    /// A smaller balance is carried over; a currency not named here has no threshold.
    public var thresholds: [Currency: Money] = [:]
    /// A payout above it needs two persons; a currency not named here needs one always.
    public var fourEyesAbove: [Currency: Money] = [:]
    /// A new or changed destination is not paid before so many days after its approval. Units: days of 24 hours.
    public var coolDownDays = 7
    /// The most that one run may send in a currency; nothing is sent over it.
    public var largestSum: [Currency: Money] = [:]
    /// The most payouts that one run may send; nil for no limit.
    public var largestCount: Int? = 500
    /// The most payouts of one run that may go to somebody who was never paid before; nil for no limit.
    public var mostNewRecipients: Int? = 20

    /// The standard settings.
    public init() {}
}

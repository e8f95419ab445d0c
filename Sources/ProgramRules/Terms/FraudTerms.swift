public import Model

/// The settings of the fraud screen (PROGRAM section 7).
public struct FraudTerms: Hashable, Sendable {
    /// Domains that people of all companies share.
    public var freeMailDomains: Set<String> = []
    /// Domains of mail for one use.
    public var disposableDomains: Set<String> = []
    /// Words of the brand that no partner may advertise with, in lower case.
    public var brandWords: Set<String> = []
    /// A conversion sooner after its click is suspicious. Units: seconds.
    public var shortestConversionSeconds: Int64 = 15
    /// Clicks of two partners for one visitor at most so far apart are suspicious. Units: seconds.
    public var twoPartnersSeconds: Int64 = 5
    /// So many clicks of one visitor on one link within a minute are a burst.
    public var burst = 10
    /// A partner with at least so many clicks is judged by the share without referrer.
    public var referrerSample = 50
    /// The share of clicks without referrer from which a partner is suspicious.
    public var withoutReferrer = Percentage(basisPoints: 9_000)
    /// More leads or sales than so many times the median of the group are suspicious.
    public var velocityFactor = 5
    /// A group of fewer partners has no median to speak of, and fewer sales than this are never too many.
    public var velocitySample = 5
    /// Before the first payout a partner needs so many paying customers; 0 asks for none.
    public var customersBeforeFirstPayout = 0
    /// A single commission above it waits for a person; nil for no limit.
    public var autoApprovalCeiling: Money?

    /// The standard settings.
    public init() {}
}

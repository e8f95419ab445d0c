/// How a payment provider keeps its promise to act once for one key.
public struct ProviderRules: Hashable, Sendable {
    /// The provider's name.
    public let name: String
    /// How long it remembers a key after it first saw it.
    public let keyLife: Duration
    /// How long before that end nothing is sent any more: longer than any request is under way.
    public let margin: Duration
    /// True if an answer that says "made" means that the money moved; false if its items must be read.
    public let isSettledAtOnce: Bool
    /// How many payouts one request may hold.
    public let largestBatch: Int

    /// Describes a provider.
    public init(name: String, keyLife: Duration, margin: Duration, isSettledAtOnce: Bool, largestBatch: Int) {
        self.name = name
        self.keyLife = keyLife
        self.margin = margin
        self.isSettledAtOnce = isSettledAtOnce
        self.largestBatch = largestBatch
    }

    /// Stripe transfers. Source: docs.stripe.com/api/idempotent_requests: keys may be pruned after 24 hours.
    public static let stripe = ProviderRules(
        name: "stripe", keyLife: .seconds(24 * 3600), margin: .seconds(3600), isSettledAtOnce: true, largestBatch: 1)
    /// PayPal Payouts. Source: PayPal Payouts reference: `sender_batch_id` is refused for 30 days; at most 15,000 items.
    public static let paypal = ProviderRules(
        name: "paypal", keyLife: .seconds(30 * 86_400), margin: .seconds(86_400), isSettledAtOnce: false, largestBatch: 15_000)
}

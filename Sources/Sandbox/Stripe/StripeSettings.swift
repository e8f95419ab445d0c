/// How the sandbox's Stripe platform is set up: its keys, its limits, and what it has to pay with.
public struct StripeSettings: Sendable {
    /// The secret key, sent as a bearer or as the user of Basic.
    public var key = "sk_test_51ENTENTEsandbox00000000000000000000c0de"
    /// A restricted key that may read everything and write nothing.
    public var restrictedKey = "rk_test_51ENTENTEsandbox00000000000000000000c0de"
    /// The platform's own account.
    public var account = "acct_1SbxPlatform00001"
    /// The version of the interface that calls without `Stripe-Version` get.
    public var version = "2026-06-24.dahlia"
    /// Reads that one second takes.
    public var readsPerSecond = 100
    /// Writes that one second takes.
    public var writesPerSecond = 100
    /// Searches that one second takes.
    public var searchesPerSecond = 20
    /// How long a key of idempotency is known.
    public var keyLife: Duration = .seconds(86_400)
    /// How long events are kept.
    public var eventLife: Duration = .seconds(30 * 86_400)
    /// How far searches lag behind.
    public var searchLag: Duration = .seconds(60)
    /// How long the money of a charge is pending before it is available.
    public var settlement: Duration = .seconds(2 * 86_400)
    /// What the platform has available besides its charges. Units: minor units by currency in lower case.
    public var openingBalance = ["usd": 20_000_000, "eur": 20_000_000, "gbp": 20_000_000, "jpy": 20_000_000, "kwd": 20_000_000]

    /// Makes a platform in test mode.
    public init() {}
}

/// What one portal is: its account, its credentials, and the limits and lags that a test may want otherwise.
public struct HubSpotSettings: Sendable {
    /// The portal's number, which also stands in the custom object's name.
    public var portal = 62515
    /// The private app's token.
    public var token = "pat-na1-00000000-0000-4000-8000-000000000001"
    /// The OAuth app's id.
    public var clientID = "b3f1c2d4-0000-4000-8000-0000000000c1"
    /// The OAuth app's secret.
    public var clientSecret = "5d0c9d4e-0000-4000-8000-0000000000c2"
    /// The refresh token that was granted first.
    public var refreshToken = "6f18f21e-a743-4509-b7fd-1a5e632fffa1"
    /// How long an OAuth access token lives.
    public var tokenLifetime = Duration.seconds(1800)
    /// How long a change takes to reach the search index.
    public var indexLag = Duration.seconds(10)
    /// Calls allowed in any ten seconds.
    public var callsPerTenSeconds = 100
    /// Calls allowed in a day of the account.
    public var callsPerDay = 250_000
    /// Searches allowed in any second; they count against no other limit.
    public var searchesPerSecond = 5
    /// The records a search can page through.
    public var searchCap = 10_000
    /// The account's currency.
    public var currency = "USD"
    /// The account's distance from UTC: its midnight resets the daily quota.
    public var zone = Duration.seconds(-5 * 3600)
    /// Scopes the app lacks, such as `crm.objects.deals.read`.
    public var missingScopes: Set<String> = []
    /// What the correlation ids are drawn from.
    public var seed: UInt64 = 1

    /// Makes a portal of the lowest tier with documented limits.
    public init() {}
}

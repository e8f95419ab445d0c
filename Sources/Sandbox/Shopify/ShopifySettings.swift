/// How the sandbox's Shopify shop is set up: its credentials, its currency, its plan, what the app may see.
public struct ShopifySettings: Sendable {
    /// A permanent token of a custom app.
    public var token = "shpat_5a0db0c0ffee00000000000000000e10"
    /// The client id of an app in the Dev Dashboard.
    public var clientID = "5a0db0c0ffee0000000000000000c11e"
    /// The app's secret.
    public var clientSecret = "shpss_5a0db0c0ffee0000000000000000c0de"
    /// How long a token lives that was had for them.
    public var tokenLife = Duration.seconds(86_399)
    /// What the app may do.
    public var scopes: Set<String> = [
        "read_orders", "write_orders", "read_all_orders", "read_customers", "write_customers", "read_discounts", "write_discounts",
    ]
    /// Whether the app is approved for protected customer data; without that, names and addresses are empty.
    public var showsPersonalData = true
    /// The versions of the Admin API that are served, oldest first; the last is a candidate.
    public var versions = ["2025-10", "2026-01", "2026-04", "2026-07", "2026-10"]
    /// The shop's currency.
    public var currency = "USD"
    /// How many points the bucket holds.
    public var points = 2000
    /// How many points come back each second.
    public var pointsPerSecond = 100
    /// What one query may cost.
    public var costliest = 1000
    /// How long searches and sorted listings do not know of a change.
    public var searchLag = Duration.seconds(5)
    /// How long after the order its customer's journey is not ready.
    public var journeyDelay = Duration.seconds(120)

    /// Makes the shop that the sandbox runs.
    public init() {}
}

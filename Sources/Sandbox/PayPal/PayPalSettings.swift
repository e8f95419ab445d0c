/// How the sandbox's PayPal account is set up: its app, its limits, and what it has to pay with.
public struct PayPalSettings: Sendable {
    /// The app's client id.
    public var clientID = "AZ-entente-sandbox-client"
    /// The app's secret.
    public var clientSecret = "EL-entente-sandbox-secret"
    /// How long a token is good.
    public var tokenLife: Duration = .seconds(31_668)
    /// How long a `sender_batch_id` is refused after it was used.
    public var keyLife: Duration = .seconds(30 * 86_400)
    /// How long an item is on its way.
    public var processing: Duration = .seconds(10)
    /// After how long money that nobody took comes back.
    public var unclaimedLife: Duration = .seconds(30 * 86_400)
    /// After how long a payment to a receiver whose name says so is taken back.
    public var reversalDelay: Duration = .seconds(5 * 86_400)
    /// How far Transaction Search is behind.
    public var reportLag: Duration = .seconds(3 * 3600)
    /// Calls that one second takes.
    public var callsPerSecond = 50
    /// What the account has. Units: minor units by currency.
    public var openingBalance = ["USD": 20_000_000, "EUR": 20_000_000, "GBP": 20_000_000, "JPY": 20_000_000]
    /// What each item costs. Units: minor units of the item's currency.
    public var fee = 25

    /// Makes an account with payouts enabled.
    public init() {}
}

/// How the sandbox's Pipedrive company is set up: its credential and its limits.
public struct PipedriveSettings: Sendable {
    /// The user's API token.
    public var token = "5f0000000000000000000000000000000000c0de"
    /// An access token of an app, sent as a bearer.
    public var accessToken = "v1u:AQIBAHj-sandbox"
    /// Calls that one token may make in two seconds.
    public var burst = 80
    /// The company's budget of tokens a day: 30,000 by seven for the plan by five seats.
    public var dailyBudget = 1_050_000
    /// The company's currency.
    public var currency = "USD"

    /// Makes a company of five seats.
    public init() {}
}

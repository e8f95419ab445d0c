/// How the sandbox's org is set up: who may log in, and the limits of its edition.
public struct SalesforceSettings: Sendable {
    /// The consumer key of the connected app.
    public var clientID = "3MVG9ENTENTE.SANDBOX"
    /// The consumer secret of the connected app.
    public var clientSecret = "sandbox-consumer-secret"
    /// The user as whom the connected app acts.
    public var username = "sync@northwind.example"
    /// The password of every user: people's own tools log in with it.
    public var password = "sandbox-password"
    /// The audiences that an assertion may name.
    public var audiences = ["https://login.salesforce.com", "https://test.salesforce.com"]
    /// Where calls go after a login at a host that is not loopback; on loopback they go to where the login went.
    public var instanceURL = "https://northwind.my.salesforce.com"
    /// How long a session lasts after its last call.
    public var sessionLife: Duration = .seconds(2 * 3600)
    /// How many calls the org may make in 24 hours.
    public var dailyCalls = 100_000
    /// How long a cursor lives after its last page.
    public var cursorLife: Duration = .seconds(2 * 86_400)
    /// How long a write under the fault `late-commit` stays hidden.
    public var commitDelay: Duration = .seconds(60)
    /// Whether the org's rule against a second contact or lead with the same e-mail is on.
    public var refusesSameEmail = false

    /// The setup of an org with one connected app and no duplicate rule.
    public init() {}
}

import Model

/// The credentials in force: the private app's token, and OAuth tokens that run out and are renewed. Source: VENDORS.md 2.1.
struct HubSpotTokens: Sendable {
    private let settings: HubSpotSettings
    private var refresh: String
    private var expiries: [String: Timestamp] = [:]

    init(_ settings: HubSpotSettings) {
        self.settings = settings
        refresh = settings.refreshToken
    }

    /// Whether a public app makes the call; refused without a credential, or with one that has run out.
    func check(_ token: String?, at now: Timestamp) throws(HubSpotProblem) -> Bool {
        guard let token else { throw .noCredentials }
        if token == settings.token { return false }
        guard let expiry = expiries[token] else { throw .noCredentials }
        if expiry <= now { throw .expired(seconds: (now - expiry).milliseconds / 1000) }
        return true
    }

    /// `POST /oauth/v1/token`: trades a refresh token for an access token and the next refresh token.
    mutating func renew(_ call: HubSpotCall, drawing random: inout SeededRandom) throws(HubSpotProblem) -> HubSpotAnswer {
        let form = Dictionary(call.form.map { ($0.name, $0.value) }) { first, _ in first }
        guard form["grant_type"] == "refresh_token" else { throw Self.refusal("BAD_GRANT_TYPE", "missing or unknown grant type") }
        guard form["client_id"] == settings.clientID else { throw Self.refusal("BAD_CLIENT_ID", "missing or invalid client id") }
        guard form["client_secret"] == settings.clientSecret else {
            throw Self.refusal("BAD_CLIENT_SECRET", "missing or invalid client secret")
        }
        guard form["refresh_token"] == refresh else { throw Self.refusal("BAD_REFRESH_TOKEN", "missing or invalid refresh token") }
        let access = "CI" + (0..<10).map { _ in Self.word(&random) }.joined()
        refresh = Self.uuid(&random)
        expiries[access] = call.now + settings.tokenLifetime
        return HubSpotAnswer(
            200,
            [
                "token_type": "bearer", "access_token": .string(access), "refresh_token": .string(refresh),
                "expires_in": .integer(settings.tokenLifetime.milliseconds / 1000),
            ])
    }

    private static func refusal(_ status: String, _ message: String) -> HubSpotProblem {
        HubSpotProblem(status: 400, category: "", message: message, more: [("status", .string(status))])
    }

    /// An id in the form of a version 4 UUID.
    static func uuid(_ random: inout SeededRandom) -> String {
        let (first, second) = (word(&random), word(&random))
        let groups = [first.prefix(8), first.dropFirst(8).prefix(4), "4" + first.suffix(3), "8" + second.prefix(3), second.suffix(12)]
        return groups.map(String.init).joined(separator: "-")
    }

    private static func word(_ random: inout SeededRandom) -> String {
        let digits = String(random.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

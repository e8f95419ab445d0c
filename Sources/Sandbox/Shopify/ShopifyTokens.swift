import Model

/// The tokens in force: the custom app's, which is permanent, and those that client credentials were traded for. Source: VENDORS.md 3.1.
struct ShopifyTokens: Sendable {
    private var expiries: [String: Timestamp] = [:]
    private var random = SeededRandom(seed: 1, stream: "tokens of shopify")

    /// Whether a call with this token is let in.
    func admits(_ token: String?, at now: Timestamp, _ settings: ShopifySettings) -> Bool {
        guard let token else { return false }
        return token == settings.token || (expiries[token].map { $0 > now } ?? false)
    }

    /// Trades client credentials for a token: the answer's status and body.
    mutating func trade(_ given: JSONObject, at now: Timestamp, _ settings: ShopifySettings) -> (status: Int, body: JSON) {
        func refusal(_ status: Int, _ error: String, _ description: String) -> (Int, JSON) {
            (status, ["error": .string(error), "error_description": .string(description)])
        }
        guard given["grant_type"]?.string == "client_credentials" else {
            return refusal(400, "unsupported_grant_type", "The grant type is not supported")
        }
        guard let id = given["client_id"]?.string, id == settings.clientID else {
            let shown = given["client_id"]?.string ?? ""
            return refusal(400, "application_cannot_be_found", "Could not find Shopify API application with api_key \(shown)")
        }
        guard given["client_secret"]?.string == settings.clientSecret else {
            return refusal(401, "invalid_client", "The client secret is not valid")
        }
        let token = "shpat_" + (0..<2).map { _ in Self.word(&random) }.joined()
        expiries = expiries.filter { $0.value > now }
        expiries[token] = now + settings.tokenLife
        return (
            200,
            [
                "access_token": .string(token), "scope": .string(settings.scopes.sorted().joined(separator: ",")),
                "expires_in": .integer(settings.tokenLife.milliseconds / 1000),
            ]
        )
    }

    private static func word(_ random: inout SeededRandom) -> String {
        let digits = String(random.next(), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

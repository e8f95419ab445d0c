import HTTPTypes

/// What of a URL may stand in a trace or a log.
public enum Redaction {
    /// What stands in the place of a hidden value.
    public static let mark = "***"

    /// The request's URL with its secrets hidden: a user and password always, the path and every query value of a secret
    /// request, and elsewhere the values of parameters whose names say that they hold a secret.
    public static func url(of request: Request) -> String {
        let scheme = request.head.scheme ?? "?"
        let named = request.head.authority ?? "?"
        let authority = named.lastIndex(of: "@").map { mark + named[$0...] } ?? named
        let target = request.head.path ?? ""
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        let path = request.isSecret ? "/" + mark : String(parts.first ?? "")
        let query = parts.count > 1 ? "?" + hiding(parts[1], all: request.isSecret) : ""
        return "\(scheme)://\(authority)\(path)\(query)"
    }

    /// True when a parameter of that name is taken to hold a secret.
    public static func isSecret(parameter: some StringProtocol) -> Bool {
        let name = parameter.lowercased()
        if exact.contains(name) { return true }
        return fragments.contains { name.contains($0) }
    }

    private static let exact: Set<String> = ["key", "code", "sig", "auth", "pwd", "pin", "otp"]
    private static let fragments = [
        "token", "secret", "passw", "passphrase", "signature", "apikey", "api_key", "api-key", "hapikey", "credential", "assertion",
        "session", "jwt", "hmac", "consumer_key", "authorization", "private",
    ]

    private static func hiding(_ query: Substring, all: Bool) -> String {
        query.split(separator: "&", omittingEmptySubsequences: false).map { pair in
            // Without a name the whole piece is a value.
            guard let equals = pair.firstIndex(of: "=") else { return all && !pair.isEmpty ? mark : String(pair) }
            let name = pair[..<equals]
            return all || name.contains("%") || isSecret(parameter: name) ? "\(name)=\(mark)" : String(pair)
        }.joined(separator: "&")
    }
}

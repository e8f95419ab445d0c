import Crypto
import HTTP
import HTTPTypes
import Model

/// The org's logins: the token endpoint and the sessions it has opened. Source: VENDORS.md 1.1.
struct SalesforceSessions: Sendable {
    private struct Session: Sendable {
        var user: String
        var end: Timestamp
    }

    private var sessions: [String: Session] = [:]
    private var count = 0

    /// Answers `POST /services/oauth2/token`. The users are ids by username; the app acts as the one its settings name,
    /// and by JWT as any of them, since an admin has approved it for all.
    mutating func token(
        _ request: Request, _ settings: SalesforceSettings, _ key: SalesforceKey, users: [String: String], at now: Timestamp
    ) -> Response {
        guard request.head.method.rawValue == "POST" else { return Self.refusal("invalid_request", "must use HTTP POST") }
        let form = RequestTarget.pairs(String(decoding: request.body, as: UTF8.self))
        func field(_ name: String) -> String? { form.first { $0.name == name }?.value }
        let login: Login
        switch field("grant_type") {
        case "client_credentials": login = Self.clientCredentials(request, field, settings)
        case "urn:ietf:params:oauth:grant-type:jwt-bearer": login = Self.assertion(field("assertion") ?? "", settings, key, now)
        case "password": login = Self.password(field, settings)
        default: login = .refused("unsupported_grant_type", "grant type not supported")
        }
        switch login {
        case .refused(let error, let description): return Self.refusal(error, description)
        case .granted(let username):
            guard let user = users[username] else {
                let isPassword = field("grant_type") == "password"
                return Self.refusal("invalid_grant", isPassword ? "authentication failure" : "user hasn't approved this consumer")
            }
            return open(request, settings, user: user, at: now)
        }
    }

    /// The user behind a good token, whose session its use prolongs; nil for a token that is not good.
    mutating func user(of token: String, _ life: Duration, at now: Timestamp) -> String? {
        guard let session = sessions[token], session.end > now else { return nil }
        sessions[token]?.end = now + life
        return session.user
    }

    mutating func end(_ token: String) {
        sessions[token] = nil
    }

    /// What comes of a login.
    private enum Login {
        case granted(username: String)
        case refused(_ error: String, _ description: String)
    }

    private mutating func open(_ request: Request, _ settings: SalesforceSettings, user: String, at now: Timestamp) -> Response {
        count += 1
        let secret = SHA256.hash(data: Array("\(settings.clientID) \(count) \(now.milliseconds)".utf8))
        let token = "00DRO0000000001!AQ" + secret.map { String($0, radix: 36) }.joined()
        sessions[token] = Session(user: user, end: now + settings.sessionLife)
        let host = request.head.authority ?? ""
        let isLoopback = host.hasPrefix("127.0.0.1") || host.hasPrefix("localhost")
        let home = isLoopback ? "\(request.head.scheme ?? "http")://\(host)" : settings.instanceURL
        return Answer.json(
            200,
            [
                "access_token": .string(token), "signature": "d/SxeYBxH0GSVko0HMgcUxuZy0PA2cDDz1u7g7JtDHw=", "scope": "api",
                "instance_url": .string(home), "id": .string("https://login.salesforce.com/id/00DRO0000000001MAA/\(user)"),
                "token_type": "Bearer", "issued_at": .string(String(now.milliseconds)),
            ])
    }

    private static func clientCredentials(
        _ request: Request, _ field: (String) -> String?, _ settings: SalesforceSettings
    ) -> Login {
        // These hosts serve all orgs, and the flow has no user to tell which one is meant.
        let host = request.head.authority ?? ""
        if host == "login.salesforce.com" || host == "test.salesforce.com" {
            return .refused("invalid_grant", "request not supported on this domain")
        }
        var (id, secret) = (field("client_id"), field("client_secret"))
        if let basic = request.header("Authorization"), basic.hasPrefix("Basic "),
            let pair = Base64.decoded(String(basic.dropFirst(6))).map({ String(decoding: $0, as: UTF8.self) }),
            let colon = pair.firstIndex(of: ":")
        {
            (id, secret) = (String(pair[..<colon]), String(pair[pair.index(after: colon)...]))
        }
        guard id == settings.clientID else { return .refused("invalid_client_id", "client identifier invalid") }
        guard secret == settings.clientSecret else { return .refused("invalid_client", "invalid client credentials") }
        return .granted(username: settings.username)
    }

    /// The flow by which people's own tools log in, where an admin allows it.
    private static func password(_ field: (String) -> String?, _ settings: SalesforceSettings) -> Login {
        guard field("client_id") == settings.clientID else { return .refused("invalid_client_id", "client identifier invalid") }
        guard field("client_secret") == settings.clientSecret else { return .refused("invalid_client", "invalid client credentials") }
        guard field("password") == settings.password else { return .refused("invalid_grant", "authentication failure") }
        return .granted(username: field("username") ?? "")
    }

    private static func assertion(
        _ text: String, _ settings: SalesforceSettings, _ key: SalesforceKey, _ now: Timestamp
    ) -> Login {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let head = json(parts[0]), let claims = json(parts[1]), let signature = Base64.decoded(parts[2]),
            head["alg"]?.string == "RS256"
        else { return .refused("invalid_grant", "invalid assertion") }
        guard claims["iss"]?.string == settings.clientID else { return .refused("invalid_client_id", "client identifier invalid") }
        guard key.verifies(signature, of: "\(parts[0]).\(parts[1])") else { return .refused("invalid_grant", "invalid assertion") }
        guard let audience = claims["aud"]?.string, settings.audiences.contains(audience) else {
            return .refused("invalid_grant", "audience is invalid")
        }
        // Some clients write the instant as text, and round it up; clocks differ a little.
        let leeway: Int64 = 5
        guard let end = claims["exp"]?.integer ?? claims["exp"]?.string.flatMap({ Int64($0) }), end > now.seconds,
            end <= now.seconds + 180 + leeway
        else {
            return .refused("invalid_grant", "expired authorization code")
        }
        return .granted(username: claims["sub"]?.string ?? "")
    }

    private static func json(_ part: String) -> JSON? {
        Base64.decoded(part).flatMap { try? JSON(parsing: $0) }
    }

    private static func refusal(_ error: String, _ description: String) -> Response {
        Answer.json(400, ["error": .string(error), "error_description": .string(description)])
    }
}

/// Base 64 in both alphabets, with or without padding. Source: RFC 4648.
enum Base64 {
    static func decoded(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var (bits, count) = (UInt32(0), 0)
        for byte in text.utf8 where byte != UInt8(ascii: "=") {
            guard let value = value(byte) else { return nil }
            (bits, count) = (bits << 6 | value, count + 6)
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    private static func value(_ byte: UInt8) -> UInt32? {
        switch byte {
        case 65...90: UInt32(byte) - 65
        case 97...122: UInt32(byte) - 71
        case 48...57: UInt32(byte) + 4
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

import Crypto
import Model

/// Who calls: a consumer key, shown openly where nobody can listen, or proved by a signature. Source: VENDORS.md section 4, OAuth 1.0a.
struct WooAuth: Sendable {
    private static let window = Duration.seconds(900)
    private static let names = ["oauth_consumer_key", "oauth_timestamp", "oauth_nonce", "oauth_signature", "oauth_signature_method"]
    private var nonces: [String: Timestamp] = [:]

    /// Whether the call shows the shop's key; false where it shows none that the shop knows.
    mutating func admits(_ call: WooCall, _ settings: WooSettings) throws(WooProblem) -> Bool {
        if call.isSecure, let shown = Self.shown(call), shown.key == settings.key {
            guard shown.secret == settings.secret else { throw .unauthorized("Consumer secret is invalid.") }
            return true
        }
        return try isSigned(call, settings)
    }

    private static func shown(_ call: WooCall) -> (key: String, secret: String)? {
        if let key = call.target["consumer_key"], let secret = call.target["consumer_secret"], !key.isEmpty, !secret.isEmpty {
            return (key, secret)
        }
        return call.basic.map { ($0.user, $0.password) }
    }

    private mutating func isSigned(_ call: WooCall, _ settings: WooSettings) throws(WooProblem) -> Bool {
        let missing = Self.names.filter { call.target[$0]?.isEmpty ?? true }
        if missing.count == Self.names.count { return false }
        guard missing.isEmpty else {
            throw WooProblem(
                status: 401, code: "woocommerce_rest_authentication_missing_parameter",
                message: "Missing OAuth parameter\(missing.count > 1 ? "s" : "") \(missing.joined(separator: ", "))")
        }
        guard call.target["oauth_consumer_key"] == settings.key else { throw .unauthorized("Consumer key is invalid.") }
        guard let method = call.target["oauth_signature_method"], ["HMAC-SHA1", "HMAC-SHA256"].contains(method) else {
            throw .unauthorized("Invalid signature - signature method is invalid.")
        }
        let given = (call.target["oauth_signature"] ?? "").replacing(" ", with: "+")
        guard given == Self.signature(call, secret: settings.secret, isSHA1: method == "HMAC-SHA1") else {
            throw .unauthorized("Invalid signature - provided signature does not match.")
        }
        guard let seconds = Int64(call.target["oauth_timestamp"] ?? ""),
            abs((Timestamp(seconds: seconds) - call.now).milliseconds) <= Self.window.milliseconds
        else { throw .unauthorized("Invalid timestamp.") }
        let nonce = call.target["oauth_nonce"] ?? ""
        nonces = nonces.filter { $0.value + Self.window > call.now }
        guard nonces[nonce] == nil else { throw .unauthorized("Invalid nonce - nonce has already been used.") }
        nonces[nonce] = call.now
        return true
    }

    /// The signature over method, address and the query's pairs, sorted by name; the body is not signed.
    private static func signature(_ call: WooCall, secret: String, isSHA1: Bool) -> String {
        // WooCommerce's own client says every parameter twice; PHP keeps the last of a name.
        let told = Dictionary(call.target.query.map { ($0.name, $0.value) }) { $1 }
        let pairs = told.filter { $0.key != "oauth_signature" }.sorted {
            Array($0.key.utf8).lexicographicallyPrecedes($1.key.utf8)
        }
        let joined = pairs.map { escaped(escaped($0.key)) + "%3D" + escaped(escaped($0.value)) }.joined(separator: "%26")
        let base = Array("\(call.target.method)&\(escaped(call.home + call.target.path))&\(joined)".utf8)
        let key = SymmetricKey(data: Array((secret + "&").utf8))
        if isSHA1 { return TextInBase64.encoded(Array(HMAC<Insecure.SHA1>.authenticationCode(for: base, using: key))) }
        return TextInBase64.encoded(Array(HMAC<SHA256>.authenticationCode(for: base, using: key)))
    }

    static func escaped(_ text: String) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF")
        return text.utf8.reduce(into: "") { result, byte in
            if plain.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "%\(digits[Int(byte >> 4)])\(digits[Int(byte & 15)])"
            }
        }
    }
}

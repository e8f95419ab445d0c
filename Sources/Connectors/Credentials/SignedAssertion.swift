import Crypto
import CryptoExtras
import Model

/// A JSON Web Token signed with RS256, as OAuth's JWT bearer flow wants it. Source: RFC 7515, RFC 7523.
struct SignedAssertion {
    /// The token: header, claims and signature, each in base 64 for URLs.
    let text: String

    /// Why no token could be made.
    enum Refusal: Error, Equatable {
        case unreadableKey
        case unsigned
    }

    /// Signs the claims with a private RSA key in PEM form.
    init(issuer: String, subject: String, audience: String, expires: Timestamp, key: Secret) throws(Refusal) {
        let claims: JSON = [
            "iss": .string(issuer), "sub": .string(subject), "aud": .string(audience), "exp": .integer(expires.seconds),
        ]
        let input = Self.signingInput(claims: claims)
        guard let privateKey = try? _RSA.Signing.PrivateKey(pemRepresentation: key.reveal()) else { throw .unreadableKey }
        // RS256 is PKCS #1 v1.5; the package's default padding is PSS.
        guard let signature = try? privateKey.signature(for: Array(input.utf8), padding: .insecurePKCS1v1_5) else { throw .unsigned }
        text = input + "." + Base64URL.encode(Array(signature.rawRepresentation))
    }

    /// What is signed: header and claims.
    static func signingInput(claims: JSON) -> String {
        let header: JSON = ["alg": "RS256"]
        return Base64URL.encode(header.bytes) + "." + Base64URL.encode(claims.bytes)
    }
}

/// Base 64 with the alphabet for URLs and without padding. Source: RFC 4648 section 5.
enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// Encodes bytes.
    static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        output.reserveCapacity((bytes.count * 4 + 2) / 3)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var bits: UInt32 = 0
            for byte in group { bits = bits << 8 | UInt32(byte) }
            bits <<= UInt32(8 * (3 - group.count))
            for place in 0...group.count { output.append(alphabet[Int(bits >> UInt32(18 - 6 * place) & 63)]) }
        }
        return String(decoding: output, as: UTF8.self)
    }
}

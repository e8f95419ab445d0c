@testable import Connectors
import Crypto
import CryptoExtras
import Foundation
import Model
import Synchronization
import Testing

@Suite struct AuthenticatorTests {
    private final class Desk: Sendable {
        let handed = Mutex(0)
        let time = Mutex(Timestamp(seconds: 1000))
        let answer = Mutex<ConnectorError?>(nil)
        let lifetime: Duration?

        init(lifetime: Duration? = nil) { self.lifetime = lifetime }

        func authenticator() -> Authenticator {
            Authenticator(now: { self.time.withLock { $0 } }) {
                await Task.yield()
                if let error = self.answer.withLock({ $0 }) { return .failure(error) }
                let number = self.handed.withLock { count in
                    count += 1
                    return count
                }
                let expires = self.lifetime.map { span in self.time.withLock { $0 } + span }
                return .success(Credentials(values: ["token": .string("t\(number)")], expires: expires))
            }
        }
    }

    @Test func `many callers share one obtaining (X3)`() async throws {
        let desk = Desk()
        let authenticator = desk.authenticator()
        let tokens = try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 0..<20 { group.addTask { try await authenticator.credentials().values["token"] } }
            return try await group.reduce(into: Set<JSON?>()) { $0.insert($1) }
        }
        #expect(tokens == ["t1"])
        #expect(desk.handed.withLock { $0 } == 1)
    }

    @Test func `many callers whose credentials were refused share one renewal (X3)`() async throws {
        let desk = Desk()
        let authenticator = desk.authenticator()
        let first = try await authenticator.credentials()
        let tokens = try await withThrowingTaskGroup(of: JSON?.self) { group in
            for _ in 0..<20 { group.addTask { try await authenticator.credentials(refused: first.generation).values["token"] } }
            return try await group.reduce(into: Set<JSON?>()) { $0.insert($1) }
        }
        #expect(tokens == ["t2"])
        #expect(desk.handed.withLock { $0 } == 2)
    }

    @Test func `credentials are renewed before they expire`() async throws {
        let desk = Desk(lifetime: .seconds(300))
        let authenticator = desk.authenticator()
        _ = try await authenticator.credentials()
        desk.time.withLock { $0 = Timestamp(seconds: 1200) }
        #expect(try await authenticator.credentials().values["token"] == "t1")
        desk.time.withLock { $0 = Timestamp(seconds: 1240) }
        #expect(try await authenticator.credentials().values["token"] == "t2")
    }

    @Test func `a refusal reaches every waiting caller, and the next caller tries anew`() async throws {
        let desk = Desk()
        desk.answer.withLock { $0 = .credentials(place: "auth.obtain", reason: "invalid_grant") }
        let authenticator = desk.authenticator()
        await #expect(throws: ConnectorError.credentials(place: "auth.obtain", reason: "invalid_grant")) {
            try await authenticator.credentials()
        }
        desk.answer.withLock { $0 = nil }
        #expect(try await authenticator.credentials().values["token"] == "t1")
    }

    @Test func `the signing input is that of the vendor's documents`() {
        let claims: JSON = [
            "iss": "3MVG9ENTENTE.TESTCONSUMERKEY", "sub": "integration@example.com", "aud": "https://login.salesforce.com",
            "exp": 1_700_000_180,
        ]
        let expected =
            "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiIzTVZHOUVOVEVOVEUuVEVTVENPTlNVTUVSS0VZIiwic3ViIjoiaW50ZWdyYXRpb25AZXhhbXBsZS5jb20iLCJhdWQiOi"
            + "JodHRwczovL2xvZ2luLnNhbGVzZm9yY2UuY29tIiwiZXhwIjoxNzAwMDAwMTgwfQ"
        #expect(SignedAssertion.signingInput(claims: claims) == expected)
    }

    @Test func `an assertion is signed with RS256 and the key is never described`() throws {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let secret = Secret(key.pemRepresentation)
        let assertion = try SignedAssertion(
            issuer: "i", subject: "s", audience: "a", expires: Timestamp(seconds: 1_700_000_180), key: secret)
        let parts = assertion.text.split(separator: ".")
        let padded = parts[2].replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let raw = try #require(Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4)))
        let input = Array("\(parts[0]).\(parts[1])".utf8)
        #expect(
            key.publicKey.isValidSignature(_RSA.Signing.RSASignature(rawRepresentation: raw), for: input, padding: .insecurePKCS1v1_5))
        #expect("\(secret)" == "***")
        #expect(String(reflecting: secret) == "***")
        #expect(throws: SignedAssertion.Refusal.unreadableKey) {
            try SignedAssertion(issuer: "i", subject: "s", audience: "a", expires: Timestamp(seconds: 1), key: Secret("no key"))
        }
    }
}

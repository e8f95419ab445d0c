import CryptoExtras
import Foundation
import HTTP
import HTTPTypes
import Model
import Sandbox
import Testing

@Suite struct SalesforceAuthTests {
    /// One key for all tests, as making one takes a while.
    private static let key = SalesforceKey()

    private func assertion(_ claims: JSON, header: JSON = ["alg": "RS256"], pem: String? = nil) throws -> String {
        let input = [header, claims].map { Self.encoded(Data($0.bytes)) }.joined(separator: ".")
        let key = try _RSA.Signing.PrivateKey(pemRepresentation: try pem ?? Self.key.privateKeyPEM())
        let signature = try key.signature(for: Data(input.utf8), padding: .insecurePKCS1v1_5)
        return input + "." + Self.encoded(signature.rawRepresentation)
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    private func claims(
        iss: String = "3MVG9ENTENTE.SANDBOX", sub: String = "sync@northwind.example", aud: String = "https://login.salesforce.com",
        exp: Int64 = 1_780_000_120
    ) -> JSON {
        ["iss": .string(iss), "sub": .string(sub), "aud": .string(aud), "exp": .integer(exp)]
    }

    private func login(_ assertion: String) throws -> SalesforceClient.Answer {
        let client = try SalesforceClient(key: Self.key)
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        return SalesforceClient.answer(client.port, SalesforceClient.form("grant_type=\(grant)&assertion=\(assertion)"))
    }

    @Test func `an assertion signed by the app opens a session at the host it went to`() throws {
        let answer = try login(try assertion(claims()))
        #expect(answer.status == 200)
        #expect(answer.json["instance_url"] == "http://127.0.0.1:8801")
        #expect(answer.json["token_type"] == "Bearer")
        #expect(answer.json["issued_at"] == "1780000000000")
        #expect(answer.json["expires_in"] == nil)
        #expect(answer.json["refresh_token"] == nil)
    }

    @Test func `an assertion with a wrong claim is refused with the vendor's words`() throws {
        let cases: [(JSON, String, String)] = [
            (claims(iss: "other"), "invalid_client_id", "client identifier invalid"),
            (claims(sub: "other@x.example"), "invalid_grant", "user hasn't approved this consumer"),
            (claims(aud: "https://evil.example"), "invalid_grant", "audience is invalid"),
            (claims(exp: 1_779_999_999), "invalid_grant", "expired authorization code"),
            (claims(exp: 1_780_000_120_000), "invalid_grant", "expired authorization code"),
            (claims(exp: 1_780_000_186), "invalid_grant", "expired authorization code"),
        ]
        for (claims, error, description) in cases {
            let answer = try login(try assertion(claims))
            #expect(answer.status == 400)
            #expect(answer.json == ["error": .string(error), "error_description": .string(description)])
        }
    }

    @Test func `an assertion signed by another key, or not at all, is refused`() throws {
        let other = try SalesforceKey().privateKeyPEM()
        for text in [try assertion(claims(), pem: other), try assertion(claims(), header: ["alg": "none"]), "a.b.c", "abc"] {
            let answer = try login(text)
            #expect(answer.status == 400)
            #expect(answer.json["error"] == "invalid_grant")
        }
    }

    @Test func `client credentials are checked, in the form or as basic, and only on the org's own host`() throws {
        let client = try SalesforceClient()
        func ask(_ form: String, host: String = "127.0.0.1:8801", basic: String? = nil) -> SalesforceClient.Answer {
            var request = SalesforceClient.form(form, host: host)
            if let basic { request.head.headerFields[.authorization] = "Basic " + Data(basic.utf8).base64EncodedString() }
            return SalesforceClient.answer(client.port, request)
        }
        let good = "client_id=3MVG9ENTENTE.SANDBOX&client_secret=sandbox-consumer-secret"
        #expect(ask("grant_type=client_credentials&\(good)").status == 200)
        #expect(ask("grant_type=client_credentials", basic: "3MVG9ENTENTE.SANDBOX:sandbox-consumer-secret").status == 200)
        #expect(ask("grant_type=client_credentials&\(good)x").json["error"] == "invalid_client")
        #expect(ask("grant_type=client_credentials&client_id=x&client_secret=y").json["error"] == "invalid_client_id")
        #expect(ask("grant_type=refresh_token&\(good)").json["error"] == "unsupported_grant_type")
        #expect(ask("grant_type=client_credentials&\(good)", host: "login.salesforce.com").json["error"] == "invalid_grant")
    }

    @Test func `people log in by their password, and the app as any of them by an assertion whose end is text`() throws {
        let client = try SalesforceClient(records: 20, key: Self.key)
        func ask(_ username: String, _ password: String) -> SalesforceClient.Answer {
            let app = "client_id=3MVG9ENTENTE.SANDBOX&client_secret=sandbox-consumer-secret"
            let form = "grant_type=password&\(app)&username=\(username)&password=\(password)"
            return SalesforceClient.answer(client.port, SalesforceClient.form(form))
        }
        for (username, password) in [("owner1@northwind.example", "wrong"), ("nobody@northwind.example", "sandbox-password")] {
            #expect(ask(username, password).json == ["error": "invalid_grant", "error_description": "authentication failure"])
        }
        var text = try #require(claims(sub: "owner1@northwind.example").object)
        text["exp"] = "1780000120"
        let grant = "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
        let signed = "grant_type=\(grant)&assertion=\(try assertion(.object(text)))"
        for answer in [
            ask("owner1@northwind.example", "sandbox-password"), SalesforceClient.answer(client.port, SalesforceClient.form(signed)),
        ] {
            let token = try #require(answer.json["access_token"]?.string)
            let made = try client.call("POST", "sobjects/Account", ["Name": "Ours"], fields: ["Authorization": "Bearer \(token)"])
            let id = try #require(made.json["id"]?.string)
            let author = try client.call("GET", "sobjects/Account/\(id)?fields=CreatedById").json["CreatedById"]
            #expect(author == "005RO0000000002YAA")
        }
    }

    @Test func `a call without a living session is refused and a session lives on while it is used`() throws {
        let client = try SalesforceClient()
        let refusal: JSON = [["message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID"]]
        let bad = try client.call("GET", "limits", fields: ["Authorization": "Bearer wrong"])
        #expect(bad.status == 401)
        #expect(bad.json == refusal)
        for _ in 0..<3 {
            client.port.clock.advance(by: .seconds(7000))
            #expect(try client.call("GET", "limits").status == 200)
        }
        client.port.clock.advance(by: .seconds(7201))
        #expect(try client.call("GET", "limits").json == refusal)
    }

    @Test func `an expired token stays expired when the call is repeated`() throws {
        let client = try SalesforceClient(faults: "token-expired=#1")
        #expect(try client.call("GET", "limits").status == 401)
        #expect(try client.call("GET", "limits").status == 401)
    }
}

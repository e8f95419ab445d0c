import Crypto
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdHTTP2
import Logging
import NIOCore
import NIOSSL
import SwiftASN1
import X509

/// A certificate authority of the test's own making.
struct TestAuthority {
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName
    private let certificate: Certificate
    /// The file that says whom to trust.
    let file: String

    init() throws {
        name = try DistinguishedName { CommonName("entente tests \(UUID().uuidString)") }
        let issuer = Certificate.PrivateKey(key)
        certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: issuer.publicKey, notValidBefore: .now - 3600, notValidAfter: .now + 3600,
            issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }, issuerPrivateKey: issuer)
        file = FileManager.default.temporaryDirectory.appending(path: "entente-\(UUID().uuidString).pem").path
        try certificate.serializeAsPEM().pemString.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// What a server needs to be taken for the given names.
    func server(_ names: [GeneralName], expires: Date = .now + 3600) throws -> TLSConfiguration {
        let own = P256.Signing.PrivateKey()
        let leaf = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: Certificate.PrivateKey(own).publicKey, notValidBefore: .now - 7200,
            notValidAfter: expires, issuer: name, subject: try DistinguishedName { CommonName("server") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                SubjectAlternativeNames(names)
                try ExtendedKeyUsage([.serverAuth])
            }, issuerPrivateKey: Certificate.PrivateKey(key))
        let pem = try leaf.serializeAsPEM().pemString
        return TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(own.pemRepresentation.utf8), format: .pem)))
    }

    /// This machine's address as a certificate names it.
    static let loopback = GeneralName.ipAddress(ASN1OctetString(contentBytes: [127, 0, 0, 1]))
}

/// Runs a real server with TLS and HTTP/2 while `body` runs, which is given its authority.
func withTLSServer(
    _ configuration: TLSConfiguration, router: Router<BasicRequestContext>, _ body: @Sendable (String) async throws -> Void
) async throws {
    let (ports, port) = AsyncStream<Int>.makeStream()
    var quiet = Logger(label: "tests")
    quiet.logLevel = .critical
    let application = Application(
        router: router, server: try .http2Upgrade(tlsConfiguration: configuration),
        configuration: .init(address: .hostname("127.0.0.1", port: 0)),
        onServerRunning: { channel in port.yield(channel.localAddress?.port ?? 0) }, logger: quiet)
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await application.run() }
        defer { group.cancelAll() }
        for await port in ports {
            try await body("127.0.0.1:\(port)")
            break
        }
    }
}

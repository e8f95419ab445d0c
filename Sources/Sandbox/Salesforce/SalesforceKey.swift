import CryptoExtras
import Synchronization

/// The key pair with which the connected app's assertions are signed. The pair is made when it is first needed, as that takes a while.
public final class SalesforceKey: Sendable {
    private let pem: Mutex<String?>

    /// Takes a private key in PEM form, or none to make one when it is needed.
    public init(privateKeyPEM: String? = nil) {
        pem = Mutex(privateKeyPEM)
    }

    /// The private key in PEM form, for the agent that is to log in.
    /// - Throws: `SandboxError.key` when none could be made.
    public func privateKeyPEM() throws(SandboxError) -> String {
        try pem.withLock { pem throws(SandboxError) in
            if let pem { return pem }
            do {
                let made = try _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation
                pem = made
                return made
            } catch {
                throw .key(reason: "no RSA key could be made")
            }
        }
    }

    /// Whether a signature of a text was made with the pair, by RS256.
    func verifies(_ signature: [UInt8], of text: String) -> Bool {
        guard let pem = pem.withLock({ $0 }), let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) else { return false }
        let made = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return key.publicKey.isValidSignature(made, for: Array(text.utf8), padding: .insecurePKCS1v1_5)
    }
}

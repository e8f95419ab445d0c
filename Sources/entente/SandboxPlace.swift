import Foundation
import Model
import Sandbox

/// The folder where a sandbox leaves its key, an env file and a configuration that lead to it.
struct SandboxPlace: Sendable {
    /// The folder.
    let folder: String
    /// True if it was made for this run alone and goes with it.
    let isTemporary: Bool

    /// Takes a folder, made if it is not there; without one, a temporary one.
    init(folder: String?) throws {
        isTemporary = folder == nil
        self.folder = folder ?? NSTemporaryDirectory() + "entente-sandbox-" + UUID().uuidString
        let attributes: [FileAttributeKey: Any]? = isTemporary ? [.posixPermissions: 0o700] : nil
        try FileManager.default.createDirectory(atPath: self.folder, withIntermediateDirectories: true, attributes: attributes)
    }

    /// Writes what leads to the vendors at these ports; a config.yaml that is there already is left alone.
    /// - Returns: the sandbox's document.
    func write(_ setup: SandboxSetup, ports: [String: Int]) throws -> JSON {
        var keyFile: String?
        if let org = setup.salesforce {
            let path = folder + "/salesforce.pem"
            try secret(try org.key.privateKeyPEM(), to: path)
            keyFile = path
        }
        let document = setup.document(ports: ports, privateKeyFile: keyFile)
        guard !isTemporary else { return document }
        let lines = Self.environment(setup, document).map { "\($0.name)=\($0.value)\n" }
        try secret(lines.joined(), to: folder + "/.env")
        let config = folder + "/config.yaml"
        if !FileManager.default.fileExists(atPath: config) {
            let connectors = FileManager.default.currentDirectoryPath + "/connectors"
            let isHere = FileManager.default.fileExists(atPath: connectors)
            let text = SampleConfig.text(
                connectors: isHere ? connectors : "connectors", pays: document["vendors"]?["stripe"] != nil)
            try Data(text.utf8).write(to: URL(filePath: config))
        }
        return document
    }

    /// Removes a temporary folder.
    func removeIfTemporary() {
        if isTemporary { try? FileManager.default.removeItem(atPath: folder) }
    }

    /// The variables that the sample configuration asks for.
    static func environment(_ setup: SandboxSetup, _ document: JSON) -> [(name: String, value: String)] {
        let (salesforce, hubspot) = (document["vendors"]?["salesforce"], document["vendors"]?["hubspot"])
        let pipedrive = document["vendors"]?["pipedrive"]
        let (shopify, woocommerce) = (document["vendors"]?["shopify"], document["vendors"]?["woocommerce"])
        let (stripe, paypal) = (document["vendors"]?["stripe"], document["vendors"]?["paypal"])
        let portal = setup.hubspot.map { "p\($0.settings.portal)_referrals" }
        let all = [
            ("SALESFORCE_URL", salesforce?["url"]?.string), ("SALESFORCE_CLIENT_ID", salesforce?["client_id"]?.string),
            ("SALESFORCE_CLIENT_SECRET", salesforce?["client_secret"]?.string), ("HUBSPOT_URL", hubspot?["url"]?.string),
            ("HUBSPOT_TOKEN", hubspot?["token"]?.string), ("HUBSPOT_REFERRALS", portal),
            ("PIPEDRIVE_URL", pipedrive?["url"]?.string), ("PIPEDRIVE_TOKEN", pipedrive?["token"]?.string),
            ("SHOPIFY_URL", shopify?["url"]?.string), ("SHOPIFY_TOKEN", shopify?["token"]?.string),
            ("SHOPIFY_CLIENT_ID", shopify?["client_id"]?.string), ("SHOPIFY_CLIENT_SECRET", shopify?["client_secret"]?.string),
            ("WOOCOMMERCE_URL", woocommerce?["url"]?.string), ("WOOCOMMERCE_KEY", woocommerce?["key"]?.string),
            ("WOOCOMMERCE_SECRET", woocommerce?["secret"]?.string),
            ("STRIPE_URL", stripe?["url"]?.string), ("STRIPE_KEY", stripe?["key"]?.string), ("PAYPAL_URL", paypal?["url"]?.string),
            ("PAYPAL_CLIENT_ID", paypal?["client_id"]?.string), ("PAYPAL_CLIENT_SECRET", paypal?["client_secret"]?.string),
        ]
        // A key that everybody knows: whoever clicked in the sandbox is nobody.
        return all.compactMap { name, value in value.map { (name, $0) } } + [("ENTENTE_LINK_KEY", "the-key-of-the-sandbox-is-known-to-all")]
    }

    /// Writes a file that only its owner may read.
    private func secret(_ text: String, to path: String) throws {
        try? FileManager.default.removeItem(atPath: path)
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw CocoaError(.fileWriteUnknown)
        }
    }
}

import Connectors
import FoundationEssentials
import Testing
import YAML

@Suite struct ManifestFilesTests {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "connectors")

    @Test(arguments: ["salesforce", "hubspot", "pipedrive", "folder", "stripe", "paypal", "shopify", "woocommerce"])
    func `a manifest of the house is sound`(name: String) throws {
        let (manifest, diagnostics) = Manifest.load(path: Self.folder.appending(path: "\(name).yaml").path)
        #expect(diagnostics.map(\.description) == [])
        #expect(manifest?.connector == name)
    }

    @Test func `a fixture of one object proves the fragment's request for all that use it`() throws {
        let manifest = try #require(Manifest.load(path: Self.folder.appending(path: "salesforce.yaml").path).0)
        let all = Set(manifest.requests.map(\.path) + manifest.auth.obtain.map(\.path))
        #expect(ManifestLint.unproved(manifest, fixtures: all) == [])
        let ofContacts = all.filter { !$0.hasPrefix("objects.") || $0.hasPrefix("objects.contact.") }
        let missing = ManifestLint.unproved(manifest, fixtures: ofContacts).map(\.path)
        #expect(missing == ["objects.opportunity.links.contact.read", "objects.opportunity.links.contact.add"])
        #expect(ManifestLint.unproved(manifest, fixtures: ["check"]).contains { $0.path == "auth.obtain[1]" })
    }
}

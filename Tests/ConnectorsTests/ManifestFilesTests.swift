import Connectors
import FoundationEssentials
import Testing
import YAML

@Suite struct ManifestFilesTests {
    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let folder = root.appending(path: "connectors")

    @Test(arguments: ["salesforce", "hubspot"])
    func `a manifest of the house is sound`(name: String) throws {
        let (manifest, diagnostics) = Manifest.load(path: Self.folder.appending(path: "\(name).yaml").path)
        #expect(diagnostics.map(\.description) == [])
        #expect(manifest?.connector == name)
    }
}

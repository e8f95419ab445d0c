import Connectors
import Testing
import YAML

/// What `connector new` writes.
@Suite struct ManifestSkeletonTests {
    @Test(arguments: ["acme", "a-b_c1"])
    func `the skeleton is sound as it stands, under its name`(name: String) throws {
        let (manifest, diagnostics) = Manifest.load(Array(ManifestSkeleton.text(named: name).utf8), file: "\(name).yaml")
        #expect(diagnostics.map(\.description) == [])
        #expect(manifest?.connector == name)
    }

    @Test func `it has an example of each part that the reference has, in use or in a comment`() {
        let text = ManifestSkeleton.text(named: "acme")
        for key in Set(Manifest.keys.entries.compactMap { $0.path.split(separator: ".").first.map(String.init) }) where key != "api_version"
        {
            #expect(text.contains(key.hasSuffix("[]") ? String(key.dropLast(2)) : key), "\(key)")
        }
        for word in ["changes:", "full:", "deleted:", "by_ids:", "by_key:", "create:", "update:", "delete:", "links:", "discover:"] {
            #expect(text.contains(word), "\(word)")
        }
    }
}

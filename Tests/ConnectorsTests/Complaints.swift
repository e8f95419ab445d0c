import Connectors
import YAML

/// What is wrong with a manifest, without its places.
enum Complaints {
    static func of(_ text: String) -> [String] {
        Manifest.load(Array(text.utf8), file: "demo.yaml").1.map { diagnostic in
            String(diagnostic.description.split(separator: " ", maxSplits: 1)[1])
        }
    }
}

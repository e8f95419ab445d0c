import Crypto
import FoundationEssentials
import YAML

/// The digest by which two manifests are told apart. Source: R30, which asks for a migration run when one changes.
enum ManifestFingerprint {
    /// The digest of a file whose fragments are laid in, as hexadecimal text.
    static func of(_ root: YAMLNode) -> String {
        var bytes: [UInt8] = []
        write(root, to: &bytes)
        return Hexadecimal.text(of: Array(SHA256.hash(data: bytes)))
    }

    /// Each value with its kind and length in front, so that no two trees give the same bytes.
    private static func write(_ node: YAMLNode, to bytes: inout [UInt8]) {
        switch node.content {
        case .scalar(let text, let isPlain): write(text, as: isPlain ? "p" : "q", to: &bytes)
        case .list(let elements):
            write("\(elements.count)", as: "l", to: &bytes)
            for element in elements { write(element, to: &bytes) }
        case .map(let entries):
            write("\(entries.count)", as: "m", to: &bytes)
            for entry in entries.sorted(by: { $0.key < $1.key }) {
                write(entry.key, as: "k", to: &bytes)
                write(entry.value, to: &bytes)
            }
        }
    }

    private static func write(_ text: String, as kind: String, to bytes: inout [UInt8]) {
        bytes += Array("\(kind)\(text.utf8.count):\(text)".utf8)
    }
}

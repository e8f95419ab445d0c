public import YAML

/// One value that config.yaml must or may give under `with`. Source: CONNECTORS.md 2.3.
public struct ManifestConfigEntry: Sendable {
    /// What the value is.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        // The names are those of the manifest language.
        case text, url, host, integer, bool, pem, duration
    }

    /// The name, as in `config.NAME`.
    public var name: String
    /// What the value is.
    public var kind: Kind
    /// True if it must never be shown.
    public var isSecret: Bool
    /// The value where config.yaml gives none.
    public var defaultText: String?
    /// True if it may be missing.
    public var isOptional: Bool
    /// What the value must match.
    public var pattern: Pattern?
    /// The value in fixtures.
    public var testText: String?
    /// What it is for, in one line.
    public var about: String?
    /// Where it stands.
    public var place: SourcePlace

    static var kind: ValueKind<ManifestConfigEntry> {
        .map { reader in
            let kind = reader.required("type", ValueKind<Kind>.word(), "what the value is")
            let entry = ManifestConfigEntry(
                name: "", kind: kind ?? .text,
                isSecret: reader.value("secret", .bool, default: false, "true: never shown"),
                defaultText: reader.optional("default", .anyText, "the value where config.yaml gives none"),
                isOptional: reader.value("optional", .bool, default: false, "true: may be missing"),
                pattern: reader.optional("pattern", .pattern, "what the value must match"),
                testText: reader.optional("test", .anyText, "the value in fixtures"),
                about: reader.optional("about", .text, "what it is for, in one line"), place: reader.node.place)
            if entry.isSecret, entry.defaultText != nil {
                reader.refuse(["default"], expected: "no default for a secret")
            }
            return kind == nil ? nil : entry
        }
    }
}

import HTTP
import Model

/// The values of config.yaml as a manifest's expressions see them, and the hosts that follow from them. Source: CONFIG.md "url".
struct ConnectorSettings: Sendable {
    /// The `config` variable.
    let config: ScopeValue
    /// What may be reached.
    let hosts: HostAllowList
    /// The address that stands in the place of the manifest's own.
    let override: WebURL?

    init(manifest: Manifest, given: [String: ConfigValue], url: String?) throws(ConnectorError) {
        if let unknown = given.keys.sorted().first(where: { name in !manifest.config.contains { $0.name == name } }) {
            throw .unsupported(place: "config.\(unknown)", what: "no such entry in \(manifest.file)")
        }
        let override = try url.map { text throws(ConnectorError) in try Self.address(text, entry: "url") }
        var members: [String: ScopeValue] = [:]
        var patterns: [String] = []
        for entry in manifest.config {
            // The one address stands for the entry by which a manifest is led to other hosts.
            if entry.kind == .url, entry.name == "url", let override {
                members[entry.name] = .text(Self.trimmed(override.text))
                continue
            }
            guard let value = try Self.value(of: entry, given: given[entry.name]) else { continue }
            members[entry.name] = .json(value)
            if entry.kind == .url, let text = value.string {
                let address = try Self.address(text, entry: entry.name)
                members[entry.name] = .text(Self.trimmed(text))
                patterns.append(address.authority)
            }
            if entry.kind == .host, let text = value.string { patterns.append(text) }
        }
        config = .map(members)
        self.override = override
        do throws(HTTPError) {
            hosts = try HostAllowList(override.map { [$0.authority] } ?? patterns + manifest.hosts)
        } catch {
            throw .unsupported(place: "hosts", what: "a host that cannot be used")
        }
    }

    private static func value(of entry: ManifestConfigEntry, given: ConfigValue?) throws(ConnectorError) -> JSON? {
        if let given {
            let value = given.json
            if let pattern = entry.pattern, let text = FieldFormat.scalarText(value), !pattern.matches(text) {
                throw .unsupported(place: "config.\(entry.name)", what: "a value that does not match its pattern")
            }
            return value
        }
        if let text = entry.defaultText { return .string(text) }
        if entry.isOptional { return nil }
        throw .unsupported(place: "config.\(entry.name)", what: "no value")
    }

    private static func address(_ text: String, entry: String) throws(ConnectorError) -> WebURL {
        do throws(HTTPError) { return try WebURL(parsing: text) } catch {
            throw .unsupported(place: "config.\(entry)", what: "an address that cannot be used")
        }
    }

    /// Paths are joined with a slash of their own.
    private static func trimmed(_ text: String) -> String { text.hasSuffix("/") ? String(text.dropLast()) : text }
}

public import Connectors
import Model
public import YAML

/// The values that a manifest's `config` asks for, fetched and typed for one remote.
public enum RemoteValues {
    /// Fetches the values of a remote. What cannot be fetched or has the wrong form is told with its place in config.yaml.
    public static func resolve(
        _ remote: RemoteSettings, manifest: Manifest, places: SourceMap, resolver: SecretResolver
    ) -> (values: [String: ConfigValue], diagnostics: [Diagnostic]) {
        var values: [String: ConfigValue] = [:]
        var diagnostics: [Diagnostic] = []
        for entry in manifest.config {
            let path = "remotes.\(remote.name).with.\(entry.name)"
            guard let source = remote.with[entry.name] else {
                values[entry.name] = entry.defaultText.flatMap { typed($0, entry) }
                continue
            }
            do throws(SecretError) {
                let text = try resolver.value(of: source)
                if let value = typed(text, entry) {
                    values[entry.name] = value
                } else {
                    let found = entry.isSecret ? "a secret of another form" : "\"\(text)\""
                    diagnostics.append(Diagnostic(places[path], path: path, found: found, expected: expectation(of: entry)))
                }
            } catch {
                let (found, expected, hint) = words(error)
                diagnostics.append(Diagnostic(places[path], path: path, found: found, expected: expected, hint: hint))
            }
        }
        return (values, diagnostics)
    }

    /// A text as an entry wants it; nil if it has another form.
    static func typed(_ text: String, _ entry: ManifestConfigEntry) -> ConfigValue? {
        if let pattern = entry.pattern, !pattern.matches(text) { return nil }
        // Nothing is an answer only where it stands for something: where it takes a default away.
        if text.isEmpty, entry.defaultText == nil || entry.isSecret { return nil }
        switch entry.kind {
        case .integer: return Int64(text).map { .integer($0) }
        case .bool: return text == "true" ? .boolean(true) : text == "false" ? .boolean(false) : nil
        case .url where !RemoteReader.isAddress(text): return nil
        case .host where text.isEmpty || text.contains("/") || text.contains("@"): return nil
        case .duration where Quantity.duration(text) == nil: return nil
        case .pem where !text.contains("-----BEGIN "): return nil
        case .text, .url, .host, .pem, .duration: return entry.isSecret ? .secret(Secret(text)) : .text(text)
        }
    }

    /// What an entry takes, in words.
    static func expectation(of entry: ManifestConfigEntry) -> String {
        switch entry.kind {
        case .text: "a text" + (entry.pattern == nil ? "" : " of the form that the manifest demands")
        case .url: "an https address, or http for loopback"
        case .host: "a host name"
        case .integer: "a whole number"
        case .bool: "true or false"
        case .pem: "a key in PEM form"
        case .duration: "a duration such as 30s"
        }
    }

    /// What could not be fetched, as a diagnostic says it.
    static func words(_ error: SecretError) -> (found: String, expected: String, hint: String?) {
        switch error {
        case .noVariable(let name):
            ("no variable \(name)", "a value for ${env:\(name)}", "export \(name)=..., or load .env: set -a; . ./.env")
        case .noFile(let path): ("no readable file \(path)", "a file that holds the value", "the path is relative to config.yaml")
        case .noRegularFile(let path): ("\(path), which is no regular file", "a file that holds the value", nil)
        case .openFile(let path, let mode): ("\(path) with mode \(mode)", "a file that only its owner may read", "chmod 600 \(path)")
        case .noText: ("no text", "one text", nil)
        case .commandFailed(let status): ("a command that ended with status \(status)", "a command that writes the value to stdout", nil)
        case .tooLong(let limit): ("a command that wrote more than \(limit) bytes", "a command that writes the value alone", nil)
        case .commandTimedOut(let limit): ("a command that did not end within \(Quantity.text(limit))", "a command that ends", nil)
        }
    }
}

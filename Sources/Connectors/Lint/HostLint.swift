import YAML

/// Proves that addresses written out in the manifest belong to hosts that it allows. Source: CONNECTORS.md 2.2, X2.
enum HostLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        var texts: [(text: TextTemplate, path: String)] = [(manifest.http.base, "http.base")]
        texts += manifest.auth.obtain.map { ($0.tokenURL, "\($0.path).token_url") }
        texts += manifest.requests.filter(\.target.isAbsolute).map { ($0.target.template, "\($0.path).call") }
        return texts.compactMap { text, path in
            guard case .literal(let start) = text.parts.first else { return nil }
            guard let host = host(of: start) else {
                return Diagnostic(text.place, path: path, found: "\"\(start)\"", expected: "an address that begins with https://")
            }
            guard !manifest.hosts.contains(where: { matches(host, $0) }) else { return nil }
            return Diagnostic(
                text.place, path: path, found: "the host \(host)",
                expected: manifest.hosts.isEmpty ? "it under hosts" : "one of \(manifest.hosts.joined(separator: ", "))")
        }
    }

    private static func host(of text: String) -> String? {
        guard text.hasPrefix("https://") else { return nil }
        return text.dropFirst(8).prefix { !"/:?#".contains($0) }.lowercased()
    }

    /// A glob stands for one host, or with `*.` in front for every host below one.
    private static func matches(_ host: String, _ glob: String) -> Bool {
        glob.hasPrefix("*.") ? host.hasSuffix(glob.dropFirst()) : host == glob
    }
}

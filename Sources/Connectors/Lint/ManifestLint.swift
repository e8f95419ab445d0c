public import YAML

/// Proves what can be proved of a manifest before it ever speaks to a remote. Source: CONNECTORS.md 2.17.
public enum ManifestLint {
    /// All that is wrong. The roots of expressions, unknown keys and what must be there have been proved by
    /// reading the manifest.
    public static func findings(_ manifest: Manifest) -> [Diagnostic] {
        NameLint.findings(manifest) + SecretLint.findings(manifest) + HostLint.findings(manifest) + RuleLint.findings(manifest)
            + manifest.requests.flatMap(QueryLint.findings) + manifest.objects.flatMap(ObjectLint.findings)
            + PayoutLint.findings(manifest) + RewardLint.findings(manifest)
    }

    /// The requests of which no fixture proves what they do. Objects that share a fragment share its fixtures.
    /// `fixtures`: the places that fixtures name, such as `objects.contact.read.changes` or `auth.obtain[0]`.
    public static func unproved(_ manifest: Manifest, fixtures: Set<String>) -> [Diagnostic] {
        let places =
            manifest.requests.map { ($0.path, $0.place) } + manifest.auth.obtain.map { ($0.path, $0.place) }
            + manifest.objects.compactMap { object in object.filePlace.map { ($0, object.place) } }
        var groups: [SourcePlace: [String]] = [:]
        for (path, place) in places { groups[place, default: []].append(path) }
        return groups.sorted { $0.key < $1.key }.compactMap { place, paths in
            guard fixtures.isDisjoint(with: paths), let first = paths.first else { return nil }
            return Diagnostic(place, path: first, found: "no fixture", expected: "a fixture for every request")
        }
    }
}

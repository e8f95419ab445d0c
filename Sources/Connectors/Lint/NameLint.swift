import YAML

/// Proves that what is named is there: entries of config, what credentials keep, limits, objects.
enum NameLint {
    static func findings(_ manifest: Manifest) -> [Diagnostic] {
        let unknown = expressions(manifest)
        // A misspelt name is one mistake, not two.
        return unknown + (unknown.isEmpty ? entries(manifest) : []) + limits(manifest)
            + manifest.objects.flatMap { objects($0, manifest.objects.map(\.name)) }
            + manifest.objects.flatMap { parents($0, manifest.objects) }
    }

    /// A value that config.yaml is asked for must do something; addresses do, for they say which hosts may be reached.
    private static func entries(_ manifest: Manifest) -> [Diagnostic] {
        let used = LintedExpr.all(of: manifest).reduce(into: Set<String>()) { $0.formUnion($1.members(of: "config")) }
        return manifest.config.filter { $0.kind != .url && $0.kind != .host && !used.contains($0.name) }.map { entry in
            Diagnostic(
                entry.place, path: "config.\(entry.name)", found: "an entry that nobody uses",
                expected: "{{ config.\(entry.name) }} somewhere"
            )
        }
    }

    private static func expressions(_ manifest: Manifest) -> [Diagnostic] {
        let entries = manifest.config.map(\.name)
        // Of several ways to obtain a token any may be taken, so what is used must be kept by all.
        var kept = Set(manifest.auth.obtain.first?.keep.map(\.name) ?? [])
        for obtain in manifest.auth.obtain { kept.formIntersection(obtain.keep.map(\.name)) }
        var findings: [Diagnostic] = []
        for linted in LintedExpr.all(of: manifest) {
            func demand(_ variable: String, _ names: [String]) {
                for name in linted.members(of: variable) where !names.contains(name) {
                    let allowed = names.map { "\(variable).\($0)" }
                    findings.append(.unknownName("\(variable).\(name)", at: linted.expr.place, path: linted.path, allowed: allowed))
                }
            }
            demand("config", entries)
            demand("auth", kept.sorted())
        }
        return findings
    }

    private static func limits(_ manifest: Manifest) -> [Diagnostic] {
        let names = manifest.limits.compactMap(\.name)
        let used = Set(manifest.requests.compactMap(\.limit))
        let unknown = manifest.requests.compactMap { request -> Diagnostic? in
            guard let limit = request.limit, !names.contains(limit) else { return nil }
            return .unknownName(limit, at: request.place, path: "\(request.path).limit", allowed: names)
        }
        return unknown
            + manifest.limits.enumerated().compactMap { index, limit in
                guard let name = limit.name, !used.contains(name) else { return nil }
                let found = "the name \(name), from which no request draws"
                return Diagnostic(limit.place, path: "limits[\(index)]", found: found, expected: "limit: \(name) in a request, or no name")
            }
    }

    private static func parents(_ object: ManifestObject, _ all: [ManifestObject]) -> [Diagnostic] {
        let users = object.requests.filter { $0.variables.contains("parent") }
        guard let parent = object.parent else {
            return users.map { Diagnostic($0.place, path: $0.path, found: "{{ parent }}", expected: "parent, the object it lives under") }
        }
        var findings: [Diagnostic] = []
        let path = "objects.\(object.name).parent"
        if users.isEmpty {
            findings.append(Diagnostic(object.place, path: path, found: "a parent", expected: "requests that use {{ parent.id }}"))
        }
        if all.first(where: { $0.name == parent })?.parent != nil {
            findings.append(Diagnostic(object.place, path: path, found: "\(parent), which has a parent", expected: "one that has none"))
        }
        let creates = [.create, .upsert].flatMap { object.ways($0) }.filter { $0.request.variables.contains("parent") }
        if let create = creates.first, !object.fields.values.contains(where: object.namesParent) {
            let expected = "a field {type: ref, to: \(parent)}, which says under which one"
            findings.append(Diagnostic(create.request.place, path: create.request.path, found: "{{ parent }}", expected: expected))
        }
        return findings
    }

    private static func objects(_ object: ManifestObject, _ names: [String]) -> [Diagnostic] {
        let fields = object.sortedFields.map { ($0.to, $0.place, "fields.\($0.name).to") }
        let links = object.sortedLinks.map { (Optional($0.to), $0.place, "links.\($0.name).to") }
        return (fields + links + [(object.parent, object.place, "parent")]).compactMap { to, place, key in
            guard let to, !names.contains(to) else { return nil }
            return .unknownName(to, at: place, path: "objects.\(object.name).\(key)", allowed: names)
        }
    }
}

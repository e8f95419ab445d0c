import YAML

/// Proves that the ways of an object fit together. Source: CONNECTORS.md 2.9 to 2.12 and 2.17.
enum ObjectLint {
    static func findings(_ object: ManifestObject) -> [Diagnostic] {
        let reads = object.reads.flatMap { kind, ways in ways.flatMap { variables(of: $0, kind) } }
        let writes = object.writes.flatMap { kind, ways in ways.flatMap { write($0, kind, object) } }
        let links = object.sortedLinks.flatMap { link in
            link.writes.flatMap { write($0, nil, object) } + link.read.flatMap { variables(of: $0) }
        }
        return changes(object) + reads + writes + links + object.sortedFields.flatMap { field($0, object) }
    }

    private static func changes(_ object: ManifestObject) -> [Diagnostic] {
        guard !object.ways(.changes).isEmpty else { return [] }
        var findings: [Diagnostic] = []
        func refuse(_ way: ManifestReadWay, _ found: String, _ expected: String) {
            findings.append(Diagnostic(way.request.place, path: way.request.path, found: found, expected: expected))
        }
        for way in object.ways(.changes) {
            if object.modified == nil, way.window?.order == .asc {
                refuse(way, "an ascending window", "modified, by which the records are ordered")
            }
            switch way.paginate?.kind {
            case .page where way.window?.cap == nil, .offset where way.window?.cap == nil:
                refuse(way, "pages that shift under concurrent edits", "window.cap, the size of a page")
            case .cursor where way.window?.cap != nil && object.ways(.ties).isEmpty:
                refuse(way, "a capped window", "read.ties, for an instant that fills the cap")
            default: break
            }
        }
        return findings
    }

    private static func variables(of way: ManifestReadWay, _ kind: ManifestReadKind) -> [Diagnostic] {
        let names: (one: String, many: String)? =
            switch kind {
            case .byIDs: ("id", "ids")
            // Of the records under one parent those are taken that have the value.
            case .byKey where way.batch == nil && way.request.variables.contains("parent"): nil
            case .byKey: ("value", "values")
            default: nil
            }
        return names.map { plural(way.request, way.batch != nil, $0.one, $0.many) } ?? []
    }

    private static func variables(of read: ManifestLinkRead) -> [Diagnostic] {
        let request = read.way.request
        let usesStarts = request.variables.contains("starts")
        func finding(_ found: String, _ expected: String) -> [Diagnostic] {
            [Diagnostic(request.place, path: request.path, found: found, expected: expected)]
        }
        if usesStarts, read.way.batch == nil { return finding("{{ starts }}", "{{ id }} without batch") }
        if read.next != nil, !usesStarts { return finding("next without {{ starts }}", "{$each: starts}, whose elements have id and next") }
        return usesStarts ? [] : plural(request, read.way.batch != nil, "id", "ids")
    }

    private static func plural(_ request: ManifestRequest, _ isBatch: Bool, _ one: String, _ many: String) -> [Diagnostic] {
        let used = request.variables
        let (wanted, other) = isBatch ? (many, one) : (one, many)
        if used.contains(other) {
            let expected = "{{ \(wanted) }} \(isBatch ? "with" : "without") batch"
            return [Diagnostic(request.place, path: request.path, found: "{{ \(other) }}", expected: expected)]
        }
        if used.contains(wanted) { return [] }
        let found = "a request that does not use {{ \(wanted) }}"
        return [Diagnostic(request.place, path: request.path, found: found, expected: "{{ \(wanted) }}")]
    }

    private static func write(_ way: ManifestWriteWay, _ kind: WriteKind?, _ object: ManifestObject) -> [Diagnostic] {
        var findings = plural(way.request, way.batch != nil, "op", "ops")
        func refuse(_ found: String, _ expected: String) {
            findings.append(Diagnostic(way.request.place, path: way.request.path, found: found, expected: expected))
        }
        let exprs = way.request.templates.flatMap(\.template.exprs)
        let texts = exprs.map(\.text)
        if kind != nil, way.results.contains(where: { if case .link = $0.by { true } else { false } }) {
            refuse("results by id and to", "to in results of links alone")
        }
        if way.batch != nil, way.results.isEmpty || !way.results.allSatisfy({ $0.by != nil || $0.isAll }) {
            refuse("a batch whose results name no operation", "by or all in every entry of results (R16)")
        }
        if way.isGuarded, way.batch != nil { refuse("a guarded batch", "a precondition on a single operation") }
        if way.isGuarded, !texts.contains(where: { $0.contains("op.version") || $0.contains("op.modified") }) {
            refuse("a guarded request without precondition", "op.version or op.modified in it")
        }
        if kind == .upsert {
            if object.externalKey == nil { refuse("an upsert", "external_key, by which the remote finds the record") }
            if !exprs.contains(where: { $0.variables.contains("external_key") }) {
                refuse("an upsert that does not use {{ external_key }}", "{{ external_key }}")
            }
        }
        if kind == .create || kind == .upsert, way.results.isEmpty || !way.results.contains(where: { $0.id != nil }) {
            refuse("a \(kind?.rawValue ?? "") that does not read the new record's id", "id in results")
        }
        return findings
    }

    private static func field(_ field: ManifestField, _ object: ManifestObject) -> [Diagnostic] {
        let path = "objects.\(object.name).fields.\(field.name)"
        func finding(_ found: String, _ expected: String) -> Diagnostic {
            Diagnostic(field.place, path: path, found: found, expected: expected)
        }
        var findings: [Diagnostic] = []
        if field.type == .ref, field.to == nil { findings.append(finding("a ref", "to, the object that it leads to")) }
        if field.type != .ref, field.to != nil { findings.append(finding("to", "type: ref with it")) }
        if field.split != nil, field.type != .set { findings.append(finding("split", "type: set with it")) }
        if field.write != .never {
            let place = object.writePlace(of: field.name)
            if !place.isWritable { findings.append(finding("\(place.text), which names no one place", "write_at, or write: false")) }
            if place.isWrittenThroughList, field.list == nil {
                findings.append(finding("\(place.text), an element of a list", "list: patch or list: whole"))
            }
        }
        return findings
    }
}

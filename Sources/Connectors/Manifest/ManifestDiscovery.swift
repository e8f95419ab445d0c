import YAML

/// How the remote's own schema of an object is read. Source: CONNECTORS.md 2.13.
public struct ManifestDiscovery: Sendable {
    /// The request, where the fields stand, the paging.
    public var way: ManifestReadWay
    /// A field's name.
    public var name: Expr
    /// Its label.
    public var label: Expr?
    /// Its type, as the remote calls it.
    public var type: Expr?
    /// Our type for each of the remote's names; a name that is not here is json, read only.
    public var types: [String: RemoteType]
    /// What separates the texts of a set that the manifest does not type; nil for a JSON list.
    public var split: String?
    /// True if numbers and truth values are written as text.
    public var isWrittenAsText: Bool
    /// The longest text.
    public var max: Expr?
    /// Digits behind the point.
    public var scale: Expr?
    /// Whether values are unique.
    public var unique: Match
    /// Whether creates may give it.
    public var createable: Match
    /// Whether updates may.
    public var updatable: Match
    /// The options of a picklist.
    public var options: Options?

    /// Where the options of a picklist stand.
    public struct Options: Sendable {
        /// The options.
        public var each: Expr
        /// An option's value.
        public var value: Expr
        /// Its label.
        public var label: Expr?
        /// Whether it may be chosen.
        public var active: Match
    }

    static var kind: ValueKind<ManifestDiscovery> {
        .map { reader in
            let request = ManifestRequest.read(reader, roots: .template(["page"]))
            let records = reader.required("records", .expr(.response), "where the fields stand")
            let paginate = reader.optional("paginate", ManifestPaging.kind, "how the next page is asked for")
            let name = reader.required("name", .expr(.element), "a field's name")
            func expr(_ key: String, _ meaning: String) -> Expr? { reader.optional(key, .expr(.element), meaning) }
            func match(_ key: String, _ value: Bool, _ meaning: String) -> Match {
                reader.value(key, .match(.element), default: .always(value), text: "\(value)", meaning)
            }
            let (label, type) = (expr("label", "its label"), expr("type", "its type, as the remote calls it"))
            let types = reader.optional("types", .remoteTypes, "our type: the remote's names of it; others are json, read only")
            let split = reader.optional("split", .anyText, "what separates the texts of a set; default a JSON list")
            let isText = reader.value("as_text", .bool, default: false, "numbers and truth values are written as text")
            let (longest, scale) = (expr("max", "the longest text"), expr("scale", "digits behind the point"))
            let unique = match("unique", false, "whether values are unique")
            let createable = match("createable", true, "whether creates may give it")
            let updatable = match("updatable", true, "whether updates may")
            let options = reader.optional("options", Options.kind, "the options of a picklist")
            guard let request, let records, let name else { return nil }
            var way = ManifestReadWay(request: request, from: 1, records: records, isIDsOnly: false, lag: .zero)
            way.paginate = paginate
            return ManifestDiscovery(
                way: way, name: name, label: label, type: type, types: types ?? [:], split: split, isWrittenAsText: isText, max: longest,
                scale: scale, unique: unique, createable: createable, updatable: updatable, options: options)
        }
    }
}

extension ManifestDiscovery.Options {
    static var kind: ValueKind<ManifestDiscovery.Options> {
        .map { reader in
            let each = reader.required("each", .expr(.element), "the options")
            let value = reader.required("value", .expr(.element), "an option's value")
            let label = reader.optional("label", .expr(.element), "its label")
            let active = reader.value("active", .match(.element), default: .always(true), text: "true", "whether it may be chosen")
            guard let each, let value else { return nil }
            return ManifestDiscovery.Options(each: each, value: value, label: label, active: active)
        }
    }
}

extension ValueKind where Value == [String: RemoteType] {
    static var remoteTypes: ValueKind {
        ValueKind("a map of our types to lists of the remote's") { node, place, session in
            guard let entries = node.entries else {
                session.report(node, place, expected: "a map of our types to lists of the remote's")
                return nil
            }
            var types: [String: RemoteType] = [:]
            for entry in entries {
                guard let type = RemoteType(rawValue: entry.key) else {
                    let names = RemoteType.allCases.map(\.rawValue)
                    session.report(.unknownName(entry.key, at: entry.place, path: place.path, allowed: names))
                    continue
                }
                for name in ValueKind<[String]>.list(of: .text).read(entry.value, place.key(entry.key), session) ?? [] {
                    if types[name] != nil {
                        let found = "\"\(name)\" a second time"
                        session.report(
                            Diagnostic(entry.place, path: place.key(entry.key).path, found: found, expected: "each name once"))
                    }
                    types[name] = type
                }
            }
            return types
        }
    }
}

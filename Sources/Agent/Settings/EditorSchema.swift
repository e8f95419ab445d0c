import Connectors
public import Model
import YAML

/// The JSON Schema of a YAML file that a decoder reads, for editors: made from the keys that the decoder asks for, and nothing else.
///
/// A schema says less than the decoder: what is sound for the schema may still be refused with exit 78.
public struct EditorSchema: Sendable {
    /// What a schema may be asked of.
    public enum Subject: String, Sendable, CaseIterable {
        /// config.yaml.
        case config
        /// A connector's manifest.
        case connector
    }

    private let root: SchemaNode
    private let title: String
    private let hasFragments: Bool

    /// Prepares the schema of a kind of file.
    public init(of subject: Subject) {
        switch subject {
        case .config: self.init(Settings.keys, title: "entente's config.yaml", hasFragments: false)
        case .connector: self.init(Manifest.keys, title: "a connector of entente", hasFragments: true)
        }
    }

    /// Prepares a schema; in a file with fragments every map may `use` some instead of having all it needs.
    init(_ keys: KeyCatalogue, title: String, hasFragments: Bool) {
        root = SchemaNode(keys)
        self.title = title
        self.hasFragments = hasFragments
    }

    /// The schema, of JSON Schema draft 07, which editors know.
    public var json: JSON {
        var object = JSONObject([("$schema", "http://json-schema.org/draft-07/schema#"), ("title", .string(title))])
        for (name, value) in map(root).object?.members ?? [] { object[name] = value }
        return .object(object)
    }

    /// The schema of one key's value.
    private func value(_ node: SchemaNode) -> JSON {
        guard let entry = node.entry else { return schema(.map, node) }
        var object = JSONObject([("description", .string(entry.meaning))])
        for (name, value) in schema(entry.form, node).object?.members ?? [] { object[name] = value }
        guard !entry.isRequiredInAll, let type = object["type"] else { return .object(object) }
        // An empty value counts as missing.
        object["type"] = .array((type.array ?? [type]) + ["null"])
        if let words = object["enum"]?.array { object["enum"] = .array(words + [.null]) }
        return .object(object)
    }

    private func schema(_ form: ValueForm, _ node: SchemaNode) -> JSON {
        switch form {
        case .any where node.children.isEmpty: return [:]
        case .any: return ["anyOf": [map(node), ["type": .array(Self.others)]]]
        case .scalar: return ["type": .array(Self.scalars)]
        case .boolean: return ["type": "boolean"]
        case .integer(let range):
            let least = range.lowerBound == .min ? JSONObject() : JSONObject([("minimum", .integer(range.lowerBound))])
            var object = JSONObject([("type", "integer")] + least.members.map { ($0.name, $0.value) })
            if range.upperBound != .max { object["maximum"] = .integer(range.upperBound) }
            return .object(object)
        case .words(let words): return ["type": .array(Self.scalars), "enum": .array(words.flatMap(Self.spellings))]
        case .map: return map(node)
        case .names(let inner): return ["type": "object", "additionalProperties": named(inner, node)]
        case .list(let inner, let least):
            return ["type": "array", "minItems": .integer(least), "items": schema(inner, node.element ?? node)]
        case .oneOrMore(let inner):
            return ["anyOf": [schema(inner, node), ["type": "array", "minItems": 1, "items": schema(inner, node.element ?? node)]]]
        case .choice(let forms): return ["anyOf": .array(forms.map { schema($0, node) })]
        }
    }

    private func named(_ form: ValueForm, _ node: SchemaNode) -> JSON { schema(form, node.named ?? node) }

    /// A map with the keys below a node.
    private func map(_ node: SchemaNode) -> JSON {
        var properties = JSONObject(node.keys.map { ($0.name, value($0)) })
        var required = node.keys.filter { $0.entry?.isRequiredInAll ?? false }.map { JSON.string($0.name) }
        if hasFragments {
            // What a fragment brings, no editor can know.
            properties["use"] = ["description": "fragments to lay under this map"]
            properties["with"] = ["type": "object"]
            if node !== root { required = [] }
        }
        var object = JSONObject([("type", "object"), ("properties", .object(properties))])
        if !required.isEmpty { object["required"] = .array(required) }
        object["additionalProperties"] = node.named.map(value) ?? .bool(false)
        return .object(object)
    }

    /// How a word may come out of a YAML reader.
    private static func spellings(_ word: String) -> [JSON] {
        switch word {
        case "true": [.bool(true), "true"]
        case "false": [.bool(false), "false"]
        default: [.string(word)]
        }
    }

    private static let scalars: [JSON] = ["string", "number", "boolean"]
    private static let others: [JSON] = ["string", "number", "boolean", "array", "null"]
}

/// The keys of a catalogue as a tree: the keys of the language, the names that an author chooses, the elements of lists.
private final class SchemaNode: Sendable {
    let name: String
    let entry: KeyCatalogue.Entry?
    let children: [SchemaNode]

    convenience init(_ keys: KeyCatalogue) {
        self.init("", keys.entries.map { (Self.steps($0.path)[...], $0) })
    }

    private init(_ name: String, _ entries: [(path: ArraySlice<String>, entry: KeyCatalogue.Entry)]) {
        self.name = name
        entry = entries.first { $0.path.isEmpty }?.entry
        var groups: [(name: String, entries: [(path: ArraySlice<String>, entry: KeyCatalogue.Entry)])] = []
        for (path, entry) in entries {
            guard let step = path.first else { continue }
            if let index = groups.firstIndex(where: { $0.name == step }) {
                groups[index].entries.append((path.dropFirst(), entry))
            } else {
                groups.append((step, [(path.dropFirst(), entry)]))
            }
        }
        children = groups.map { SchemaNode($0.name, $0.entries) }
    }

    /// The keys of the language.
    var keys: [SchemaNode] { children.filter { !$0.isName && $0.name != "[]" } }

    /// What stands under a chosen name.
    var named: SchemaNode? { children.first(where: \.isName) }

    /// What stands in a list.
    var element: SchemaNode? { children.first { $0.name == "[]" } }

    /// A star, or a word in capitals, stands for names that the author chooses.
    private var isName: Bool { name == "*" || (name != "[]" && name == name.uppercased()) }

    private static func steps(_ path: String) -> [String] {
        path.split(separator: ".").flatMap { step -> [String] in
            step.hasSuffix("[]") ? [String(step.dropLast(2)), "[]"] : [String(step)]
        }
    }
}

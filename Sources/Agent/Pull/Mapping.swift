import Connectors
import Model
import Reconciliation

/// The mapping as this run applies it: config.yaml narrowed by access and by what each remote said it can do.
struct Mapping: Sendable {
    /// What is kept in step, by kind, with rules narrowed.
    let kinds: [EntitySync]
    /// The objects to read and write, remotes by name, objects in dependency order.
    let objects: [ObjectMapping]
    /// The remotes that take part, by name.
    let remotes: [String]

    /// The kind's mapping.
    func sync(_ kind: EntityKind) -> EntitySync? { kinds.first { $0.kind == kind } }

    /// The object's mapping.
    func object(_ remote: String, _ object: String) -> ObjectMapping? { objects.first { $0.remote == remote && $0.object == object } }
}

/// What is read and written of one object at one remote.
struct ObjectMapping: Sendable {
    /// The remote's name.
    let remote: String
    /// The object's name.
    let object: String
    /// The kinds its records may be, with the side that says which.
    let sides: [(kind: EntityKind, side: EntitySide)]
    /// The fields asked for, by the remote's names: mapped ones, those of `where`, and the external key.
    let fields: [String]
    /// The mapped links.
    let links: [String]
    /// What the object can do.
    let capabilities: Capabilities
    /// A hash of fields, conditions and normaliser: another one means bases and cursors are of another mapping (R30).
    let fingerprint: String
    /// True if nothing is ever written here.
    let isReadOnly: Bool
    /// The types of the fields asked for, as far as the remote's own schema names them; nil while that is not known.
    let types: [String: String]?

    /// The types as one text, to be kept and compared; nil while they are not known.
    var schema: String? {
        types.map { types in JSON.object(JSONObject(types.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })).text }
    }

    /// The kind of a record with these values; nil if it takes no part.
    func kind(of values: FieldValues) -> EntityKind? { sides.first { $0.side.takes(values) }?.kind }

    /// True if the record of this kind has left `where`; a field that was not returned says nothing.
    func hasLeft(_ values: FieldValues, kind: EntityKind) -> Bool {
        guard let side = sides.first(where: { $0.kind == kind })?.side else { return true }
        return side.condition.contains { field, allowed in values[field].map { !allowed.contains($0.display) } ?? false }
    }
}

/// How the value of a mapped link is named among a staged record's values, apart from fields of the same name.
func linkValueName(_ link: String) -> String { "link:" + link }

extension Mapping {
    /// Narrows the settings to the given remotes and, if any are named, kinds. Discovered fields, where known, cut the writable ones and
    /// bring lengths and scales.
    init(
        settings: Settings, remotes: [String: Remote], schemas: [String: [DiscoveredField]], kinds wanted: [EntityKind] = []
    ) throws(ConnectorError) {
        var kinds: [EntitySync] = []
        var objects: [ObjectMapping] = []
        for sync in settings.sync.sorted(by: { $0.kind < $1.kind }) where wanted.isEmpty || wanted.contains(sync.kind) {
            var narrowed = sync
            narrowed.rules = []
            for var rule in sync.rules {
                for (name, side) in rule.sides {
                    guard let remote = remotes[name], let entitySide = sync.sides[name] else {
                        // A remote left out of this run keeps its part in every decision; it is neither read nor written.
                        rule.sides[name] = side.under(settings.remote(name)?.access ?? .readOnly)
                        continue
                    }
                    let capabilities = try remote.source.capabilities(of: entitySide.object)
                    let field = schemas["\(name)/\(entitySide.object)"]?.first { $0.name == side.remoteField }
                    rule.sides[name] = side.narrowed(remote: remote, capabilities: capabilities, field: field)
                }
                narrowed.rules.append(rule)
            }
            kinds.append(narrowed)
        }
        for (name, remote) in remotes.sorted(by: { $0.key < $1.key }) {
            var seen: Set<String> = []
            for object in kinds.compactMap({ $0.sides[name]?.object }) where seen.insert(object).inserted {
                objects.append(try ObjectMapping(object: object, remote: remote, kinds: kinds, schema: schemas["\(name)/\(object)"]))
            }
        }
        self.kinds = kinds
        self.objects = objects
        self.remotes = remotes.keys.sorted()
    }
}

extension ObjectMapping {
    fileprivate init(
        object: String, remote: Remote, kinds: [EntitySync], schema: [DiscoveredField]?
    ) throws(ConnectorError) {
        let name = remote.settings.name
        let using = kinds.compactMap { sync in
            sync.sides[name].flatMap { $0.object == object ? (kind: sync.kind, side: $0, rules: sync.rules) : nil }
        }
        let capabilities = try remote.source.capabilities(of: object)
        var fields: Set<String> = []
        var links: Set<String> = []
        for (_, side, rules) in using {
            fields.formUnion(side.condition.keys)
            for mapped in rules.compactMap({ $0.sides[name] }) where mapped.reads {
                if mapped.isLink { links.insert(mapped.remoteField) } else { fields.insert(mapped.remoteField) }
            }
        }
        if let key = capabilities.externalKey { fields.insert(key) }
        self.remote = name
        self.object = object
        self.sides = using.map { ($0.kind, $0.side) }
        self.fields = fields.sorted()
        self.links = links.sorted()
        self.capabilities = capabilities
        self.isReadOnly = remote.settings.access == .readOnly
        self.types = schema.map { schema in
            let asked = schema.filter { fields.contains($0.name) }
            return Dictionary(asked.map { ($0.name, $0.type.rawValue) }, uniquingKeysWith: { $1 })
        }
        let conditions = using.map { use in
            "\(use.kind.rawValue):"
                + use.side.condition.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.sorted())" }.joined(separator: ",")
        }
        let stamped = using.filter(\.side.stamps).map { "stamp \($0.kind.rawValue)" }
        let mapped = using.flatMap { use in
            use.rules.compactMap { rule in
                rule.sides[name].map { "\(use.kind.rawValue).\(rule.name):\(rule.type.name)=\($0.remoteField):\($0.reads)" }
            }
        }
        let parts = ["v\(CanonicalForm.version)"] + self.fields + self.links + conditions + stamped + mapped.sorted()
        self.fingerprint = String(ContentHash.of(parts.joined(separator: "\n")), radix: 16)
    }
}

extension FieldSide {
    /// The side as far as the access to its remote lets it be written.
    fileprivate func under(_ access: RemoteSettings.Access) -> FieldSide {
        guard access == .readOnly else { return self }
        var side = self
        side.writesOnCreate = false
        side.writesOnUpdate = false
        return side
    }

    fileprivate func narrowed(remote: Remote, capabilities: Capabilities, field: DiscoveredField?) -> FieldSide {
        var side = under(remote.settings.access)
        if isLink {
            // A link with a label is named `link:label`; what it can do is the link's.
            let name = remoteField.split(separator: ":").first.map(String.init) ?? remoteField
            let isWritable = capabilities.links[name]?.isWritable ?? false
            side.writesOnCreate = side.writesOnCreate && isWritable
            side.writesOnUpdate = side.writesOnUpdate && isWritable
        }
        side.canClear = side.canClear && capabilities.canClear
        side.resolution = side.resolution ?? capabilities.resolution
        guard let field else { return side }
        side.writesOnCreate = side.writesOnCreate && field.isCreateable
        side.writesOnUpdate = side.writesOnUpdate && field.isUpdatable
        side.maximumLength = side.maximumLength ?? field.maximumLength
        side.scale = side.scale ?? field.scale
        return side
    }
}

import Model

/// Reads the remote's own schema of an object, of which several requests may tell parts. Source: CONNECTORS.md 2.13.
struct Discovery: Sendable {
    let access: RemoteAccess
    let object: ManifestObject

    /// The fields; of one that is told twice the first word counts. A remote that tells nothing has what the manifest lists.
    func fields() async throws(ConnectorError) -> [DiscoveredField] {
        if object.discover.isEmpty { return object.declared }
        var fields: [DiscoveredField] = []
        var seen: Set<String> = []
        for discovery in object.discover {
            for (element, answer) in try await access.all(discovery.way, scope: Scope()) {
                let scope = answer.scope.around(element)
                let field = try access.evaluated(at: discovery.way.request.path) { () throws(EvaluationError) in
                    try self.field(discovery, in: scope)
                }
                if let field, seen.insert(field.name).inserted { fields.append(field) }
            }
        }
        return fields
    }

    /// One field as an element tells of it.
    func field(_ discovery: ManifestDiscovery, in scope: Scope) throws(EvaluationError) -> DiscoveredField? {
        guard let name = try discovery.name.evaluate(in: scope)?.scalarText else { return nil }
        let theirs = try discovery.type?.texts(in: scope).first
        let type = theirs.flatMap { discovery.types[$0] }
        var field = DiscoveredField(name: name, type: type ?? .json)
        field.label = try discovery.label?.texts(in: scope).first
        field.maximumLength = try discovery.max?.texts(in: scope).first.flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
        field.scale = try discovery.scale?.texts(in: scope).first.flatMap { Int($0) }
        field.isUnique = try discovery.unique.holds(in: scope)
        // A type that the manifest does not know is read as JSON and never written.
        let isWritable = type != nil || discovery.type == nil
        field.isCreateable = isWritable ? try discovery.createable.holds(in: scope) : false
        field.isUpdatable = isWritable ? try discovery.updatable.holds(in: scope) : false
        field.options = try options(discovery.options, in: scope)
        return field
    }

    private func options(_ options: ManifestDiscovery.Options?, in scope: Scope) throws(EvaluationError) -> [String]? {
        guard let options, let elements = try options.each.evaluateIfPresent(in: scope)?.elements, !elements.isEmpty else { return nil }
        var values: [String] = []
        for element in elements {
            let inner = scope.around(element)
            guard try options.active.holds(in: inner), let value = try options.value.texts(in: inner).first else { continue }
            values.append(value)
        }
        return values
    }
}

extension ManifestObject {
    /// The fields that the manifest lists, as a remote would tell of them.
    fileprivate var declared: [DiscoveredField] {
        let updates = !ways(.update).isEmpty || !ways(.upsert).isEmpty
        let creates = !ways(.create).isEmpty || !ways(.upsert).isEmpty
        return sortedFields.map { field in
            let leads = namesParent(field)
            return DiscoveredField(
                name: field.name, type: field.type ?? .text, maximumLength: field.max, scale: field.scale,
                isUnique: unique.contains(field.name), isCreateable: creates && field.write != .never,
                isUpdatable: updates && field.write == .always && !leads, options: field.options)
        }
    }
}

extension RemoteAccess {
    /// The remote's own schema of an object, asked for once.
    func discovered(_ object: ManifestObject) async throws(ConnectorError) -> [DiscoveredField] {
        try await schemas.value(object.name) { () async -> Result<[DiscoveredField], ConnectorError> in
            do throws(ConnectorError) { return .success(try await Discovery(access: self, object: object).fields()) } catch {
                return .failure(error)
            }
        }
    }

    /// What is known of an object's fields; asks the remote once if one of them, or a part that may be missing, is not told by the
    /// manifest.
    func schema(of object: ManifestObject, fields: [String]) async throws(ConnectorError) -> Schema {
        var schema = Schema(discovered: nil, given: givenTypes[object.name] ?? [:])
        guard !object.discover.isEmpty, needsDiscovery(object, fields, schema) else { return schema }
        let fields = try await discovered(object)
        schema.discovered = Dictionary(fields.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return schema
    }

    private func needsDiscovery(_ object: ManifestObject, _ fields: [String], _ schema: Schema) -> Bool {
        if fields.contains(where: { object.fields[$0]?.type == nil && schema.given[$0] == nil }) { return true }
        let currencies = fields.compactMap { object.fields[$0]?.currency }
        let heads = [object.id, object.modified?.at, object.created?.at, object.version, object.mergedInto, object.mergedFrom].compactMap {
            $0
        }
        return (heads + currencies + object.deletedWhen.exprs).contains { expr in
            expr.alternatives.contains { pipeline in
                if case .element = pipeline.root { pipeline.isOptional } else { false }
            }
        }
    }
}

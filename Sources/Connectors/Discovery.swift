import Model

/// Reads the remote's own schema of an object, of which several requests may tell parts. Source: CONNECTORS.md 2.13.
struct Discovery: Sendable {
    let access: RemoteAccess
    let object: ManifestObject

    /// The fields; of one that is told twice the first word counts.
    func fields() async throws(ConnectorError) -> [DiscoveredField] {
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

import Model

/// A link as it is asked for: its name in the manifest, and the label it carries at the remote, as in `company:partner`.
struct LinkName: Sendable, Equatable {
    /// The name in the manifest.
    let name: String
    /// The label; nil for any link of that name.
    let label: String?

    /// Reads `name` or `name:label`.
    init(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        name = parts.first.map(String.init) ?? text
        label = parts.count > 1 ? String(parts[1]) : nil
    }

    /// True if one of these labels is the one meant, without regard to case.
    func fits(_ labels: [String]) -> Bool {
        guard let label else { return true }
        return labels.contains { $0.lowercased() == label.lowercased() }
    }
}

extension RemoteAccess {
    /// The `label` variable of a link: the remote's own id of the label, which differs by account and is asked for once.
    func label(_ link: LinkName, _ labels: ManifestLinkLabels, place: String) async throws(ConnectorError) -> ScopeValue {
        let all = try await self.labels.value(place) { () async -> Result<[String: JSON], ConnectorError> in
            do throws(ConnectorError) { return .success(try await listed(labels, place: place)) } catch { return .failure(error) }
        }
        guard let name = link.label, let id = all[name.lowercased()] else {
            throw .unsupported(place: place, what: "no label \(link.label ?? "") at the remote")
        }
        return .map(["id": .json(id), "name": .text(name)])
    }

    private func listed(_ labels: ManifestLinkLabels, place: String) async throws(ConnectorError) -> [String: JSON] {
        var ids: [String: JSON] = [:]
        for (element, answer) in try await all(labels.list, scope: Scope()) {
            let scope = answer.scope.around(element)
            let pair = try evaluated(at: place) { () throws(EvaluationError) in
                (try labels.name.texts(in: scope).first, try labels.id.evaluate(in: scope)?.json)
            }
            if let name = pair.0, let id = pair.1 { ids[name.lowercased()] = id }
        }
        return ids
    }
}

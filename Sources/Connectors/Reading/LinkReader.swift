import Model

/// Reads to which records a named link leads.
struct LinkReader: Sendable {
    let access: RemoteAccess
    let object: ManifestObject
    let name: LinkName

    /// The targets by the id that a link starts from, each once; every id that was asked for has an entry.
    func targets(of ids: [String]) async throws(ConnectorError) -> [String: [String]] {
        let place = "objects.\(object.name).links.\(name.name)"
        guard let link = object.links[name.name] else { throw .unsupported(place: place, what: "no such link") }
        var targets = Dictionary(ids.map { ($0, [String]()) }, uniquingKeysWith: { first, _ in first })
        guard !ids.isEmpty else { return targets }
        let choices = link.read.map { WayChoice.Way(from: $0.way.from, batch: $0.way.batch?.max) }
        guard let index = WayChoice.index(among: choices, count: ids.count, alone: false) else { return targets }
        let read = link.read[index]
        let wide = Dictionary(ids.map { (object.widened($0), $0) }, uniquingKeysWith: { first, _ in first })
        let size = read.way.batch?.max ?? 1
        for start in stride(from: 0, to: ids.count, by: size) {
            var pending = ids[start..<min(start + size, ids.count)].map { LinkStart(id: $0) }
            var seen = Set(pending)
            while !pending.isEmpty {
                var further: [LinkStart] = []
                for found in try await self.found(pending, read, link.labels, place: place) {
                    guard let from = found.from, let asked = wide[object.widened(from)] else { continue }
                    for to in found.to where !(targets[asked] ?? []).contains(to) { targets[asked, default: []].append(to) }
                    guard let next = found.next, !next.isEmpty else { continue }
                    guard seen.insert(LinkStart(id: asked, next: next)).inserted else { throw .repeatedPage(place: place) }
                    further.append(LinkStart(id: asked, next: next))
                }
                pending = further
            }
        }
        return targets
    }

    /// What one element says.
    private struct Found {
        var from: String?
        var to: [String]
        var next: String?
    }

    private func found(
        _ starts: [LinkStart], _ read: ManifestLinkRead, _ labels: ManifestLinkLabels?, place: String
    ) async throws(ConnectorError) -> [Found] {
        var found: [Found] = []
        for (element, answer) in try await access.all(read.way, scope: LinkStart.scope(of: starts)) {
            let scope = answer.scope.around(element)
            found.append(
                try access.evaluated(at: place) { () throws(EvaluationError) in
                    Found(
                        from: try read.fromID.texts(in: scope).first, to: try self.targets(read, labels, in: scope),
                        next: try read.next?.texts(in: scope).first)
                })
        }
        return found
    }

    /// The targets that one element names.
    func targets(
        _ read: ManifestLinkRead, _ labels: ManifestLinkLabels?, in scope: Scope
    ) throws(EvaluationError) -> [String] {
        var ids: [String] = []
        var targets = [scope]
        if let to = read.to { targets = try to.evaluateIfPresent(in: scope)?.elements?.map { scope.around($0) } ?? [] }
        for target in targets {
            // A remote that knows no labels for this link cannot tell them apart.
            guard name.fits(try labels?.of.texts(in: target) ?? []) else { continue }
            ids += try read.toID.texts(in: target).map { object.widened($0) }
        }
        return ids
    }
}

/// A record whose links are asked for: from the beginning, or from where an earlier answer about it broke off.
struct LinkStart: Sendable, Hashable {
    var id: String
    var next: String?

    /// The variables of a link read: `ids`, `id`, and `starts`, each with `id` and perhaps `next`.
    static func scope(of starts: [LinkStart]) -> Scope {
        let values = starts.map { start in
            var members = ["id": ScopeValue.text(start.id)]
            members["next"] = start.next.map(ScopeValue.text)
            return ScopeValue.map(members)
        }
        var scope = Scope(["ids": .texts(starts.map(\.id)), "starts": .list(values)])
        scope.variables["id"] = starts.first.map { .text($0.id) }
        return scope
    }
}

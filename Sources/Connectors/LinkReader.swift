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
            let some = Array(ids[start..<min(start + size, ids.count)])
            let scope = Scope(["ids": .texts(some), "id": .text(some[0])])
            for (element, answer) in try await access.all(read.way, scope: scope) {
                let scope = answer.scope.around(element)
                let pair = try access.evaluated(at: place) { () throws(EvaluationError) in
                    (from: try read.fromID.texts(in: scope).first, to: try self.targets(read, link.labels, in: scope))
                }
                guard let from = pair.from, let asked = wide[object.widened(from)] else { continue }
                for to in pair.to where !(targets[asked] ?? []).contains(to) { targets[asked, default: []].append(to) }
            }
        }
        return targets
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

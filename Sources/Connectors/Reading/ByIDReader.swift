import Model

/// Reads records by id, in batches where the manifest has them.
struct ByIDReader: Sendable {
    let access: RemoteAccess
    let object: ManifestObject
    let reader: RecordReader
    let selection: Selection

    /// What was found so far.
    private struct Found {
        var elements: [String: (element: JSON, scope: Scope)] = [:]
        var gone: Set<String> = []
        var failed: [String: Failure] = [:]

        /// Takes one element over; what is known of its record already stays where the element does not say it.
        mutating func add(_ element: JSON, _ scope: Scope, as id: String) {
            let known = elements[id]
            elements[id] = (known?.element.merged(with: element) ?? element, known?.scope ?? scope)
        }

        mutating func add(_ other: Found) {
            for (id, found) in other.elements { add(found.element, found.scope, as: id) }
            gone.formUnion(other.gone)
            failed.merge(other.failed) { $1 }
        }
    }

    /// Reads records; with `proof` one by one, so that one that is missing is proven to be gone (R20).
    func read(_ ids: [String], proof: Bool) async throws(ConnectorError) -> ByIDs {
        let unique = Array(Set(ids.map { object.widened($0) })).sorted()
        var found = Found()
        let ways = object.ways(.byIDs)
        guard !ways.isEmpty else { throw .unsupported(place: reader.place, what: "no read by id") }
        guard let way = WayChoice.read(ways, count: unique.count, alone: proof) else { return ByIDs() }
        let parts = selection.parts(most: way.selectMax, characters: way.selectMaxCharacters)
        for (index, part) in parts.enumerated() {
            let wanted = unique.filter { index == 0 || found.elements[$0] != nil }
            try await read(wanted, way, part, into: &found)
        }
        return result(found, asked: ids)
    }

    /// The records as they stand at the remote, by the ids that were asked for; those that could not be read are left out.
    func elements(_ ids: [String]) async throws(ConnectorError) -> [String: JSON] {
        var found = Found()
        guard let way = WayChoice.read(object.ways(.byIDs), count: ids.count) else { return [:] }
        try await read(Set(ids.map { object.widened($0) }).sorted(), way, selection, into: &found)
        var elements: [String: JSON] = [:]
        for id in ids { elements[id] = found.elements[object.widened(id)]?.element }
        return elements
    }

    /// Completes elements of a listing by further parts of the names, joined by id. One that is gone meanwhile stays as it is.
    func completed(_ elements: [ScopeValue], in scope: Scope, parts: [Selection]) async throws(ConnectorError) -> [ScopeValue] {
        var ids: [String?] = []
        for element in elements {
            ids.append(
                try access.evaluated(at: reader.place) { () throws(EvaluationError) in
                    try reader.id(object.id, in: scope.around(element))
                })
        }
        let known = ids.compactMap { $0 }
        var found = Found()
        guard !known.isEmpty, let way = WayChoice.read(object.ways(.byIDs), count: known.count) else { return elements }
        for part in parts { try await read(known, way, part, into: &found) }
        return zip(elements, ids).map { element, id in
            guard let id, let more = found.elements[id] else { return element }
            return .json(element.json.merged(with: more.element))
        }
    }

    private func result(_ found: Found, asked: [String]) -> ByIDs {
        var result = ByIDs()
        for id in asked {
            let wide = object.widened(id)
            if let (element, scope) = found.elements[wide] {
                switch reader.read(.json(element), in: scope) {
                case .record(let record): result.records[id] = record
                case .rejected(let rejected): result.failed[id] = Failure(.fatal, message: rejected.reason)
                }
            } else if found.gone.contains(wide) {
                result.gone.insert(id)
            } else {
                result.failed[id] = found.failed[wide] ?? Failure(.retry, message: "the answer has no entry for it")
            }
        }
        return result
    }

    /// Reads some at a time; how many go at once the remote's budget decides.
    private func read(_ ids: [String], _ way: ManifestReadWay, _ part: Selection, into found: inout Found) async throws(ConnectorError) {
        let size = way.batch?.max ?? 1
        // What one request asks for lies under one parent.
        let families = Dictionary(grouping: ids) { object.parts(of: $0).parent ?? "" }.sorted { $0.key < $1.key }.map(\.value)
        let portions = families.flatMap { ids in
            stride(from: 0, to: ids.count, by: size).map { Array(ids[$0..<min($0 + size, ids.count)]) }
        }
        let read = try await Portions.each(portions, atOnce: access.manifest.http.connections) { some throws(ConnectorError) in
            var found = Found()
            if way.batch == nil {
                for id in some { try await readOne(id, way, part, into: &found) }
            } else {
                try await readBatch(some, way, part, into: &found)
            }
            return found
        }
        for portion in read { found.add(portion) }
    }

    private func readBatch(
        _ ids: [String], _ way: ManifestReadWay, _ part: Selection, into found: inout Found
    ) async throws(ConnectorError) {
        let scope = scope(of: ids, part)
        let elements: [(element: ScopeValue, answer: Answer)]
        do throws(ConnectorError) {
            elements = try await access.all(way, scope: scope, isSettling: true)
        } catch .refused(let place, let failure) {
            guard [.invalid, .split, .gone, .fatal].contains(failure.failureClass) else { throw .refused(place: place, failure) }
            guard ids.count > 1 else {
                try await readAlone(ids, part, failure, into: &found)
                return
            }
            try await readBatch(Array(ids[..<(ids.count / 2)]), way, part, into: &found)
            try await readBatch(Array(ids[(ids.count / 2)...]), way, part, into: &found)
            return
        }
        var others = false
        for (element, answer) in elements {
            let around = around(answer, ids)
            let id = try access.evaluated(at: way.request.path) { () throws(EvaluationError) in
                try reader.id(object.id, in: around.around(element))
            }
            guard let id else { continue }
            if ids.contains(id) { found.add(element.json, around, as: id) } else { others = true }
        }
        let missing = ids.filter { found.elements[$0] == nil }
        // A record under an id that was not asked for is where an old id leads now (R24): which one, only a single read says.
        if others, object.ways(.byIDs).contains(where: { $0.batch == nil }) {
            try await readAlone(missing, part, nil, into: &found)
        } else {
            found.gone.formUnion(missing)
        }
    }

    /// Reads ids one by one that a batch did not answer for.
    private func readAlone(
        _ ids: [String], _ part: Selection, _ failure: Failure?, into found: inout Found
    ) async throws(ConnectorError) {
        guard let single = object.ways(.byIDs).first(where: { $0.batch == nil }) else {
            for id in ids { found.failed[id] = failure ?? Failure(.retry, message: "the answer has no entry for it") }
            return
        }
        for id in ids { try await readOne(id, single, part, into: &found) }
    }

    private func readOne(_ id: String, _ way: ManifestReadWay, _ part: Selection, into found: inout Found) async throws(ConnectorError) {
        let scope = scope(of: [id], part)
        let call = Wire.Call(request: way.request, scope: scope, isRead: true, isSettling: true)
        do throws(ConnectorError) {
            let answer = try await access.courier.read(call)
            guard let element = try access.elements(way.records, in: answer, place: way.request.path).first else {
                found.gone.insert(id)
                return
            }
            // An answer with another id of its own says that the record was merged into that one.
            found.add(element.json, around(answer, [id]), as: id)
        } catch .refused(let place, let failure) {
            switch failure.failureClass {
            case .gone: found.gone.insert(id)
            case .retry, .throttled, .auth: throw .refused(place: place, failure)
            default: found.failed[id] = failure
            }
        }
    }

    /// The variables of a request for some ids, all under one parent.
    private func scope(of ids: [String], _ part: Selection) -> Scope {
        let parts = ids.map(object.parts)
        var scope = Scope(["ids": .texts(parts.map(\.own)), "select": .texts(part.names)])
        scope.variables["id"] = parts.first.map { .text($0.own) }
        scope.variables["parent"] = parts.first?.parent.map(ParentID.variable)
        return scope
    }

    /// The scope of an answer about some ids.
    private func around(_ answer: Answer, _ ids: [String]) -> Scope {
        var scope = answer.scope
        scope.variables["parent"] = ids.first.flatMap { object.parts(of: $0).parent }.map(ParentID.variable)
        return scope
    }
}

extension ManifestObject {
    /// An id as the agent keeps it.
    func widened(_ id: String) -> String { idForm == .sf18 ? WideID.widen(id) : id }
}

extension JSON {
    /// The map with another's members laid over it, maps below likewise; anything else gives way to the other.
    func merged(with other: JSON) -> JSON {
        guard case .object(var object) = self, case .object(let added) = other else { return other }
        for (name, value) in added.members { object[name] = object[name]?.merged(with: value) ?? value }
        return .object(object)
    }
}

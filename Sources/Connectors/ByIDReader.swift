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

    /// Completes elements of a listing by further parts of the names, joined by id. One that is gone meanwhile stays as it is.
    func completed(_ elements: [ScopeValue], in answer: Answer, parts: [Selection]) async throws(ConnectorError) -> [ScopeValue] {
        var ids: [String?] = []
        for element in elements {
            ids.append(
                try access.evaluated(at: reader.place) { () throws(EvaluationError) in
                    try reader.id(object.id, in: answer.scope.around(element))
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

    private func read(_ ids: [String], _ way: ManifestReadWay, _ part: Selection, into found: inout Found) async throws(ConnectorError) {
        guard let batch = way.batch else {
            for id in ids { try await readOne(id, way, part, into: &found) }
            return
        }
        var rest = ids[...]
        while !rest.isEmpty {
            let some = Array(rest.prefix(batch.max))
            rest = rest.dropFirst(batch.max)
            try await readBatch(some, way, part, into: &found)
        }
    }

    private func readBatch(
        _ ids: [String], _ way: ManifestReadWay, _ part: Selection, into found: inout Found
    ) async throws(ConnectorError) {
        let scope = Scope(["ids": .texts(ids), "id": .text(ids[0]), "select": .texts(part.names)])
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
            guard let id = try id(of: element, answer, way) else { continue }
            if ids.contains(id) { add(element, answer, as: id, to: &found) } else { others = true }
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
        let scope = Scope(["id": .text(id), "ids": .texts([id]), "select": .texts(part.names)])
        let call = Wire.Call(request: way.request, scope: scope, isRead: true, isSettling: true)
        do throws(ConnectorError) {
            let answer = try await access.courier.read(call)
            guard let element = try access.elements(way.records, in: answer, place: way.request.path).first else {
                found.gone.insert(id)
                return
            }
            // An answer with another id of its own says that the record was merged into that one.
            add(element, answer, as: id, to: &found)
        } catch .refused(let place, let failure) {
            switch failure.failureClass {
            case .gone: found.gone.insert(id)
            case .retry, .throttled, .auth: throw .refused(place: place, failure)
            default: found.failed[id] = failure
            }
        }
    }

    private func id(of element: ScopeValue, _ answer: Answer, _ way: ManifestReadWay) throws(ConnectorError) -> String? {
        try access.evaluated(at: way.request.path) { () throws(EvaluationError) in
            try reader.id(object.id, in: answer.scope.around(element))
        }
    }

    private func add(_ element: ScopeValue, _ answer: Answer, as id: String, to found: inout Found) {
        if let known = found.elements[id] {
            found.elements[id] = (known.element.merged(with: element.json), known.scope)
        } else {
            found.elements[id] = (element.json, answer.scope)
        }
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

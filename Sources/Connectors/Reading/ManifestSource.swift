import Model

/// The reading side of a connector, by its manifest.
struct ManifestSource: RecordSource {
    let access: RemoteAccess

    func capabilities(of object: String) throws(ConnectorError) -> Capabilities {
        let object = try access.object(object)
        let externalKey = try access.evaluated(at: "objects.\(object.name).external_key") { () throws(EvaluationError) in
            try object.externalKeyName(in: access.configScope)
        }
        let changes = object.ways(.changes).first
        let updates = object.ways(.update)
        var operations = Set(object.writes.filter { !$0.value.isEmpty }.keys)
        if externalKey == nil { operations.remove(.upsert) }
        return Capabilities(
            hasChanges: changes != nil, hasDeletedListing: !object.ways(.deleted).isEmpty,
            retention: changes?.window?.retention ?? object.ways(.deleted).first?.window?.retention,
            lag: changes?.lag ?? .zero, overlap: changes?.window?.overlap ?? .zero,
            resolution: object.modified?.resolution ?? .milliseconds(1), externalKey: externalKey, uniqueKeys: object.unique,
            operations: operations, hasHistory: !object.ways(.history).isEmpty,
            hasPrecondition: updates.contains { $0.isGuarded && $0.batch == nil }, links: links(of: object),
            canClear: object.nullAs != .never)
    }

    private func links(of object: ManifestObject) -> [String: LinkCapability] {
        object.links.mapValues { link in
            LinkCapability(to: link.to, isMany: link.isMany, isWritable: !link.add.isEmpty && !link.remove.isEmpty)
        }
    }

    func list(_ listing: Listing, of object: String, fields: [String]) throws(ConnectorError) -> any PageReader {
        let object = try access.object(object)
        if let children = try ChildReader(listing, of: object, fields: fields, access: access) { return children }
        return try ListingReader(listing, of: object, fields: fields, access: access)
    }

    func read(ids: [String], of object: String, fields: [String], proof: Bool) async throws(ConnectorError) -> ByIDs {
        if ids.isEmpty { return ByIDs() }
        let object = try access.object(object)
        let schema = try await access.schema(of: object, fields: fields)
        let reader = ByIDReader(
            access: access, object: object, reader: access.reader(of: object, fields: fields, schema: schema),
            selection: Selection(fields: fields, of: object, schema: schema))
        return try await reader.read(ids, proof: proof)
    }

    func read(key: String, values: [String], of object: String, fields: [String]) async throws(ConnectorError) -> [Record] {
        if values.isEmpty { return [] }
        let object = try access.object(object)
        let place = "objects.\(object.name).read.by_key"
        guard let way = WayChoice.read(object.ways(.byKey), count: values.count) else {
            throw .unsupported(place: place, what: "no read by key")
        }
        let schema = try await access.schema(of: object, fields: fields + [key])
        if way.request.variables.contains("parent") {
            let names = fields.contains(key) ? fields : fields + [key]
            let reader = access.reader(of: object, fields: names, schema: schema)
            return try await children(values, key: key, way, reader, Selection(fields: names, of: object, schema: schema))
        }
        let reader = access.reader(of: object, fields: fields, schema: schema)
        let selection = Selection(fields: fields, of: object, schema: schema)
        var records: [String: Record] = [:]
        var order: [String] = []
        let size = way.batch?.max ?? 1
        for start in stride(from: 0, to: values.count, by: size) {
            let some = Array(values[start..<min(start + size, values.count)])
            for record in try await read(some, key: key, way, reader, selection) {
                if records.updateValue(record, forKey: record.id) == nil { order.append(record.id) }
            }
        }
        return order.compactMap { records[$0] }
    }

    /// Records that live under others, each value with its parent in front: of those under that parent the ones that have the value.
    private func children(
        _ values: [String], key: String, _ way: ManifestReadWay, _ reader: RecordReader, _ selection: Selection
    ) async throws(ConnectorError) -> [Record] {
        var records: [Record] = []
        for value in values {
            guard let (parent, own) = ParentID.parts(value) else {
                throw .unsupported(place: way.request.path, what: "no read by a key that names no parent")
            }
            records += try await read([own], key: key, way, reader, selection, under: parent).filter { $0.values[key]?.display == own }
        }
        return records
    }

    private func read(
        _ values: [String], key: String, _ way: ManifestReadWay, _ reader: RecordReader, _ selection: Selection, under parent: String? = nil
    ) async throws(ConnectorError) -> [Record] {
        let parts = selection.parts(most: way.selectMax, characters: way.selectMaxCharacters)
        var scope = Scope([
            "key": .text(key), "values": .texts(values), "value": .text(values[0]), "select": .texts(parts.first?.names ?? []),
        ])
        scope.variables["parent"] = parent.map(ParentID.variable)
        let byID = ByIDReader(access: access, object: reader.object, reader: reader, selection: selection)
        var ids: [String] = []
        var records: [Record] = []
        for (element, answer) in try await access.all(way, scope: scope) {
            var around = answer.scope
            around.variables["parent"] = scope.variables["parent"]
            switch reader.read(element, in: around, tombstone: way.isIDsOnly ? way : nil) {
            case .record(let record):
                ids.append(record.id)
                records.append(record)
            case .rejected(let rejected):
                throw .refused(place: way.request.path, Failure(.invalid, message: rejected.reason))
            }
        }
        // What only names records, or has only a part of their fields, is read by id.
        guard way.isIDsOnly || parts.count > 1 else { return records }
        let found = try await byID.read(ids, proof: false)
        return ids.compactMap { found.records[$0] }
    }

    func links(named name: String, of object: String, ids: [String]) async throws(ConnectorError) -> [String: [String]] {
        try await LinkReader(access: access, object: access.object(object), name: LinkName(name)).targets(of: ids)
    }

    func history(of id: String, object: String, fields: [String]) async throws(ConnectorError) -> [String: [HistoryEntry]] {
        let object = try access.object(object)
        guard let way = WayChoice.read(object.ways(.history), count: 1) else {
            throw .unsupported(place: "objects.\(object.name).read.history", what: "no history")
        }
        let schema = try await access.schema(of: object, fields: fields)
        let parts = object.parts(of: id)
        var scope = Scope(["id": .text(parts.own), "names": .texts(fields)])
        scope.variables["parent"] = parts.parent.map(ParentID.variable)
        let call = Wire.Call(request: way.request, scope: scope, isRead: true)
        return try await history(in: access.courier.read(call), way, of: object, fields: fields, schema: schema)
    }

    /// Reads former values out of an answer, newest first.
    func history(
        in answer: Answer, _ way: ManifestReadWay, of object: ManifestObject, fields: [String], schema: Schema
    ) throws(ConnectorError) -> [String: [HistoryEntry]] {
        guard let value = way.value, let at = way.at else { return [:] }
        let place = way.request.path
        var result: [String: [HistoryEntry]] = [:]
        for name in fields {
            let scope = answer.scope.with("name", .text(name))
            let plan = FieldPlan(name, in: object, schema: schema)
            let entries = try access.evaluated(at: place) { () throws(EvaluationError) in
                try way.records.evaluateIfPresent(in: scope)?.elements ?? []
            }
            var history: [HistoryEntry] = []
            for entry in entries {
                let read = try access.evaluated(at: place) { () throws(EvaluationError) in
                    (try value.evaluate(in: scope.around(entry))?.json, try at.read(in: scope.around(entry)))
                }
                guard let json = read.0, let instant = read.1 else { continue }
                let value = (try? plan.format.read(json, currency: plan.currencyCode.flatMap(Currency.init))) ?? .raw(json.text)
                history.append(HistoryEntry(value: value, at: instant))
            }
            result[name] = history.sorted { $0.at > $1.at }
        }
        return result
    }

    /// Takes over an object's schema from an earlier run.
    func know(_ schema: [DiscoveredField], of object: String) async {
        await access.schemas.know(schema, as: object)
    }

    func discover(_ object: String) async throws(ConnectorError) -> [DiscoveredField] {
        // Whoever asks wants to know how it is now; from then on that is what is known.
        let fields = try await Discovery(access: access, object: access.object(object)).fields()
        await access.schemas.know(fields, as: object)
        return fields
    }

    func check() async throws(ConnectorError) { try await access.prove() }
}

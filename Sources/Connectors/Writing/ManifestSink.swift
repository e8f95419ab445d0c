import Model

/// The writing side of a connector, by its manifest. No write is sent twice, but for one that 401 says was not done.
struct ManifestSink: RecordSink {
    let access: RemoteAccess

    func batchSize(for kind: WriteKind, of object: String, count: Int, isStrict: Bool) throws(ConnectorError) -> Int {
        let object = try access.object(object)
        guard let way = WayChoice.write(object.ways(kind), count: count, alone: isStrict) else {
            throw .unsupported(place: "objects.\(object.name).write", what: "no \(kind.rawValue)")
        }
        return isStrict ? 1 : max(1, min(way.batch?.max ?? 1, count))
    }

    func write(_ kind: WriteKind, of object: String, operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        if operations.isEmpty { return [] }
        do throws(ConnectorError) {
            let writer = try await self.writer(kind, object, operations)
            return await writer.write(operations, isStrict: isStrict)
        } catch {
            let reason = FailureWords.of(error)
            let pause: Duration? = if case .deferred(_, let seconds) = error { .seconds(seconds) } else { nil }
            return operations.map { _ in .notSent(reason: reason, after: pause) }
        }
    }

    private func writer(_ kind: WriteKind, _ name: String, _ operations: [WriteOperation]) async throws(ConnectorError) -> BatchWriter {
        let object = try access.object(name)
        let ways = object.ways(kind)
        guard !ways.isEmpty else { throw .unsupported(place: "objects.\(name).write", what: "no \(kind.rawValue)") }
        let fields = Set(operations.flatMap(\.values.keys)).sorted()
        let schema = try await access.schema(of: object, fields: fields)
        let externalKey = try access.evaluated(at: "objects.\(name).external_key") { () throws(EvaluationError) in
            try object.externalKeyName(in: access.configScope)
        }
        if kind == .upsert, externalKey == nil { throw .unsupported(place: "objects.\(name).external_key", what: "no external key") }
        return BatchWriter(
            access: access, object: object, kind: kind, ways: ways,
            fields: Dictionary(uniqueKeysWithValues: fields.map { ($0, FieldPlan($0, in: object, schema: schema)) }),
            reader: access.reader(of: object, fields: fields, schema: schema), externalKey: externalKey)
    }

    func writeLinks(named name: String, of object: String, add: Bool, operations: [LinkOperation]) async -> [WriteOutcome] {
        if operations.isEmpty { return [] }
        let name = LinkName(name)
        let place = "objects.\(object).links.\(name.name)"
        do throws(ConnectorError) {
            let object = try access.object(object)
            guard let link = object.links[name.name] else { throw .unsupported(place: place, what: "no such link") }
            var ways = add ? link.add : link.remove
            var label: ScopeValue?
            if name.label != nil {
                guard let labels = link.labels else { throw .unsupported(place: place, what: "no labels") }
                ways = add ? labels.add : labels.remove
                label = try await access.label(name, labels, place: place)
            }
            guard !ways.isEmpty else { throw .unsupported(place: place, what: add ? "no add" : "no remove") }
            var writer = BatchWriter(
                access: access, object: object, kind: add ? .update : .delete, ways: ways, fields: [:], reader: nil,
                externalKey: nil)
            writer.label = label
            return await writer.write(links: operations)
        } catch {
            return operations.map { _ in .notSent(reason: FailureWords.of(error), after: nil) }
        }
    }
}

import Model

/// Sends operations of one kind: one by one or in batches, and halves a batch that the remote refuses as a whole until the one at fault
/// stands alone (R16).
struct BatchWriter: Sendable {
    let access: RemoteAccess
    let object: ManifestObject
    let kind: WriteKind
    let ways: [ManifestWriteWay]
    let fields: [String: FieldPlan]
    let reader: RecordReader?
    let externalKey: String?
    /// The label of links that carry one.
    var label: ScopeValue?

    /// An operation with the record to send.
    private struct Item: Sendable {
        var place: Int
        var operation: WriteOperation
        var link: String?
        /// The id of the record's parent, where it lives under one.
        var parent: String?
    }

    /// Sends operations; one outcome each, in their order.
    func write(_ operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        let items = operations.enumerated().map { Item(place: $0, operation: $1, parent: parent(of: $1)) }
        return await write(items, isStrict: isStrict)
    }

    /// The parent's id: part of the record's id, or the value that a new record gives for it.
    private func parent(of operation: WriteOperation) -> String? {
        if let id = operation.id { return object.parts(of: id).parent }
        guard let field = fields.values.first(where: \.isParent), case .text(let id)? = operation.values[field.name] else { return nil }
        return id
    }

    /// Adds or removes links.
    func write(links operations: [LinkOperation]) async -> [WriteOutcome] {
        let items = operations.enumerated().map { index, link in
            Item(place: index, operation: WriteOperation(key: link.key, id: link.id, entityKey: nil, values: [:]), link: link.to)
        }
        return await write(items, isStrict: false)
    }

    private func write(_ items: [Item], isStrict: Bool) async -> [WriteOutcome] {
        var outcomes = [WriteOutcome](repeating: .notSent(reason: "an earlier stop", after: nil), count: items.count)
        var stop: (reason: String, after: Duration?)?
        for group in groups(of: items, isStrict: isStrict) {
            if let stop {
                for item in group { outcomes[item.place] = .notSent(reason: stop.reason, after: stop.after) }
                continue
            }
            await send(group, isStrict: isStrict, into: &outcomes)
            // What the remote did not want to see now it does not want to see a moment later either.
            if let last = group.last, case .notSent(let reason, let after) = outcomes[last.place] { stop = (reason, after) }
        }
        return outcomes
    }

    /// The operations in the order given, in groups that one request can carry.
    private func groups(of items: [Item], isStrict: Bool) -> [[Item]] {
        guard !isStrict, let way = WayChoice.write(ways, count: items.count), let batch = way.batch else { return items.map { [$0] } }
        var groups: [[Item]] = []
        var names: Set<String>?
        for item in items {
            let own = Set(item.operation.values.keys)
            let fits = groups.last.map {
                $0.count < batch.max && (!batch.hasSameFields || names == own) && $0.first?.parent == item.parent
            }
            if fits == true { groups[groups.count - 1].append(item) } else { groups.append([item]) }
            names = own
        }
        return groups
    }

    private func send(_ items: [Item], isStrict: Bool, into outcomes: inout [WriteOutcome]) async {
        guard let way = WayChoice.write(ways, count: items.count, alone: isStrict || items.count == 1) else { return }
        var ready: [Item] = []
        var values: [ScopeValue] = []
        var lists = [String: JSON]()
        do throws(ConnectorError) { lists = try await shownLists(of: items) } catch {
            for item in items { outcomes[item.place] = .notSent(reason: FailureWords.of(error), after: nil) }
            return
        }
        let layout = RecordLayout(fields: fields, nullAs: way.nullAs)
        for item in items {
            do throws(Failure) {
                guard !needsList(item) || item.operation.id.flatMap({ lists[$0] }) != nil else {
                    throw Failure(.gone, message: "its list cannot be read, which is sent back whole")
                }
                let record = try layout.record(
                    of: item.operation.values, creating: kind == .create || kind == .upsert, shown: item.operation.id.flatMap { lists[$0] })
                guard item.parent != nil || !way.request.variables.contains("parent") else {
                    throw Failure(.invalid, message: "the record it lives under is not known")
                }
                values.append(
                    item.operation.variable(record: record, link: item.link, id: item.operation.id.map { object.parts(of: $0).own }))
                ready.append(item)
            } catch {
                outcomes[item.place] = .failed(error)
            }
        }
        guard let first = values.first else { return }
        var scope = Scope(["op": first, "ops": .list(values)])
        scope.variables["external_key"] = externalKey.map(ScopeValue.text)
        scope.variables["label"] = label
        scope.variables["parent"] = ready.first?.parent.map(ParentID.variable)
        let call = Wire.Call(request: way.request, scope: scope, isRead: false)
        if let bytes = way.batch?.bytes, ready.count > 1, access.courier.size(of: call) > bytes {
            await halve(ready, isStrict: isStrict, into: &outcomes)
            return
        }
        switch await access.courier.write(call) {
        case .notSent(let reason, let after): for item in ready { outcomes[item.place] = .notSent(reason: reason, after: after) }
        case .unknown(let reason): for item in ready { outcomes[item.place] = .unknown(reason: reason) }
        case .answered(let answer):
            correlate(answer, way, ready, into: &outcomes)
            // One that fails took the others with it: nothing of the batch was done, so they are sent again without it.
            if way.batch?.isAtomic == true, ready.count > 1, ready.contains(where: { outcomes[$0.place].isFailed }) {
                await halve(ready, isStrict: isStrict, into: &outcomes)
            }
        case .refused(let failure, _):
            if ready.count > 1, Self.isAboutSome(failure) {
                await halve(ready, isStrict: isStrict, into: &outcomes)
            } else {
                for item in ready { outcomes[item.place] = ResultCorrelation.outcome(of: failure, item.operation, kind) }
            }
        }
    }

    /// The records whose lists are sent back whole, as they stand now, by id.
    private func shownLists(of items: [Item]) async throws(ConnectorError) -> [String: JSON] {
        let ids = items.filter(needsList).compactMap(\.operation.id)
        guard !ids.isEmpty, let reader else { return [:] }
        let names = fields.values.filter { $0.wholeList != nil }.map(\.name).sorted()
        let schema = try await access.schema(of: object, fields: names)
        let selection = Selection(fields: names, of: object, schema: schema)
        return try await ByIDReader(access: access, object: object, reader: reader, selection: selection).elements(ids)
    }

    /// True if an element of a list is changed that the remote replaces whole.
    private func needsList(_ item: Item) -> Bool {
        kind == .update && item.operation.values.keys.contains { fields[$0]?.wholeList != nil }
    }

    /// True if the refusal of a whole batch may be the fault of some of its operations alone.
    private static func isAboutSome(_ failure: Failure) -> Bool {
        switch failure.failureClass {
        case .invalid, .split, .duplicate, .conflict, .gone: true
        default: false
        }
    }

    private func halve(_ items: [Item], isStrict: Bool, into outcomes: inout [WriteOutcome]) async {
        await send(Array(items[..<(items.count / 2)]), isStrict: isStrict, into: &outcomes)
        if case .notSent(let reason, let after) = outcomes[items[items.count / 2 - 1].place] {
            for item in items[(items.count / 2)...] { outcomes[item.place] = .notSent(reason: reason, after: after) }
            return
        }
        await send(Array(items[(items.count / 2)...]), isStrict: isStrict, into: &outcomes)
    }

    /// The outcome with the record's whole id, where an answer names no more than its own part.
    private func named(_ outcome: WriteOutcome, _ item: Item) -> WriteOutcome {
        guard object.keepsParent, let parent = item.parent, case .done(let id, var record) = outcome else { return outcome }
        let whole = id == item.operation.id ? id : ParentID.joined(parent: parent, own: id)
        record?.id = whole
        record?.parent = parent
        return .done(id: whole, record: record)
    }

    private func correlate(_ answer: Answer, _ way: ManifestWriteWay, _ items: [Item], into outcomes: inout [WriteOutcome]) {
        let object = object
        let correlation = ResultCorrelation(
            way: way, rules: access.courier.rules, kind: kind, targets: items.compactMap(\.link), reader: reader,
            widen: { object.widened(object.parts(of: $0).own) }, guards: access.courier.wire.services.guards)
        do throws(EvaluationError) {
            let results = try correlation.outcomes(of: answer, for: items.map(\.operation))
            for (item, outcome) in zip(items, results) { outcomes[item.place] = named(outcome, item) }
        } catch {
            for item in items { outcomes[item.place] = .unknown(reason: "the answer cannot be read: \(error.found)") }
        }
    }
}

extension WriteOutcome {
    fileprivate var isFailed: Bool { if case .failed = self { true } else { false } }
}

extension WriteOperation {
    /// The `op` variable. Source: CONNECTORS.md 2.1.
    /// `id`: the record's own id, where the operation's names its parent too.
    func variable(record: JSON, link: String?, id: String? = nil) -> ScopeValue {
        var members: [String: ScopeValue] = [
            "key": .text(key), "record": .json(record), "names": .texts(values.keys.sorted()),
        ]
        members["id"] = (id ?? self.id).map(ScopeValue.text)
        members["entity"] = entityKey.map(ScopeValue.text)
        members["version"] = version.map(ScopeValue.text)
        members["modified"] = modified.map(ScopeValue.time)
        members["to"] = link.map(ScopeValue.text)
        return .map(members)
    }
}

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
    }

    /// Sends operations; one outcome each, in their order.
    func write(_ operations: [WriteOperation], isStrict: Bool) async -> [WriteOutcome] {
        await write(operations.enumerated().map { Item(place: $0, operation: $1) }, isStrict: isStrict)
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
            let fits = groups.last.map { $0.count < batch.max && (!batch.hasSameFields || names == own) } ?? false
            if fits { groups[groups.count - 1].append(item) } else { groups.append([item]) }
            names = own
        }
        return groups
    }

    private func send(_ items: [Item], isStrict: Bool, into outcomes: inout [WriteOutcome]) async {
        guard let way = WayChoice.write(ways, count: items.count, alone: isStrict || items.count == 1) else { return }
        var ready: [Item] = []
        var values: [ScopeValue] = []
        let layout = RecordLayout(fields: fields, nullAs: way.nullAs)
        for item in items {
            do throws(Failure) {
                let record = try layout.record(of: item.operation.values, creating: kind == .create || kind == .upsert)
                values.append(item.operation.variable(record: record, link: item.link))
                ready.append(item)
            } catch {
                outcomes[item.place] = .failed(error)
            }
        }
        guard let first = values.first else { return }
        var scope = Scope(["op": first, "ops": .list(values)])
        scope.variables["external_key"] = externalKey.map(ScopeValue.text)
        scope.variables["label"] = label
        let call = Wire.Call(request: way.request, scope: scope, isRead: false)
        if let bytes = way.batch?.bytes, ready.count > 1, access.courier.size(of: call) > bytes {
            await halve(ready, isStrict: isStrict, into: &outcomes)
            return
        }
        switch await access.courier.write(call) {
        case .notSent(let reason, let after): for item in ready { outcomes[item.place] = .notSent(reason: reason, after: after) }
        case .unknown(let reason): for item in ready { outcomes[item.place] = .unknown(reason: reason) }
        case .answered(let answer): correlate(answer, way, ready, into: &outcomes)
        case .refused(let failure, _):
            if ready.count > 1, Self.isAboutSome(failure) {
                await halve(ready, isStrict: isStrict, into: &outcomes)
            } else {
                for item in ready { outcomes[item.place] = ResultCorrelation.outcome(of: failure, item.operation, kind) }
            }
        }
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

    private func correlate(_ answer: Answer, _ way: ManifestWriteWay, _ items: [Item], into outcomes: inout [WriteOutcome]) {
        let object = object
        let correlation = ResultCorrelation(
            way: way, rules: access.courier.rules, kind: kind, targets: items.compactMap(\.link), reader: reader,
            widen: { object.widened($0) }, guards: access.courier.wire.services.guards)
        do throws(EvaluationError) {
            let results = try correlation.outcomes(of: answer, for: items.map(\.operation))
            for (item, outcome) in zip(items, results) { outcomes[item.place] = outcome }
        } catch {
            for item in items { outcomes[item.place] = .unknown(reason: "the answer cannot be read: \(error.found)") }
        }
    }
}

extension WriteOperation {
    /// The `op` variable. Source: CONNECTORS.md 2.1.
    func variable(record: JSON, link: String?) -> ScopeValue {
        var members: [String: ScopeValue] = [
            "key": .text(key), "record": .json(record), "names": .texts(values.keys.sorted()),
        ]
        members["id"] = id.map(ScopeValue.text)
        members["entity"] = entityKey.map(ScopeValue.text)
        members["version"] = version.map(ScopeValue.text)
        members["modified"] = modified.map(ScopeValue.time)
        members["to"] = link.map(ScopeValue.text)
        return .map(members)
    }
}

import Model

/// Tells the answer of a write apart by operation: by place, id, key, hub's key or the two ends of a link (X20, R16). An operation that
/// no element names is unknown.
struct ResultCorrelation: Sendable {
    let way: ManifestWriteWay
    let rules: FailureRules
    let kind: WriteKind
    /// Where the operations lead, if they are about links; else empty.
    var targets: [String] = []
    /// Reads post-images.
    let reader: RecordReader?
    /// Widens ids as the object keeps them.
    let widen: @Sendable (String) -> String
    var guards = Guards()

    /// One outcome an operation, in their order.
    func outcomes(of answer: Answer, for operations: [WriteOperation]) throws(EvaluationError) -> [WriteOutcome] {
        if way.results.isEmpty || way.results.contains(where: \.isAll) { return operations.map { done($0, nil, nil) } }
        var outcomes = [WriteOutcome?](repeating: nil, count: operations.count)
        for result in way.results {
            let elements = try elements(of: result, answer)
            for (index, element) in elements.enumerated() {
                let scope = answer.scope.around(element)
                let places = try self.places(result, index: index, in: scope, operations)
                guard !places.isEmpty else { continue }
                let isGood = try result.ok.holds(in: scope)
                for place in places where operations.indices.contains(place) {
                    // Of two words about one operation the bad one counts.
                    if case .failed = outcomes[place] { continue }
                    outcomes[place] =
                        isGood ? try good(result, operations[place], scope) : try bad(element, operations[place], answer)
                }
            }
        }
        guard guards.stands(.namedResult) else { return zip(outcomes, operations).map { $0 ?? done($1, nil, nil) } }
        return outcomes.map { $0 ?? .unknown(reason: "the answer has no entry for it") }
    }

    private func elements(of result: ManifestResult, _ answer: Answer) throws(EvaluationError) -> [ScopeValue] {
        guard let each = result.each else { return [.json(answer.body)] }
        guard let value = try each.evaluate(in: answer.scope), !value.isNull else { return [] }
        return value.elements ?? [value]
    }

    /// Which operations an element is about.
    private func places(
        _ result: ManifestResult, index: Int, in scope: Scope, _ operations: [WriteOperation]
    ) throws(EvaluationError) -> [Int] {
        switch result.by {
        case nil: return operations.count == 1 ? [0] : []
        case .index: return [index]
        case .id(let expr):
            let ids = Set(try expr.texts(in: scope).map(widen))
            return operations.indices.filter { operations[$0].id.map { ids.contains(widen($0)) } ?? false }
        case .key(let expr):
            let keys = Set(try expr.texts(in: scope))
            return operations.indices.filter { keys.contains(operations[$0].key) }
        case .entity(let expr):
            let keys = Set(try expr.texts(in: scope))
            return operations.indices.filter { operations[$0].entityKey.map(keys.contains) ?? false }
        case .link(let from, let to):
            let starts = Set(try from.texts(in: scope).map(widen))
            let ends = Set(try to.texts(in: scope).map(widen))
            return operations.indices.filter { index in
                guard targets.indices.contains(index), let id = operations[index].id else { return false }
                return starts.contains(widen(id)) && ends.contains(widen(targets[index]))
            }
        }
    }

    private func good(_ result: ManifestResult, _ operation: WriteOperation, _ scope: Scope) throws(EvaluationError) -> WriteOutcome {
        let id = try result.id?.evaluateIfPresent(in: scope)?.scalarText
        var record: Record?
        if let expr = result.record, let reader, let element = try expr.evaluate(in: scope), !element.isNull,
            case .record(let image) = reader.read(element, in: scope)
        {
            record = image
        }
        return done(operation, id, record)
    }

    private func done(_ operation: WriteOperation, _ id: String?, _ record: Record?) -> WriteOutcome {
        guard let id = id.map(widen) ?? record?.id ?? operation.id else { return .unknown(reason: "the answer names no id") }
        return .done(id: id, record: record)
    }

    private func bad(_ element: ScopeValue, _ operation: WriteOperation, _ answer: Answer) throws(EvaluationError) -> WriteOutcome {
        let failure = try rules.failure(of: element, in: answer, rules: way.request.errors)
        return Self.outcome(of: failure, operation, kind)
    }

    /// What a failure that is about one operation alone makes of it.
    static func outcome(of failure: Failure, _ operation: WriteOperation, _ kind: WriteKind) -> WriteOutcome {
        switch (failure.failureClass, kind) {
        // What is to go is gone already.
        case (.gone, .delete), (.gone, .archive):
            if let id = operation.id { .done(id: id, record: nil) } else { .failed(failure) }
        case (.throttled, _): .notSent(reason: failure.message ?? "throttled", after: failure.wait)
        default: .failed(failure)
        }
    }
}

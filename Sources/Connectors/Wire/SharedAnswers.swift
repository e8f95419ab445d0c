/// Keeps what a remote told once and for all, such as the fields of an object: asked once, also when many want to know at the same time.
actor SharedAnswers<Value: Sendable> {
    private var known: [String: Value] = [:]
    private var waiting: [String: [CheckedContinuation<Result<Value, ConnectorError>, Never>]] = [:]

    /// Takes over what was told before, by an earlier run.
    func know(_ value: Value, as name: String) { known[name] = value }

    /// The answer under a name; `ask` is called at most once at a time for each. A failure is not kept.
    func value(_ name: String, ask: @Sendable () async -> Result<Value, ConnectorError>) async throws(ConnectorError) -> Value {
        while true {
            if let value = known[name] { return value }
            guard waiting[name] != nil else { break }
            switch await withCheckedContinuation({ waiting[name, default: []].append($0) }) {
            case .success(let value): return value
            // Whoever was asking was cancelled, which is no fault of this one.
            case .failure(.cancelled) where !Task.isCancelled: continue
            case .failure(let error): throw error
            }
        }
        waiting[name] = []
        let result = await ask()
        if case .success(let value) = result { known[name] = value }
        for continuation in waiting.removeValue(forKey: name) ?? [] { continuation.resume(returning: result) }
        return try result.get()
    }
}

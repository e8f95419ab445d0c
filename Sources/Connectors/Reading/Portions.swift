/// Does the same for each of several portions of work, some at a time.
enum Portions {
    /// Hands the results back in the portions' order; the first failure ends the work.
    static func each<Portion: Sendable, Result: Sendable>(
        _ portions: [Portion], atOnce: Int, _ work: @escaping @Sendable (Portion) async throws(ConnectorError) -> Result
    ) async throws(ConnectorError) -> [Result] {
        if portions.count == 1 { return [try await work(portions[0])] }
        let results = await withTaskGroup(of: (Int, Swift.Result<Result, ConnectorError>).self) { group in
            var results = [Swift.Result<Result, ConnectorError>?](repeating: nil, count: portions.count)
            var rest = portions.indices[...]
            func start() {
                guard let index = rest.popFirst() else { return }
                group.addTask {
                    do throws(ConnectorError) { return (index, .success(try await work(portions[index]))) } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<max(1, atOnce) { start() }
            while let (index, result) = await group.next() {
                results[index] = result
                if case .failure = result {
                    group.cancelAll()
                    return results
                }
                start()
            }
            return results
        }
        // Who was cancelled because another failed is not the failure.
        for case .failure(let error)? in results where error != .cancelled { throw error }
        var done: [Result] = []
        for result in results {
            guard let result else { throw .cancelled }
            done.append(try result.get())
        }
        return done
    }
}

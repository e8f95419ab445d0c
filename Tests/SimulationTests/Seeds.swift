import Foundation
import Model
import Synchronization

/// Seeds that are played side by side; what is found does not depend on how many at a time.
final class Seeds: Sendable {
    private let left: Mutex<Range<UInt64>>

    init(_ seeds: Range<UInt64>) { left = Mutex(seeds) }

    /// Plays them on so many threads, in order of their numbers, until the body says that it is enough.
    /// - Returns: the verdicts by seed.
    func play(guards: Guards, threads: Int, _ body: @escaping @Sendable (Verdict) -> Bool) async throws -> [Verdict] {
        try await withThrowingTaskGroup(of: [Verdict].self) { group in
            for _ in 0..<threads {
                group.addTask { try await onThread { try self.work(guards, body) } }
            }
            var all: [Verdict] = []
            for try await part in group { all += part }
            return all.sorted { $0.seed < $1.seed }
        }
    }

    private func work(_ guards: Guards, _ body: (Verdict) -> Bool) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        while let seed = left.withLock({ $0.popFirst() }) {
            let verdict = try Play.verdict(seed, guards: guards)
            verdicts.append(verdict)
            if !body(verdict) { left.withLock { $0 = $0.upperBound..<$0.upperBound } }
        }
        return verdicts
    }
}

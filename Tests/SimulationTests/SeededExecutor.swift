import Dispatch
import Foundation
import Synchronization

/// Runs the jobs of the tasks that prefer it one at a time on the thread that drives it, in an order that a seed draws: what two tasks of
/// the agent do at once is decided by the seed and by nothing else.
final class SeededExecutor: TaskExecutor {
    /// What can go on: a job, or a task that let others go first.
    private enum Waiting: Sendable {
        case job(UnownedJob)
        case turn(CheckedContinuation<Void, Never>)
    }

    private let chance: Chance
    private let ready = Mutex<[Waiting]>([])
    private let arrived = DispatchSemaphore(value: 0)

    init(_ chance: Chance) { self.chance = chance }

    func enqueue(_ job: consuming ExecutorJob) {
        add(.job(UnownedJob(job)))
    }

    /// Lets others go first, or not, as the seed draws. `Task.yield` would go by way of the pool's threads, whose order no seed decides.
    func turn() async { await withCheckedContinuation { add(.turn($0)) } }

    private func add(_ waiting: Waiting) {
        ready.withLock { $0.append(waiting) }
        arrived.signal()
    }

    /// Runs a body and all that it starts to its end.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) throws -> Result {
        let outcome = Mutex<Swift.Result<Result, any Error>?>(nil)
        Task(executorPreference: self) {
            let result: Swift.Result<Result, any Error>
            do { result = .success(try await body()) } catch { result = .failure(error) }
            outcome.withLock { $0 = result }
        }
        while true {
            if let result = outcome.withLock({ $0 }) { return try result.get() }
            arrived.wait()
            switch draw() {
            case .job(let job): job.runSynchronously(on: asUnownedTaskExecutor())
            case .turn(let turn): turn.resume()
            case nil: break
            }
        }
    }

    private func draw() -> Waiting? {
        ready.withLock { waiting in
            // What waits alone costs no draw: the lease's timer lives on the pool, and whether its end is waited for at all is a race.
            waiting.isEmpty ? nil : waiting.remove(at: waiting.count == 1 ? 0 : chance.below(waiting.count))
        }
    }
}

/// Does blocking work on a thread of its own, so that no thread of the pool waits for it.
func onThread<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
        let thread = Thread { continuation.resume(with: Swift.Result { try body() }) }
        thread.stackSize = 16 << 20
        thread.start()
    }
}

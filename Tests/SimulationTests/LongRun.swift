import Foundation
import Model
import Synchronization
import Testing

/// What `scripts/simulate` asks for, by the environment.
struct LongRunOrder {
    let seeds: Range<UInt64>
    /// The guards to do without, by name; nil for none.
    let mutation: String?

    init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let count = environment["ENTENTE_SEEDS"].flatMap(UInt64.init) else { return nil }
        let start = environment["ENTENTE_START"].flatMap(UInt64.init) ?? 0
        seeds = start..<(start + count)
        mutation = environment["ENTENTE_MUTATE"].flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// Any number of seeds side by side, and the table of what happened in them.
@Suite struct LongRun {
    @Test(.enabled(if: LongRunOrder() != nil, "scripts/simulate asks for it"))
    func `every seed of a long run comes together, or the missing guard is noticed`() async throws {
        let order = try #require(LongRunOrder())
        let (guards, unknown) = Guards.without(order.mutation)
        try #require(unknown == [], "no guard is called so")
        let start = ContinuousClock.now
        let verdicts = try await Self.play(order.seeds, guards: guards)
        Self.show(verdicts, took: ContinuousClock.now - start)
        let failed = verdicts.filter { !$0.violations.isEmpty }
        if let mutation = order.mutation {
            #expect(!failed.isEmpty, "without \(mutation) nothing went wrong in \(verdicts.count) seeds")
        } else {
            #expect(failed.map(\.seed) == [])
        }
    }

    /// Hands out seeds, each once.
    private final class Tickets: Sendable {
        private let left: Mutex<Range<UInt64>>

        init(_ seeds: Range<UInt64>) { left = Mutex(seeds) }

        func next() -> UInt64? { left.withLock { $0.popFirst() } }
    }

    /// The seeds on as many threads as there are cores; what is found does not depend on how many.
    private static func play(_ seeds: Range<UInt64>, guards: Guards) async throws -> [Verdict] {
        let tickets = Tickets(seeds)
        return try await withThrowingTaskGroup(of: [Verdict].self) { group in
            for _ in 0..<max(1, ProcessInfo.processInfo.activeProcessorCount) {
                group.addTask { try await onThread { try work(tickets, guards) } }
            }
            var all: [Verdict] = []
            for try await part in group { all += part }
            return all.sorted { $0.seed < $1.seed }
        }
    }

    private static func work(_ tickets: Tickets, _ guards: Guards) throws -> [Verdict] {
        var verdicts: [Verdict] = []
        while let seed = tickets.next() {
            let verdict = try Play.verdict(seed, guards: guards)
            for violation in verdict.violations { print("seed \(seed): \(violation)") }
            verdicts.append(verdict)
        }
        return verdicts
    }

    private static func show(_ verdicts: [Verdict], took: Duration) {
        var counts: [String: Int] = [:]
        var hash = TraceHash()
        for verdict in verdicts {
            counts.merge(verdict.counts) { $0 + $1 }
            hash.add(verdict.hash)
        }
        for (name, count) in counts.sorted(by: { $0.key < $1.key }) {
            print("\(String(repeating: " ", count: max(0, 10 - String(count).count)))\(count)  \(name)")
        }
        let seconds = Double(took.milliseconds) / 1_000
        let days = verdicts.reduce(0) { $0 + $1.simulated.milliseconds } / 86_400_000
        print("\(verdicts.count) seeds, \(verdicts.count { !$0.violations.isEmpty }) with violations, \(days) simulated days")
        let rate = (Double(verdicts.count) / max(seconds, 0.001)).formatted(.number.precision(.fractionLength(2)))
        print("\(rate) seeds a second, hash \(hash.text)")
    }
}

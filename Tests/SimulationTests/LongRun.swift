import Foundation
import Model
import Synchronization
import Testing

/// What `scripts/simulate` asks for, by the environment.
struct LongRunOrder {
    let seeds: Range<UInt64>
    /// The guards to do without, by name; nil for none.
    let mutation: String?
    /// Whether each guard is taken out in turn, and a table made of what was noticed.
    let isTable: Bool
    /// How many seeds are played side by side.
    let threads: Int

    init?(_ environment: [String: String] = ProcessInfo.processInfo.environment) {
        guard let count = environment["ENTENTE_SEEDS"].flatMap(UInt64.init) else { return nil }
        let start = environment["ENTENTE_START"].flatMap(UInt64.init) ?? 0
        seeds = start..<(start + count)
        let name = environment["ENTENTE_MUTATE"].flatMap { $0.isEmpty ? nil : $0 }
        isTable = name == "all"
        mutation = isTable ? nil : name
        threads = max(1, environment["ENTENTE_THREADS"].flatMap(Int.init) ?? ProcessInfo.processInfo.activeProcessorCount)
    }
}

/// Any number of seeds side by side, and the table of what happened in them.
@Suite struct LongRun {
    private static let order = LongRunOrder()

    @Test(.enabled(if: order?.isTable == false, "scripts/simulate asks for it"))
    func `every seed of a long run comes together, or the missing guard is noticed`() async throws {
        let order = try #require(Self.order)
        let (guards, unknown) = Guards.without(order.mutation)
        try #require(unknown == [], "no guard is called so")
        let start = ContinuousClock.now
        let verdicts = try await Seeds(order.seeds).play(guards: guards, threads: order.threads) { verdict in
            for violation in verdict.violations { print("seed \(verdict.seed): \(violation)") }
            return true
        }
        let tally = Tally(verdicts)
        tally.show(took: ContinuousClock.now - start)
        let failed = verdicts.filter { !$0.violations.isEmpty }
        if let mutation = order.mutation {
            #expect(!failed.isEmpty, "without \(mutation) nothing went wrong in \(verdicts.count) seeds")
        } else {
            #expect(failed.map(\.seed) == [])
            if verdicts.count >= 2_000 { #expect(tally.missing == [], "never happened") }
        }
    }

    @Test(.enabled(if: order?.isTable == true, "scripts/simulate --mutations asks for it"))
    func `each guard that the simulation watches over is missed within its seeds`() async throws {
        let order = try #require(Self.order)
        var unnoticed: [String] = []
        for missing in RuleGuard.allCases {
            let found = Mutex<Verdict?>(nil)
            _ = try await Seeds(order.seeds).play(guards: Guards.without(missing.rawValue).guards, threads: order.threads) { verdict in
                guard !verdict.violations.isEmpty else { return true }
                found.withLock { if ($0?.seed ?? .max) > verdict.seed { $0 = verdict } }
                return false
            }
            let verdict = found.withLock { $0 }
            let seeds = verdict.map { "\($0.seed - order.seeds.lowerBound + 1)" } ?? "none of \(order.seeds.count)"
            print("| `\(missing.rawValue)` | \(seeds) | \(verdict.map(Self.sight) ?? "") |")
            if verdict == nil, Mutations.watched.contains(missing) { unnoticed.append(missing.rawValue) }
        }
        #expect(unnoticed == [])
    }

    /// The numbers of the invariants that a seed broke.
    private static func sight(_ verdict: Verdict) -> String {
        var names: [String] = []
        for violation in verdict.violations {
            let name = String(violation.prefix { $0 != " " }).filter { $0 != ":" }
            if !names.contains(name) { names.append(name) }
        }
        return names.joined(separator: ", ")
    }
}

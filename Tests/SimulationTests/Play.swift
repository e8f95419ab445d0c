import Agent
import Foundation
import Model
import Reconciliation
import Sandbox
import Storage

/// What became of one seed.
struct Verdict: Sendable {
    let seed: UInt64
    /// What was found wrong, a sentence each.
    var violations: [String] = []
    /// What the run did, as one number.
    var hash = ""
    /// What happened how often, by name.
    var counts: [String: Int] = [:]
    /// How much time went by in its world.
    var simulated = Duration.zero
}

/// One seed from its first contact to its verdict: rounds in which anything fails, then all heals and must come together.
struct Play {
    private let universe: Universe
    private var people: People
    private let trouble: Trouble
    private let chance: Chance
    private var hash = TraceHash()
    private var counts: [String: Int] = [:]

    private init(_ seed: UInt64, on executor: SeededExecutor, guards: Guards) throws {
        universe = try Universe(seed, on: executor, guards: guards)
        people = People(universe)
        trouble = Trouble(universe)
        chance = Chance(seed, "play")
    }

    /// Plays a seed on the calling thread.
    static func verdict(_ seed: UInt64, guards: Guards = Guards()) throws -> Verdict {
        let executor = SeededExecutor(Chance(seed, "order"))
        return try executor.run {
            var play = try Play(seed, on: executor, guards: guards)
            return try await play.run()
        }
    }

    private mutating func run() async throws -> Verdict {
        try await meet()
        for _ in 0..<universe.swarm.rounds { try await round() }
        let remaining = try await heal()
        var judge = Judge(universe, people)
        try await judge.judge(remaining: remaining)
        for port in universe.sandbox.ports {
            for entry in port.log.entries {
                hash.add("\(entry.number) \(entry.at.milliseconds) \(entry.method) \(entry.path) \(entry.status ?? 0) \(entry.outcome)")
                hash.add(entry.body)
                if let fault = entry.fault { counts["fault \(fault.rawValue)", default: 0] += 1 }
            }
        }
        counts["crash"] = universe.crashes
        return Verdict(
            seed: universe.seed, violations: judge.violations, hash: hash.text, counts: counts,
            simulated: universe.clock.now() - Universe.start)
    }

    /// First contact: a plan, and a person who approves all of it.
    private mutating func meet() async throws {
        let path = universe.path("first.plan")
        let services = try universe.services()
        _ = try await PlanRun(services: services).run(saveTo: path)
        _ = try await ApplyRun(services: services, file: PlanFile.read(path), path: path, approve: ["all"], by: "ana").run()
        note(try await sync())
    }

    private mutating func round() async throws {
        try people.work()
        if chance.happens(universe.swarm.faults) { try universe.sandbox.faults.replace(with: trouble.specification()) }
        if chance.happens(universe.swarm.crashes) { universe.power.cut(after: chance.below(1_500)) }
        do { note(try await sync()) } catch let error as RunError { counts["run ended: \(Self.word(error))", default: 0] += 1 }
        try universe.sandbox.faults.replace(with: "")
        try universe.reopen()
        universe.clock.advance(by: .seconds(30 + chance.below(7_200)))
    }

    private func sync(full: Bool = false) async throws -> SyncReport {
        var options = SyncOptions()
        options.isFull = full
        return try await SyncRun(services: try universe.services(), options: options).run()
    }

    private mutating func note(_ report: SyncReport) {
        for (name, part) in report.remotes.sorted(by: { $0.key < $1.key }) {
            hash.add("\(name) \(part.pulled) \(part.created) \(part.updated) \(part.deleted) \(part.failed) \(part.unknown)")
            for (word, count) in [
                ("created", part.created), ("updated", part.updated), ("deleted", part.deleted), ("failed", part.failed),
                ("unknown", part.unknown),
            ] {
                counts["records \(word)", default: 0] += count
            }
        }
        counts["conflicts", default: 0] += report.conflicts
        counts["reviews", default: 0] += report.reviews
        for brake in report.brakes { counts["brake \(brake.brake)", default: 0] += 1 }
    }

    private static func word(_ error: RunError) -> String { String("\(error)".prefix { $0 != "(" }) }

    /// Nothing fails any more: within eight rounds, a person approving what brakes hold, the plan must be empty (V1).
    private mutating func heal() async throws -> [String] {
        var remaining: [String] = []
        for attempt in 0..<8 {
            universe.clock.advance(by: .seconds(7_200))
            let path = universe.path("heal\(attempt).plan")
            let services = try universe.services()
            let plan = try await PlanRun(services: services).run(saveTo: path)
            remaining = plan.operations.map(\.text)
            if remaining.isEmpty, attempt > 0 { return [] }
            let file = try PlanFile.read(path)
            if file.brakes.isEmpty {
                note(try await sync(full: attempt == 0))
            } else {
                counts["approved", default: 0] += 1
                note(try await ApplyRun(services: services, file: file, path: path, approve: ["all"], by: "ana").run())
            }
        }
        return remaining
    }
}

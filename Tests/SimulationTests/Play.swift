import Agent
import Connectors
import Foundation
import HTTP
import HTTPTypes
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
final class Play: @unchecked Sendable {
    private let universe: Universe
    private let people: People
    private let office: Office
    private let witness: Witness
    private var judge: Judge
    private let trouble: Trouble
    private let chance: Chance
    private var hash = TraceHash()
    private var counts: [String: Int] = [:]
    private var isWild = false
    /// After so many more requests a second agent comes; nil for never.
    private var secondComes: Int?
    private var copy: String?

    private init(_ seed: UInt64, on executor: SeededExecutor, guards: Guards, without: Set<String>) throws {
        let universe = try Universe(seed, on: executor, guards: guards, without: without)
        self.universe = universe
        people = People(universe)
        office = Office(universe)
        let ports = universe.swarm.vendors.compactMap { remote, _ in universe.port(remote).map { (remote, $0) } }
        witness = Witness(Dictionary(uniqueKeysWithValues: ports)) { universe.settings }
        judge = Judge(universe, people, witness)
        trouble = Trouble(universe)
        chance = Chance(seed, "play")
    }

    /// Plays a seed on the calling thread, without some traits of its world.
    static func verdict(_ seed: UInt64, guards: Guards = Guards(), without: Set<String> = Telling.without) throws -> Verdict {
        let executor = SeededExecutor(Chance(seed, "order"))
        return try executor.run {
            let play = try Play(seed, on: executor, guards: guards, without: without)
            return try await play.run()
        }
    }

    private func run() async throws -> Verdict {
        universe.before = { [unowned self] remote, request in await pass(remote, request) }
        universe.after = { [unowned self] remote, response in
            Telling.say("    \(response.head.status.code) \(String(decoding: response.body.prefix(1_500), as: UTF8.self))")
            witness.answered(remote, response)
        }
        do {
            try watch()
            try await meet()
            for number in 1...universe.swarm.rounds { try await round(number) }
            let remaining = try await heal()
            if universe.swarm.isMarket {
                try await office.close()
                for violation in try office.audit() { judge.note(violation) }
            }
            try await judge.judge(remaining: remaining)
        } catch {
            judge.note("stopped: \(error)")
        }
        for port in universe.sandbox.ports {
            for entry in port.log.entries {
                hash.add("\(entry.number) \(entry.at.milliseconds) \(entry.method) \(entry.path) \(entry.status ?? 0) \(entry.outcome)")
                hash.add(entry.body)
                if let fault = entry.fault { counts["fault \(fault.rawValue)", default: 0] += 1 }
            }
        }
        counts["crash"] = universe.crashes
        for more in [people.counts, witness.counts, judge.counts, office.counts] { counts.merge(more) { $0 + $1 } }
        return Verdict(
            seed: universe.seed, violations: judge.violations + witness.violations, hash: hash.text, counts: counts,
            simulated: universe.clock.now() - Universe.start)
    }

    // MARK: At each request

    private func pass(_ remote: String, _ request: Request) async {
        let wire = Wire.read(request, to: universe.port(remote)?.vendor.name ?? "")
        Telling.say(
            "  \(remote) \(request.head.method) \(request.head.path ?? "") \(String(decoding: request.body.prefix(1_500), as: UTF8.self))")
        if isWild {
            people.meanwhile(free: witness.free(before: wire, to: remote))
            if let left = secondComes {
                secondComes = left > 0 ? left - 1 : nil
                if left == 0 { await comeSecond() }
            }
        }
        do { try witness.asked(remote, wire) } catch { witness.note("the witness cannot read the hub: \(error)") }
    }

    /// S12: while one agent works, another is turned away.
    private func comeSecond() async {
        do {
            let keeper = LeaseKeeper(services: try universe.services())
            let isIn = try await keeper.hold("second") { true }
            if isIn { witness.note("S12 a second agent began while the first was at work") }
        } catch {
            counts["second agent turned away", default: 0] += 1
        }
    }

    /// Opens the hub for the witness, who reads it as an outsider does.
    private func watch() throws {
        try witness.hub?.close()
        witness.hub = try Store(path: universe.path("hub.db"), access: .readOnly)
    }

    // MARK: Rounds

    /// First contact: a plan, and a person who approves all of it.
    private func meet() async throws {
        note(try await apply(try await plan("first")))
        note(try await sync())
    }

    private func round(_ number: Int) async throws {
        let swarm = universe.swarm
        if chance.happens(swarm.rewrites) {
            try universe.configure(edition: number)
            counts["config edited", default: 0] += 1
        }
        Telling.say("round \(number) at \(universe.clock.now().isoMilliseconds)")
        try people.work()
        try keepCopy(number)
        if chance.happens(swarm.jumps) {
            let days = [-365, -1, 1, 365][chance.below(4)]
            universe.hubClock.jump(to: .seconds(days * 86_400 + chance.below(600) - 300))
            counts["clock jumped", default: 0] += 1
        }
        if chance.happens(swarm.faults) { try universe.sandbox.faults.replace(with: trouble.specification()) }
        Telling.say("faults \(universe.sandbox.faults.rules)")
        if chance.happens(swarm.seconds) { secondComes = chance.below(60) }
        if chance.happens(swarm.crashes) { universe.power.cut(after: chance.below(1_500)) }
        isWild = true
        do {
            note(try await sync())
            if swarm.isMarket { try await office.work() }
        } catch {
            guard let error = error as? RunError else {
                guard universe.power.isCut else { throw error }
                return try endRound(after: "power")
            }
            return try endRound(after: Self.word(error))
        }
        try endRound(after: nil)
    }

    private func endRound(after end: String?) throws {
        Telling.say("the round ends \(end ?? "well")")
        if let end { counts["run ended: \(end)", default: 0] += 1 }
        (isWild, secondComes) = (false, nil)
        try universe.sandbox.faults.replace(with: "")
        try reopen()
        universe.clock.advance(by: .seconds(30 + chance.below(7_200)))
    }

    private func reopen(from backup: String? = nil) throws {
        try witness.hub?.close()
        witness.hub = nil
        try universe.reopen(from: backup)
        try watch()
    }

    /// Makes a copy of the hub, or puts the last one back.
    private func keepCopy(_ number: Int) throws {
        guard chance.happens(universe.swarm.copies) else { return }
        if let path = copy {
            try judge.remember()
            try reopen(from: path)
            copy = nil
            counts["copy put back", default: 0] += 1
        } else {
            let path = universe.path("copy\(number).db")
            _ = try Backup.make(of: try universe.services(), at: path)
            copy = path
            counts["copy made", default: 0] += 1
        }
    }

    // MARK: Runs

    private func sync(full: Bool = false) async throws -> SyncReport {
        var options = SyncOptions()
        options.isFull = full
        let services = try universe.services()
        let run = try SyncRun(services: services, options: options)
        return try await LeaseKeeper(services: services).hold("sync") { () async throws(RunError) in try await run.run() }
    }

    private func plan(_ name: String) async throws -> (path: String, report: PlanReport) {
        let path = universe.path("\(name).plan")
        let before = universe.file
        let report = try await PlanRun(services: try universe.services()).run(saveTo: path)
        if universe.file != before { judge.note("S4 a plan has changed the hub's file") }
        return (path, report)
    }

    private func apply(_ plan: (path: String, report: PlanReport)) async throws -> SyncReport {
        let services = try universe.services()
        let run = try ApplyRun(services: services, file: PlanFile.read(plan.path), path: plan.path, approve: ["all"], by: "ana")
        return try await LeaseKeeper(services: services).hold("apply") { () async throws(RunError) in try await run.run() }
    }

    private func note(_ report: SyncReport) {
        for (name, part) in report.remotes.sorted(by: { $0.key < $1.key }) {
            hash.add("\(name) \(part.pulled) \(part.created) \(part.updated) \(part.deleted) \(part.failed) \(part.unknown)")
            for (word, count) in [
                ("created", part.created), ("updated", part.updated), ("deleted", part.deleted), ("failed", part.failed),
                ("unknown", part.unknown), ("deferred", part.deferred),
            ] {
                counts["records \(word)", default: 0] += count
            }
            for error in part.errors { counts["error \(Self.word(error))", default: 0] += 1 }
        }
        counts["conflicts", default: 0] += report.conflicts
        counts["reviews", default: 0] += report.reviews
        counts["entities deleted", default: 0] += report.hubDeleted
        counts["first contact held", default: 0] += report.held.count
        if report.isAudit { counts["audit", default: 0] += 1 }
        for brake in report.brakes { counts["brake \(brake.brake)", default: 0] += 1 }
    }

    /// An error's class: its case, and for a remote's that of its cause, with the class of what was refused.
    private static func word(_ error: RunError) -> String {
        guard case .remote(_, _, _, let cause) = error else { return String("\(error)".prefix { $0 != "(" }) }
        if case .refused(_, let failure) = cause { return "refused \(failure.failureClass.rawValue)" }
        return String("\(cause)".prefix { $0 != "(" })
    }

    // MARK: Healing

    /// Nothing fails any more: within eight rounds, a person approving what waits for that, the plan must be empty (V1).
    private func heal() async throws -> [String] {
        if universe.swarm.rewrites > 0 { try universe.configure(edition: Swarm.last) }
        universe.hubClock.jump(to: .zero)
        var remaining: [String] = []
        for attempt in 0..<8 {
            universe.clock.advance(by: .seconds(7_200))
            let plan = try await plan("heal\(attempt)")
            remaining = plan.report.operations.map(\.text)
            Telling.say("heal \(attempt) at \(universe.clock.now().isoMilliseconds): \(remaining)")
            if remaining.isEmpty, attempt > 1 { return [] }
            let brakes = try PlanFile.read(plan.path).brakes
            let report: SyncReport
            // What a first contact would overwrite waits for a person who approves a plan (R26).
            if brakes.isEmpty, ![3, 5].contains(attempt) {
                report = try await sync(full: attempt == 1)
                if attempt == 0, report.brakes.isEmpty, !report.isAudit { try judge.judgeReading(after: trouble.kinds) }
            } else {
                counts["approved", default: 0] += 1
                report = try await apply(plan)
                judge.judgeApproval(report)
            }
            note(report)
        }
        return remaining
    }
}

import Connectors
import Logging
public import Model
import Reconciliation
import Storage

/// What a sync is asked to do beyond the ordinary.
public struct SyncOptions: Sendable {
    /// Only these remotes; empty for all.
    public var remotes: [String] = []
    /// Only these kinds; empty for all.
    public var kinds: [EntityKind] = []
    /// Read everything, whatever the cursors say.
    public var isFull = false

    /// An ordinary sync.
    public init() {}
}

/// One sync: settle, pull, match, merge, plan, push, confirm, in that order.
public struct SyncRun: Sendable {
    let services: Services
    let options: SyncOptions
    let planning: Planning
    /// Where planned operations go; nil for the run's own count.
    let spool: OperationSpool
    /// False for a plan: everything up to the plan, nothing sent.
    let pushes: Bool

    /// An ordinary run.
    public init(services: Services, options: SyncOptions = SyncOptions()) throws(RunError) {
        let planning = Planning(run: services.identifier("run_"), plan: services.identifier("plan_"))
        try self.init(services: services, options: options, planning: planning, spool: nil, pushes: true)
    }

    init(
        services: Services, options: SyncOptions, planning: Planning, spool: OperationSpool?, pushes: Bool
    ) throws(RunError) {
        self.services = try services.narrowed(to: options)
        self.options = options
        self.planning = planning
        if let spool { self.spool = spool } else { self.spool = try OperationSpool() }
        self.pushes = pushes
    }

    /// How often merging and pushing are repeated for records that moved while the run was writing.
    private static let rounds = 3

    /// Runs it.
    /// - Throws: only what stops everything; a remote's trouble stands in the report.
    public func run() async throws(RunError) -> SyncReport {
        var report = SyncReport(run: planning.run, started: services.clock.now(), finished: services.clock.now())
        let schemas = await Discovery(services: services).schemas()
        let mapping = try mapping(schemas)
        try services.working { try Remapping(services: services, mapping: mapping).apply() }
        if pushes {
            let unsettled = try await Settler(services: services, mapping: mapping, planning: planning).settle()
            for (remote, error) in unsettled { report.remotes[remote, default: .init()].errors.append(error) }
        }
        let pulls = await Puller(services: services, mapping: mapping, isFull: options.isFull).pull()
        if let error = pulls.storeError { throw error }
        _ = try await Proofs(services: services, mapping: mapping).find(in: pulls)
        report.take(pulls)
        try await reconcile(mapping, pulls, into: &report)
        await report.take(usageOf: services.remotes)
        try await keepOffsets()
        report.finished = services.clock.now()
        return report
    }

    /// Merges and pushes until nothing moved meanwhile, a few times at most.
    private func reconcile(_ mapping: Mapping, _ pulls: PullResult, into report: inout SyncReport) async throws(RunError) {
        let survey = Survey(services: services, mapping: mapping)
        let atDoor = try services.working { try survey.trippedBrakes(pulls: pulls, approved: planning.approvedBrakes) }
        var blocked = Set(atDoor.map { ObjectName(remote: $0.remote, object: $0.object) })
        blocked.formUnion(unobserved(mapping, pulls))
        report.brakes = atDoor
        let offsets = await clockOffsets()
        for round in 1...Self.rounds {
            var result = PlanResult()
            try dropPlanned()
            try services.working {
                let match = MatchStep(services: services, mapping: mapping, planning: planning, spool: spool, blocked: blocked)
                try match.match(into: &result)
                let merge = MergeStep(
                    services: services, mapping: mapping, planning: planning, spool: spool, blocked: blocked, offsets: offsets)
                try merge.merge(into: &result)
                let tripped = try OutgoingBrakes(services: services, mapping: mapping)
                    .hold(conflicts: result.conflicts, approved: planning.approvedBrakes)
                blocked.formUnion(tripped.map { ObjectName(remote: $0.remote, object: $0.object) })
                report.brakes += tripped.filter { new in !report.brakes.contains { $0.name == new.name } }
                report.take(result)
                if round == 1 { report.reviews += try Waiting(services: services).note(result.held, report.brakes, run: planning.run) }
            }
            guard pushes else { break }
            let counts = await Pusher(services: services, mapping: mapping, planning: planning).push(to: mapping.remotes)
            report.take(counts)
            if let error = counts.values.compactMap(\.error).first(where: { if case .store = $0 { true } else { false } }) { throw error }
            guard counts.values.contains(where: { $0.stale > 0 || $0.created > 0 }) else { break }
        }
        report.waiting = try services.reading { try $0.reviews.count(.open) }
    }

    /// What was learnt of the remotes' clocks is kept, so that the next run's first signed request is dated right (R7).
    private func keepOffsets() async throws(RunError) {
        var offsets: [String: Duration] = [:]
        for (name, remote) in services.remotes { offsets[name] = await remote.usage().offset }
        try services.writing { tx in
            for (name, offset) in offsets { try tx.settings.set("clock.\(name)", to: String(offset.milliseconds)) }
        }
    }

    /// Objects that were not read to their end take no part: no candidates, no tombstones, no writes (R35).
    private func unobserved(_ mapping: Mapping, _ pulls: PullResult) -> Set<ObjectName> {
        Set(
            mapping.objects.filter { pulls[$0.remote, $0.object]?.isObserved != true }
                .map { ObjectName(remote: $0.remote, object: $0.object) })
    }

    private func clockOffsets() async -> [String: ClockOffset] {
        var offsets: [String: ClockOffset] = [:]
        for (name, remote) in services.remotes {
            let usage = await remote.usage()
            if let offset = usage.offset { offsets[name] = ClockOffset(offset: offset, uncertainty: usage.uncertainty) }
        }
        return offsets
    }

    /// Operations that were planned and never sent are planned anew: the hub's rows and base pairs say all that is needed.
    private func dropPlanned() throws(RunError) {
        try services.writing { tx in
            let entities = try tx.outbox.drop(states: [.planned])
            try tx.dirty.mark(entities, at: services.clock.now())
        }
    }

    private func mapping(_ schemas: [String: [DiscoveredField]]) throws(RunError) -> Mapping {
        do {
            return try Mapping(settings: services.settings, remotes: services.remotes, schemas: schemas)
        } catch {
            throw .remote(name: "", step: "map", object: nil, error)
        }
    }
}

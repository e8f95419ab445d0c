import Connectors
public import Model
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
    private(set) var planning: Planning
    /// Where planned operations go; nil for the run's own count.
    let spool: OperationSpool
    /// False for a plan: everything up to the plan, nothing sent.
    let pushes: Bool

    /// An ordinary run, under the id that the journal gave it, or one of its own.
    public init(services: Services, options: SyncOptions = SyncOptions(), run: String? = nil) throws(RunError) {
        let planning = Planning(run: run ?? services.identifier("run_"), plan: services.identifier("plan_"))
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
        self.planning.isAudit = try services.reading(Restoration.isAuditDue)
    }

    /// Runs it.
    /// - Throws: only what stops everything; a remote's trouble stands in the report.
    public func run() async throws(RunError) -> SyncReport {
        try ClockWatch(services: services, run: planning.run).begin()
        var report = SyncReport(run: planning.run, started: services.clock.now(), finished: services.clock.now())
        let schemas = await Discovery(services: services).schemas()
        let mapping = try mapping(schemas)
        try services.working { try Remapping(services: services, mapping: mapping).apply() }
        // A plan settles too, on its copy: settling only reads at the remotes, and without it what is unknown would hide what is to
        // be done.
        let unsettled = try await Settler(services: services, mapping: mapping, planning: planning).settle()
        for (remote, error) in unsettled { report.remotes[remote, default: .init()].errors.append(error) }
        let pulls = await Puller(services: services, mapping: mapping, planning: planning, isFull: options.isFull || planning.isAudit)
            .pull()
        if let error = pulls.storeError { throw error }
        _ = try await Proofs(services: services, mapping: mapping, planning: planning).find(in: pulls)
        report.take(pulls)
        let rounds = Rounds(services: services, mapping: mapping, planning: planning, spool: spool, pushes: pushes && !planning.isAudit)
        try await rounds.run(pulls, into: &report)
        report.isAudit = planning.isAudit
        let isAll = options.remotes.isEmpty && options.kinds.isEmpty
        if planning.isAudit, isAll, pulls.isWhole(mapping) { try services.writing(Restoration.endAudit) }
        if pushes, !report.brakes.isEmpty {
            report.savedPlan = try await HeldPlan(services: services, mapping: mapping, planning: planning).save(report.brakes, pulls)
        }
        await report.take(usageOf: services.remotes)
        try await keepOffsets()
        report.finished = services.clock.now()
        return report
    }

    /// What was learnt of the remotes' clocks is kept, so that the next run's first signed request is dated right (R7).
    private func keepOffsets() async throws(RunError) {
        var offsets: [String: Duration] = [:]
        for (name, remote) in services.remotes { offsets[name] = await remote.usage().offset }
        try services.writing { tx in
            for (name, offset) in offsets { try tx.settings.set("clock.\(name)", to: String(offset.milliseconds)) }
        }
    }

    private func mapping(_ schemas: [String: [DiscoveredField]]) throws(RunError) -> Mapping {
        do {
            return try Mapping(settings: services.settings, remotes: services.remotes, schemas: schemas, kinds: options.kinds)
        } catch {
            throw .remote(name: "", step: "map", object: nil, error)
        }
    }
}

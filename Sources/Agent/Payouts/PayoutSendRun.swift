import Connectors
public import Model
public import ProgramRules
import Storage

/// Sends approved payouts, once and only once (P3 to P10, P13), after looking up whatever an earlier run left open.
public struct PayoutSendRun: Sendable {
    let services: Services
    let rail: PayoutRail
    let approvedBrakes: Set<String>
    let person: String?

    /// Prepares a run. `approving` names brakes that a person lets pass for this run, or `all`.
    public init(services: Services, rail: PayoutRail, approving: [String] = [], by person: String? = nil) {
        self.services = services
        self.rail = rail
        approvedBrakes = Set(approving)
        self.person = person
    }

    /// Sends what may go.
    public func run(as run: String = "run_") async throws(RunError) -> PayoutSendReport {
        var report = PayoutSendReport(run: run)
        report.raised = try ClockWatch(services: services, run: run).begin()
        if try services.reading({ tx in try Restoration.isAuditDue(tx) || Restoration.payoutAudit(tx) != nil }) {
            throw .refused(.payout(.storeRestored))
        }
        report.orphaned = try orphaned()
        let ready = try select(&report, run)
        report.brakes = try brakes(over: ready)
        guard report.brakes.isEmpty else { return try finish(report) }
        for (method, gateway) in rail.gateways.sorted(by: { $0.key < $1.key }) {
            let work = ShipmentWork(services: services, rail: rail, method: method, gateway: gateway, run: run)
            let own = ready.filter { $0.intent.destination.provider == method }
            report.add(try await work.send(own))
        }
        return try finish(report)
    }

    /// How many requests are open by each method that nobody pays by any more.
    private func orphaned() throws(RunError) -> [String: Int] {
        try services.reading { tx in
            let desk = ShipmentDesk(tx: tx, now: services.clock.now(), guards: services.guards, run: "")
            return try desk.open().filter { rail.gateways[$0.provider] == nil }.reduce(into: [:]) { $0[$1.provider, default: 0] += 1 }
        }
    }

    /// The approved payouts that pass preflight; the others wait, or are withdrawn (P9).
    private func select(_ report: inout PayoutSendReport, _ run: String) throws(RunError) -> [KnownPayout] {
        let rail = rail
        let (ready, waiting, withdrawn) = try services.writing { tx -> ([KnownPayout], [PayoutView], [PayoutView]) in
            let now = services.clock.now()
            let book = PayoutBook(tx: tx, now: now, guards: services.guards)
            let facts = PayoutFacts(tx: tx, now: now, guards: services.guards)
            var result: ([KnownPayout], [PayoutView], [PayoutView]) = ([], [], [])
            if !services.guards.stands(.payoutApproval) {
                for var payout in try book.all(in: .draft) { try book.apply(.approve, to: &payout) }
            }
            for var payout in try book.all(in: .approved) {
                let findings = try facts.findings(payout, rail.terms)
                if findings.contains(where: { !$0.passes }) {
                    let why = findings.map(\.text).joined(separator: ", ")
                    try book.apply(.withdraw, to: &payout, PayoutNews(reason: why))
                    result.2.append(try PayoutView(payout, tx, rail.terms, now: now, findings: findings))
                } else if !findings.isEmpty || rail.gateways[payout.row.provider] == nil {
                    result.1.append(try PayoutView(payout, tx, rail.terms, now: now, findings: findings))
                } else {
                    result.0.append(payout)
                }
            }
            return result
        }
        report.waiting = waiting
        report.withdrawn = withdrawn
        return ready
    }

    /// Over a cap nothing is sent, not even a part, unless a person lets it pass by name (P10).
    private func brakes(over payouts: [KnownPayout]) throws(RunError) -> [TrippedPayoutBrake] {
        guard services.guards.stands(.payoutBrakes) else { return [] }
        let partners = Set(payouts.map(\.intent.partner))
        let before = try services.reading { tx in Set(try partners.filter { try tx.payouts.wasPaid($0) }) }
        let tripped = PayoutBrakes.evaluate(payouts.map(\.intent), paidBefore: before, rail.terms)
        guard let person, !tripped.isEmpty else { return tripped }
        let open = tripped.filter { !approvedBrakes.contains($0.name) && !approvedBrakes.contains("all") }
        if open.isEmpty {
            try services.writing { tx in
                for brake in tripped {
                    try tx.audit.add(
                        AuditEntry(
                            at: services.clock.now(), actor: person, action: "approve brake",
                            detail: ["brake": .string(brake.name), "found": .string("\(brake.found)")]))
                }
            }
        }
        return open
    }

    private func finish(_ report: PayoutSendReport) throws(RunError) -> PayoutSendReport {
        var report = report
        let ids = report.touched
        report.payouts = try services.reading { tx in
            let now = services.clock.now()
            return try ids.sorted().compactMap { id in
                guard let row = try tx.payouts.get(id) else { return nil }
                return try PayoutView(KnownPayout(row, claims: tx.payoutClaims.of(id)), tx, rail.terms, now: now)
            }
        }
        return report
    }
}

/// What a run of payouts did.
public struct PayoutSendReport: Sendable {
    /// The run.
    public var run: String
    /// The payouts that it moved, or tried to.
    public var payouts: [PayoutView] = []
    /// Approved ones that wait for time or a person.
    public var waiting: [PayoutView] = []
    /// Ones that were withdrawn because they are not true any more.
    public var withdrawn: [PayoutView] = []
    /// The brakes that tripped: then nothing was sent.
    public var brakes: [TrippedPayoutBrake] = []
    /// What each method said that kept it from being asked.
    public var unreachable: [String: String] = [:]
    /// Why each method refused requests, where the reason lies in none of the payouts: they stay approved.
    public var refused: [String: String] = [:]
    /// How many requests are open by methods that nobody pays by any more.
    public var orphaned: [String: Int] = [:]
    /// What a person must look at.
    public var raised = 0
    var touched: Set<String> = []

    mutating func add(_ work: ShipmentWork.Done) {
        touched.formUnion(work.touched)
        raised += work.raised
        waiting += work.waiting
        if let reason = work.unreachable { unreachable[work.method] = reason }
        if let reason = work.refused { refused[work.method] = reason }
    }

    /// How many of the payouts are in a state.
    public func count(_ phase: PayoutState.Phase) -> Int { payouts.count { $0.row.state == phase.rawValue } }

    /// What a script is told.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [brakes.isEmpty ? .done : .brake]
        if count(.unknown) + count(.failed) + unreachable.count + refused.count + orphaned.count > 0 { codes.append(.partial) }
        if !waiting.isEmpty || !withdrawn.isEmpty || raised > 0 { codes.append(.raised) }
        return ExitCode.mostUrgent(codes)
    }

    /// The report as `payouts send --json` prints it.
    public var json: JSON {
        let states = PayoutState.Phase.allCases.map { ($0.rawValue, JSON.integer(count($0))) }
        return [
            "run": .string(run), "payouts": .array(payouts.map(\.json)), "states": .object(JSONObject(states)),
            "waiting": .array(waiting.map(\.json)), "withdrawn": .array(withdrawn.map(\.json)),
            "brakes": .array(
                brakes.map { ["name": .string($0.name), "found": .string("\($0.found)"), "allowed": .string("\($0.allowed)")] }),
            "unreachable": .object(JSONObject(unreachable.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "refused": .object(JSONObject(refused.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })),
            "orphaned": .object(JSONObject(orphaned.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "raised": .integer(raised), "exit": .integer(exitCode.rawValue),
        ]
    }
}

import Model
import Storage

/// Carries out a saved plan: pulls and plans again with the plan's own ids, and sends exactly the operations that stand in the file (R32).
public struct ApplyRun: Sendable {
    let services: Services
    let file: PlanFile
    let approved: Set<String>
    let approver: String?

    /// Prepares it. `approve` names brakes, or is `all` for every brake of this plan; then `by` says who answers for it.
    /// - Throws: `RunError.badPlan` if the plan was made under another configuration, `RunError.badValue` for an unknown brake.
    public init(services: Services, file: PlanFile, path: String, approve: [String], by approver: String?) throws(RunError) {
        guard file.fingerprint == services.settings.fingerprint else {
            throw .badPlan(path: path, .otherConfiguration)
        }
        if !approve.isEmpty, approver == nil {
            throw .badValue(field: "--by", found: "nothing", expected: "the name of whoever approves")
        }
        for name in approve where name != "all" && !file.brakes.contains(name) {
            let known = file.brakes.isEmpty ? "none: this plan trips no brake" : file.brakes.joined(separator: ", ")
            throw .badValue(field: "--approve", found: name, expected: known)
        }
        self.services = services
        self.file = file
        self.approver = approver
        self.approved = approve.contains("all") ? Set(file.brakes) : Set(approve)
    }

    /// Carries it out, under the id that the journal gave the run, or one of its own.
    public func run(as run: String? = nil) async throws(RunError) -> SyncReport {
        let run = run ?? services.identifier("run_")
        try keepApproval()
        let planning = Planning(
            run: run, plan: file.id, firstContact: .approved(file.operations), approvedBrakes: approved, onlyOperations: file.operations,
            minted: file.minted)
        let spool = try OperationSpool(keepsIDs: true)
        let sync = try SyncRun(services: services, options: SyncOptions(), planning: planning, spool: spool, pushes: true)
        var report = try await sync.run()
        report.stale = file.operations.subtracting(spool.seenIDs).sorted()
        report.new = spool.withheld.subtracting(file.operations).sorted()
        return report
    }

    /// Who approved what, and when, before anything is done.
    private func keepApproval() throws(RunError) {
        guard let approver, !approved.isEmpty else { return }
        do {
            try services.store.write { tx in
                for brake in approved.sorted() {
                    try tx.approvals.add(Approval(planID: file.id, brake: brake, by: approver, at: services.clock.now()))
                }
            }
        } catch let error as StorageError {
            throw .store(error)
        } catch {
            throw .store(.failed(code: -1, doing: "keeping the approval"))
        }
    }
}

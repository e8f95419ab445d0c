import Model
import Storage

/// Keeps a row for each run that may write: it takes the lease, and says how the run ended.
public struct RunJournal: Sendable {
    let services: Services

    /// Prepares to keep the services' journal.
    public init(services: Services) {
        self.services = services
    }

    /// Makes a run under the lease and keeps its report. The body is given the run's id, under which everything it writes stands.
    public func sync(
        _ command: String, _ body: @escaping @Sendable (String) async throws(RunError) -> SyncReport
    ) async throws(RunError) -> SyncReport {
        try await LeaseKeeper(services: services).hold(command) { () async throws(RunError) -> SyncReport in
            let id = services.identifier("run_")
            let run = Run(id: id, command: command, started: services.clock.now(), configFingerprint: services.settings.fingerprint)
            try Restoration(services: services).begin()
            try services.writing { try $0.runs.add(run) }
            do throws(RunError) {
                let report = try await body(id)
                try services.writing { tx in
                    try tx.runs.finish(id, at: services.clock.now(), exit: Int(report.exitCode.rawValue), summary: report.json)
                    _ = try tx.ledger.purge(before: services.clock.now() - Self.ledgerLifetime)
                }
                return report
            } catch {
                let exit = Int(error.exitCode.rawValue)
                try? services.store.write { try $0.runs.finish(id, at: services.clock.now(), exit: exit, summary: .null) }
                throw error
            }
        }
    }

    /// How long writes are remembered for `explain` and the echo ledger.
    private static let ledgerLifetime: Duration = .seconds(400 * 86_400)
}

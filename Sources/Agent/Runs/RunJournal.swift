public import Model
import Storage

/// Keeps a row for each run that may write: it takes the lease (R34), and says how the run ended.
public struct RunJournal: Sendable {
    let services: Services

    /// Prepares to keep the services' journal.
    public init(services: Services) {
        self.services = services
    }

    /// Makes a run under the lease and keeps what it says. The body is given the run's id, under which everything it writes stands.
    public func keep<Report: Sendable>(
        _ command: String, _ body: @escaping @Sendable (String) async throws(RunError) -> (Report, ExitCode, JSON)
    ) async throws(RunError) -> Report {
        try await LeaseKeeper(services: services).hold(command) { () async throws(RunError) -> Report in
            let id = services.identifier("run_")
            try Restoration(services: services).begin()
            let run = Run(id: id, command: command, started: services.clock.now(), configFingerprint: services.settings.fingerprint)
            try services.writing { try $0.runs.add(run) }
            do throws(RunError) {
                let (report, exit, summary) = try await body(id)
                try services.writing { try $0.runs.finish(id, at: services.clock.now(), exit: Int(exit.rawValue), summary: summary) }
                return report
            } catch {
                let exit = Int(error.exitCode.rawValue)
                try? services.store.write { try $0.runs.finish(id, at: services.clock.now(), exit: exit, summary: .null) }
                throw error
            }
        }
    }

    /// Makes a sync as such a run, and forgets what is too old to be asked for.
    public func sync(
        _ command: String, _ body: @escaping @Sendable (String) async throws(RunError) -> SyncReport
    ) async throws(RunError) -> SyncReport {
        try await keep(command) { (run) async throws(RunError) -> (SyncReport, ExitCode, JSON) in
            let report = try await body(run)
            try services.writing { _ = try $0.ledger.purge(before: services.clock.now() - Self.ledgerLifetime) }
            return (report, report.exitCode, report.json)
        }
    }

    /// How long writes are remembered for `explain` and the echo ledger.
    private static let ledgerLifetime: Duration = .seconds(400 * 86_400)
}

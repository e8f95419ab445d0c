import Connectors
import Foundation
public import Model
import Reconciliation
import Storage

/// A plan: what a sync would do, found by running the very same steps on a copy of the hub that is thrown away (R31). The hub and the
/// remotes are only read.
public struct PlanRun: Sendable {
    let services: Services
    let options: SyncOptions

    /// Prepares a plan.
    public init(services: Services, options: SyncOptions = SyncOptions()) {
        self.services = services
        self.options = options
    }

    /// Makes the plan and, with a path, saves it.
    public func run(saveTo path: String? = nil) async throws(RunError) -> PlanReport {
        let scratch = try ScratchHub(of: services.store)
        defer { scratch.remove() }
        var copied = services
        if services.guards.stands(.planCopy) { copied.store = scratch.store }
        copied.crash = CrashSwitch()
        let spool = try OperationSpool(path: scratch.operations)
        var planning = Planning(run: services.identifier("run_"), plan: services.identifier("plan_"), firstContact: .shown)
        planning.showsBraked = true
        let run = try SyncRun(services: copied, options: options, planning: planning, spool: spool, pushes: false)
        let report = try await run.run()
        try spool.close()
        let file = PlanFile(
            id: planning.plan, fingerprint: services.settings.fingerprint, minted: spool.minted, brakes: report.brakes.map(\.name),
            operations: [])
        if let path { try file.write(to: path, operations: scratch.operations) }
        let calls = CallEstimate(services: copied).calls(for: spool.summary)
        let lines = try Self.lines(of: scratch.operations)
        return PlanReport(id: planning.plan, sync: report, summary: spool.summary, operations: lines, calls: calls)
    }

    /// The spooled operations; read whole, as a plan is looked at whole.
    private static func lines(of path: String) throws(RunError) -> [JSON] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return data.split(separator: UInt8(ascii: "\n")).compactMap { try? JSON(parsing: Array($0)) }
    }
}

/// What a plan found.
public struct PlanReport: Sendable {
    /// The plan's id.
    public var id: String
    /// What the steps up to the plan did, on the copy.
    public var sync: SyncReport
    /// How many operations, by remote, object and kind.
    public var summary: [String: [String: [String: Int]]]
    /// The operations.
    public var operations: [JSON]
    /// The API calls that carrying it out would cost, by remote.
    public var calls: [String: Int]

    /// What a script is told: differences or not, unless something is wrong.
    public var exitCode: ExitCode {
        var codes: [ExitCode] = [operations.isEmpty ? .done : .differences]
        codes += sync.remotes.values.flatMap(\.errors).map(\.exitCode)
        return ExitCode.mostUrgent(codes)
    }

    /// The plan as `plan --json` prints it.
    public var json: JSON {
        [
            "plan": .string(id), "operations": .array(operations),
            "calls": .object(JSONObject(calls.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) })),
            "brakes": .array(sync.brakes.map(\.json)), "money": .object(JSONObject()), "waiting": .integer(sync.waiting),
            "exit": .integer(exitCode.rawValue),
        ]
    }
}

/// How many calls a plan would cost: each record is read before and after it is written, in the remote's largest batches.
struct CallEstimate {
    let services: Services

    /// Calls by remote for so many operations.
    func calls(for summary: [String: [String: [String: Int]]]) -> [String: Int] {
        var calls: [String: Int] = [:]
        for (remote, objects) in summary where remote != "hub" {
            guard let sink = services.remotes[remote]?.sink else { continue }
            for (object, kinds) in objects {
                for (kind, count) in kinds {
                    guard let kind = Operation.Kind(rawValue: kind), let write = writeKind(kind) else { continue }
                    let size = max(1, (try? sink.batchSize(for: write, of: object, count: count, isStrict: false)) ?? 1)
                    let batches = (count + size - 1) / size
                    calls[remote, default: 0] += batches + 2 * ((count + 99) / 100)
                }
            }
        }
        return calls
    }

    private func writeKind(_ kind: Operation.Kind) -> WriteKind? {
        switch kind {
        case .create: .upsert
        case .update: .update
        case .delete: .delete
        case .archive: .archive
        case .link, .unlink: nil
        }
    }
}

import Foundation
import Model
import Reconciliation
import Storage

/// Saves what tripped brakes hold back as a plan that a person can look at and apply (R33).
struct HeldPlan {
    let services: Services
    let mapping: Mapping
    let planning: Planning

    /// Plans once more on a copy of the hub, past the brakes, from what was pulled already.
    /// - Returns: where the plan lies, beside the store; nil for a hub in memory.
    func save(_ brakes: [TrippedBrake], _ pulls: PullResult) async throws(RunError) -> String? {
        guard services.store.path != ":memory:" else { return nil }
        let scratch = try ScratchHub(of: services.store)
        defer { scratch.remove() }
        var copied = services
        copied.store = scratch.store
        copied.crash = CrashSwitch()
        copied.progress = { _ in }
        var past = Planning(run: planning.run, plan: services.identifier("plan_"))
        past.showsBraked = true
        let spool = try OperationSpool(path: scratch.operations, keepsIDs: true)
        _ = try await Proofs(services: copied, mapping: mapping, planning: past).find(in: pulls)
        var report = SyncReport(run: planning.run, started: services.clock.now(), finished: services.clock.now())
        try await Rounds(services: copied, mapping: mapping, planning: past, spool: spool, pushes: false).run(pulls, into: &report)
        try spool.close()
        let kept = try keep(scratch, brakes)
        let names = Set((brakes + report.brakes).map(\.name)).sorted()
        let file = PlanFile(
            id: past.plan, fingerprint: services.settings.fingerprint, minted: spool.minted, brakes: names, operations: kept)
        let beside = (services.store.path as NSString).deletingLastPathComponent
        let folder = beside.isEmpty ? "plans" : beside + "/plans"
        if let same = same(as: file, in: folder) { return same }
        let path = "\(folder)/\(file.id).plan"
        try file.write(to: path, operations: scratch.folder + "/held.jsonl")
        return path
    }

    /// Keeps the operations on the tripped objects. A brake at the door holds records back, and with them whatever they lead to anywhere.
    private func keep(_ scratch: ScratchHub, _ brakes: [TrippedBrake]) throws(RunError) -> Set<String> {
        let objects = Set(brakes.map { ObjectName(remote: $0.remote, object: $0.object) })
        let isAtDoor = brakes.contains { Survey.brakes.contains($0.brake) }
        var ids: Set<String> = []
        var lines: [UInt8] = []
        for line in (FileManager.default.contents(atPath: scratch.operations) ?? Data()).split(separator: UInt8(ascii: "\n")) {
            guard let operation = try? JSON(parsing: Array(line)), let id = operation["id"]?.string,
                let remote = operation["remote"]?.string, let object = operation["object"]?.string,
                isAtDoor || objects.contains(ObjectName(remote: remote, object: object))
            else { continue }
            ids.insert(id)
            lines += line + [UInt8(ascii: "\n")]
        }
        let path = scratch.folder + "/held.jsonl"
        guard FileManager.default.createFile(atPath: path, contents: Data(lines), attributes: [.posixPermissions: 0o600]) else {
            throw .badPlan(path: path, .unwritable)
        }
        return ids
    }

    /// A plan that was saved before and holds the very same, so that a brake that stays up does not fill the folder.
    private func same(as file: PlanFile, in folder: String) -> String? {
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).filter { $0.hasSuffix(".plan") }.sorted()
        guard let last = names.last, let saved = try? PlanFile.read("\(folder)/\(last)"), saved.fingerprint == file.fingerprint,
            saved.operations == file.operations, Set(saved.brakes) == Set(file.brakes)
        else { return nil }
        return "\(folder)/\(last)"
    }
}
